/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/patterns.h"

#include <errno.h>
#include <stdlib.h>

#include "engine/lookup.h"
#include "kernel/mountpoint.h"

static struct {
	struct search *searches;
	int count;
	int next;	/* is probably the one that is asked for next */
	int mount;
	int err;
} prepared;

static int search_all(char *const *operands, int count)
{
	prepared.searches = calloc((unsigned)prepared.count, sizeof(*prepared.searches));
	if (!prepared.searches)
		return -ENOMEM;
	/* The space for names is large, and is not touched before there is one. */
	for (int i = 0, used = 0; i < count; i++) {
		const char *pattern = lookup_pattern(operands[i]);

		if (!pattern)
			continue;
		prepared.searches[used].matches = search_matches_pattern;
		prepared.searches[used].wanted = pattern;
		prepared.searches[used++].cgroup.fd = -1;
	}
	return search_run(prepared.mount, prepared.searches, prepared.count);
}

void patterns_prepare(char *const *operands, int count)
{
	const char *path;

	for (int i = 0; i < count; i++)
		if (lookup_pattern(operands[i]))
			prepared.count++;
	if (!prepared.count)
		return;
	prepared.mount = mountpoint_get(&path);
	if (prepared.mount >= 0)
		prepared.err = search_all(operands, count);
}

struct search *patterns_search(const char *pattern, int *mount, int *err)
{
	*mount = prepared.mount;
	*err = prepared.err;
	if (prepared.mount < 0 || prepared.err)
		return NULL;
	for (int i = 0; i < prepared.count; i++) {
		struct search *search = &prepared.searches[prepared.next];

		prepared.next = (prepared.next + 1) % prepared.count;
		if (search->wanted == pattern)
			return search;
	}
	*err = -EINVAL;
	return NULL;
}

void patterns_forget(void)
{
	for (int i = 0; prepared.searches && i < prepared.count; i++)
		search_forget(&prepared.searches[i]);
	free(prepared.searches);
	prepared.searches = NULL;
	prepared.count = 0;
}
