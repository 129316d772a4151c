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

	int (*identify)(const struct cgroup *cgroup, enum cgroup_kind *kind);
	bool (*is_frozen)(const struct cgroup *cgroup);
	int (*populated)(const struct cgroup *cgroup, int events_fd);
};

extern const struct version version2;

#endif
