/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Processes that SIGKILL does not end because somebody else has frozen them by the freezer of cgroup
 * v1, whichever hierarchy they are killed in.
 */
#ifndef CGKILL_HELD_H
#define CGKILL_HELD_H

#include "base/attributes.h"
#include "engine/job.h"

/* Tells of the first cgroup that holds some, if any: they have the signal, but do not end. */
void held_tell(const struct job *job) _nonnull_;

#endif
