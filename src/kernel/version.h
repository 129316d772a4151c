/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What differs between the versions of cgroupfs: a table for each. Only the modules of this layer
 * that are about cgroups use it; nobody else knows which version a cgroup is of.
 */
#ifndef CGKILL_VERSION_H
#define CGKILL_VERSION_H

#include <stdbool.h>

#include "kernel/cgroup.h"

/* The functions return the same as those of cgroup.h and control.h with such names. */
struct version {
	const char *freeze_file, *freeze_word, *thaw_word;
	const char *probe_word;		/* an error (ERANGE, EINVAL) after all checks, no effect */
	const char *self_frozen_file;	/* 1 in the cgroup that was frozen by a write, else 0 */
	const char *threads_file, *events_file;

	int missing;			/* what a file of a method that is not there means */

	int (*identify)(const struct cgroup *cgroup, enum cgroup_kind *kind);
	bool (*is_frozen)(const struct cgroup *cgroup);
	int (*populated)(const struct cgroup *cgroup, int events_fd);
	bool (*lists_all)(void);

	bool events_tell;		/* see cgroup_events_tell() */
	bool kills_frozen;		/* see cgroup_kills_frozen() */
	bool is_unified;		/* one hierarchy, with all threads of a process together */
};

extern const struct version version1, version2;

/* The inode number of a hierarchy's root, in every kernel that has cgroup2. */
#define CGROUP_ROOT_ID 1

#endif
