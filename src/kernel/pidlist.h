/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A list of PIDs, one per line, that is read in pieces of about a page, as the kernel returns
 * it. What is done between two reads may make the rest stale, so every process must be
 * verified.
 */
#ifndef CGKILL_PIDLIST_H
#define CGKILL_PIDLIST_H

#include <stddef.h>
#include <sys/types.h>

#include "base/attributes.h"

struct pid_list {
	int fd;
	size_t position, length;	/* the unread part of the text */
	char text[4096];
};

/*
 * The next PID. Returns 1, 0 at the end, or a negative errno: EOPNOTSUPP for a threaded cgroup,
 * ENODEV for one that has been removed, EBADMSG for text that is not a list of PIDs.
 */
int pid_list_next(struct pid_list *list, pid_t *pid) _nonnull_ _must_check_;

#endif
