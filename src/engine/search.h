/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Looking for cgroups by the last component of their path. */
#ifndef CGKILL_SEARCH_H
#define CGKILL_SEARCH_H

#include <limits.h>
#include <stdbool.h>

#include "base/attributes.h"
#include "kernel/cgroup.h"

/* So many of them are remembered. */
#define SEARCH_NAMED 10

struct found {
	unsigned long count;
	char names[SEARCH_NAMED][PATH_MAX];	/* as in /proc/PID/cgroup; sorted */
	struct cgroup cgroup;			/* the first one, open unless err says why not */
	int err;
};

/* Whether the name, a last component, is what is looked for. */
typedef bool search_matcher(const char *name, const char *wanted);

/*
 * Whether the name matches the pattern of a shell, or is the same text: names of units may have
 * backslashes. Bytes are compared, whatever the locale is.
 */
search_matcher search_matches_pattern;

/*
 * Finds all that match below the mount point of cgroup2, which is open.
 * Symbolic links and what is mounted below are not followed, and what the caller may not look
 * into is left out. The caller closes found->cgroup, also after an error. Returns 0, also if there
 * is none, or a negative errno: ESTALE if too much changed meanwhile.
 */
int search_cgroups(int mount, search_matcher *matches, const char *wanted, struct found *found)
	_nonnull_ _must_check_;

#endif
