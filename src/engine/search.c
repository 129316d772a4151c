/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/search.h"

#include <errno.h>
#include <fnmatch.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/tree.h"

/* How many times a tree that changes during a walk is searched. */
#define WALKS 10

struct searches {
	struct search *first;
	int count;
};

bool search_matches_pattern(const char *name, const char *pattern)
{
	return !strcmp(name, pattern) || fnmatch(pattern, name, 0) == 0;
}

/*
 * The only one is opened where it is found, so that it cannot be another one later, and one that
 * is gone by then does not count. When there are two, it does not matter any more.
 */
static bool can_be_taken(struct search *search, const struct cgroup *parent, const char *name,
			 uint64_t id)
{
	_cleanup_cgroup_ struct cgroup cgroup = CGROUP_CLOSED;
	bool is_leaf;
	int err;

	if (search->count > 1)
		return true;
	err = cgroup_open_child(parent, name, id, &cgroup, &is_leaf);
	if (err == -EXDEV || (cgroup_says_gone(err) && !cgroup_has_child(parent, name)))
		return false;
	if (!search->count) {
		search->err = err;
		search->cgroup = cgroup_take(&cgroup);
	}
	return true;
}

static int look_at(const struct cgroup *parent, const char *path, uint64_t id, void *data)
{
	const struct searches *searches = data;
	const char *name = strrchr(path, '/') + 1;

	for (int i = 0; i < searches->count; i++) {
		struct search *search = &searches->first[i];

		if (!search->matches(name, search->wanted) ||
		    !can_be_taken(search, parent, name, id))
			continue;
		if (search->count < SEARCH_NAMED)
			strcpy(search->names[search->count], path);
		search->count++;
	}
	return 0;
}

static int compare_names(const void *one, const void *other)
{
	return strcmp(one, other);
}

static void sort_names(struct search *search)
{
	qsort(search->names, search->count < SEARCH_NAMED ? search->count : SEARCH_NAMED,
	      sizeof(search->names[0]), compare_names);
}

static int walk(const struct cgroup *top, struct searches *searches)
{
	int err = -ESTALE;

	for (int i = 0; i < WALKS && err == -ESTALE; i++) {
		for (int j = 0; j < searches->count; j++)
			search_forget(&searches->first[j]);
		err = tree_paths(top, look_at, searches);
	}
	for (int i = 0; i < searches->count; i++)
		sort_names(&searches->first[i]);
	return err;
}

int search_run(int mount, struct search *searches, int count)
{
	struct searches all = { .first = searches, .count = count };
	locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0), before;
	_cleanup_cgroup_ struct cgroup top = CGROUP_CLOSED;
	int err = cgroup_open(mount, ".", &top);

	if (err)
		return err;
	before = uselocale(plain);
	err = walk(&top, &all);
	uselocale(before);
	if (plain)
		freelocale(plain);
	return err;
}

void search_forget(struct search *search)
{
	search->count = 0;
	cgroup_close(&search->cgroup);
}
