/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sending to everything but the caller in a cgroup that holds it. */
#ifndef CGKILL_SIBLINGS_H
#define CGKILL_SIBLINGS_H

#include "base/attributes.h"
#include "engine/job.h"
#include "engine/message.h"

/*
 * Like methods_send() for a cgroup that is known to hold the caller. The cgroup is neither
 * frozen, since that would stop the caller as well, nor killed by the kernel; the cgroups next
 * to the caller's are.
 */
enum outcome siblings_send(struct job *job, const struct message *message) _nonnull_ _must_check_;

#endif
