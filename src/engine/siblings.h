/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sending to all but the caller in a cgroup that holds it. */
#ifndef CGKILL_SIBLINGS_H
#define CGKILL_SIBLINGS_H

#include "base/attributes.h"
#include "engine/job.h"
#include "engine/message.h"

/*
 * As methods_send() for a cgroup that is known to hold the caller. It is not frozen, since
 * that would stop the caller as well, and not killed by the kernel; the cgroups beside the
 * caller's are.
 */
enum outcome siblings_send(struct job *job, const struct message *message) _nonnull_ _must_check_;

#endif
