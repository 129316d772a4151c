/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a cgroup's kernel tells of it without being asked: that tasks stall for lack of memory,
 * CPU or I/O (pressure-stall information, Linux 5.2), and that it has killed for lack of memory.
 */
#ifndef CGKILL_PRESSURE_H
#define CGKILL_PRESSURE_H

#include <stdbool.h>

#include "base/attributes.h"

enum resource {
	RESOURCE_MEMORY,
	RESOURCE_CPU,
	RESOURCE_IO,
};

/* Tasks have stalled for so long within a window. */
struct pressure {
	enum resource resource;
	bool full;		/* all tasks at the same time, not only some */
	int stall, window;	/* milliseconds */
};

/* The file of a resource, for messages. */
const char *pressure_file(enum resource resource) _returns_nonnull_;

/*
 * Has the kernel watch for it, in the cgroup of the directory and those below. Returns a
 * descriptor, which poll(2) finds ready for POLLPRI at most once in each window, and with POLLERR
 * once the cgroup is gone or its pressure is no longer measured; or a negative errno: ENOENT (no
 * such file), EOPNOTSUPP (not measured), EACCES, EINVAL (the window, see below).
 */
int pressure_watch(int fd, const struct pressure *pressure) _nonnull_ _must_check_;

/*
 * Windows that a kernel may refuse, in milliseconds. Less than this, before Linux 6.5, whoever asks
 * ("psi: remove 500ms min window size limitation for triggers").
 */
#define PRESSURE_WINDOW_MIN 500

/*
 * What is no multiple of this, without CAP_SYS_RESOURCE: since Linux 6.4 ("sched/psi: Allow
 * unprivileged polling of N*2s period"), which older series have got, too (seen on 6.1.192).
 */
#define PRESSURE_WINDOW_UNIT 2000

/*
 * Returns a descriptor for the function below, which poll(2) finds ready for POLLPRI after any
 * change, also the first time; or a negative errno: ENOENT (no controller memory, or the root).
 */
int oom_watch(int fd) _must_check_;

/* The file of that, for messages. */
#define OOM_FILE "memory.events"

/* How many processes the kernel has killed there for lack of memory. Returns 0 or a negative errno. */
int oom_count(int watch_fd, unsigned long *count) _nonnull_ _must_check_;

#endif
