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

struct search {
	search_matcher *matches;
	const char *wanted;
	struct found *found;
};

bool search_matches_pattern(const char *name, const char *pattern)
{
	return !strcmp(name, pattern) || fnmatch(pattern, name, 0) == 0;
}

/*
 * The only one is opened where it is found, so that it cannot be another one later, and one that
 * is gone by then does not count. When there are two, it does not matter any more.
 */
static bool can_be_taken(struct found *found, const struct cgroup *parent, const char *name,
			 uint64_t id)
{
	_cleanup_cgroup_ struct cgroup cgroup = CGROUP_CLOSED;
	bool is_leaf;
	int err;

	if (found->count > 1)
		return true;
	err = cgroup_open_child(parent, name, id, &cgroup, &is_leaf);
	if (cgroup_says_gone(err) || err == -EXDEV)
		return false;
	if (!found->count) {
		found->err = err;
		found->cgroup = cgroup_take(&cgroup);
	}
	return true;
}

static int look_at(const struct cgroup *parent, const char *path, uint64_t id, void *data)
{
	const struct search *search = data;
	struct found *found = search->found;
	const char *name = strrchr(path, '/') + 1;

	if (!search->matches(name, search->wanted) || !can_be_taken(found, parent, name, id))
		return 0;
	if (found->count < SEARCH_NAMED)
		strcpy(found->names[found->count], path);
	found->count++;
	return 0;
}

static int compare_names(const void *one, const void *other)
{
	return strcmp(one, other);
}

static int search_all(const struct cgroup *top, struct search *search)
{
	struct found *found = search->found;
	int err = -ESTALE;

	for (int i = 0; i < WALKS && err == -ESTALE; i++) {
		cgroup_close(&found->cgroup);
		found->count = 0;
		err = tree_paths(top, look_at, search);
	}
	qsort(found->names, found->count < SEARCH_NAMED ? found->count : SEARCH_NAMED,
	      sizeof(found->names[0]), compare_names);
	return err;
}

int search_cgroups(int mount, search_matcher *matches, const char *wanted, struct found *found)
{
	struct search search = { .matches = matches, .wanted = wanted, .found = found };
	locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0), before;
	_cleanup_cgroup_ struct cgroup top = CGROUP_CLOSED;
	int err = cgroup_open(mount, ".", &top);

	found->count = 0;
	found->cgroup = (struct cgroup)CGROUP_CLOSED;
	if (err)
		return err;
	before = uselocale(plain);
	err = search_all(&top, &search);
	uselocale(before);
	if (plain)
		freelocale(plain);
	return err;
}
