/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Looking for cgroups by the last component of their path. */
#ifndef CGKILL_SEARCH_H
#define CGKILL_SEARCH_H

#include <limits.h>
#include <stdbool.h>

#include "base/attributes.h"
#include "kernel/cgroup.h"

/* So many of those that are found are remembered. */
#define SEARCH_NAMED 10

/* Whether the name, a last component, is what is looked for. */
typedef bool search_matcher(const char *name, const char *wanted);

/*
 * Whether the name matches the pattern of a shell, or is the same text: names of units may have
 * backslashes. Bytes are compared, whatever the locale is.
 */
search_matcher search_matches_pattern;

struct search {
	search_matcher *matches;
	const char *wanted;

	/* What was found. */
	unsigned long count;
	int err;
	struct cgroup cgroup;		/* the first one, open unless err says why not */
	char names[SEARCH_NAMED][PATH_MAX];	/* as in /proc/PID/cgroup, sorted */
};

/* A variable that is initialized with it has found nothing yet. */
#define SEARCH_FOR(matcher, text) { .matches = (matcher), .wanted = (text), .cgroup = CGROUP_CLOSED }
#define _cleanup_search_ __attribute__((cleanup(search_forget)))

/*
 * Finds all that match, each search all of its own, in one walk below the mount point of cgroup2,
 * which is open. Symbolic links and what is mounted below are not followed, and what the caller may
 * not look into is left out. Returns 0, also if there is none, or a negative errno: ESTALE if too
 * much changed meanwhile.
 */
int search_run(int mount, struct search *searches, int count) _nonnull_ _must_check_;

/* Releases what was found. */
void search_forget(struct search *search) _nonnull_;

#endif
