/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The cgroups next to the caller's, in a cgroup that holds it. */
#ifndef CGKILL_SIBLINGS_H
#define CGKILL_SIBLINGS_H

#include "base/attributes.h"
#include "engine/job.h"
#include "engine/message.h"

/*
 * Strikes all subtrees that do not hold the caller, by the job's method. The way down to the
 * caller is left to walks, and so is what cannot be done here. Returns 0, or a negative errno
 * after an event if the job's method cannot be used.
 */
int siblings_strike(struct job *job, const struct message *message) _nonnull_ _must_check_;

#endif
