/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How a signal gets to every process of a cgroup: the kernel, freeze, signal methods. */
#ifndef CGKILL_METHODS_H
#define CGKILL_METHODS_H

#include "job.h"
#include "message.h"

/*
 * Sends to every process in and below the cgroup by the job's method, or by the first
 * that works, and reports what fails. Must not be called for a cgroup that holds the
 * caller.
 */
enum outcome methods_send(const struct job *job, const struct message *message)
	__attribute__((nonnull, warn_unused_result));

/*
 * The same for a cgroup that holds the caller, which is left out. Such a cgroup is not
 * frozen, since that would stop the caller as well, and not killed by the kernel; the
 * cgroups beside the caller's are.
 */
enum outcome methods_send_to_others(const struct job *job, const struct message *message)
	__attribute__((nonnull, warn_unused_result));

/* Whether the errno means that the cgroup was removed after it was opened. */
bool methods_is_gone(const struct job *job, int err)
	__attribute__((nonnull, warn_unused_result));

#endif
