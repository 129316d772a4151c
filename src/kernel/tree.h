/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Visiting every cgroup of a tree with a fixed amount of memory and a small, fixed number of
 * descriptors, however wide and deep the tree is.
 */
#ifndef CGKILL_TREE_H
#define CGKILL_TREE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attributes.h"
#include "kernel/cgroup.h"

/* The maximum number of descriptors that tree_walk() has open at a time. */
#define TREE_DESCRIPTORS 10

/*
 * Called with an open cgroup, which it must leave open. Returns 0 to go on, anything else to
 * stop the walk.
 */
typedef int tree_visitor(const struct cgroup *cgroup, void *data);

/*
 * Calls visit for the cgroup top and for each one below it, parents before their children.
 * Cgroups removed during the walk are skipped; those created during the walk may be missed. A
 * cgroup that cannot be opened does not stop the walk.
 *
 * Returns what visit returned if that stopped the walk; else the first failure, a negative
 * errno (ESTALE: removals hid other cgroups, walk again; EXDEV: something is mounted on a
 * cgroup); else 0.
 */
int tree_walk(const struct cgroup *top, tree_visitor *visit, void *data) _nonnull_ _must_check_;

/*
 * Called with the path of a cgroup from the top on, as in "/a/b", and its id; parent is an open
 * listing of the one above. Returns 0 to go on, anything else to stop the walk.
 */
typedef int path_visitor(const struct cgroup *parent, const char *path, uint64_t id, void *data);

/*
 * Like tree_walk(), for all cgroups below the top, which are opened only where there are others
 * below. What no path leads to is left out: paths of PATH_MAX bytes and more, what the caller may
 * not open, and what something is mounted on.
 */
int tree_paths(const struct cgroup *top, path_visitor *visit, void *data)
	_nonnull_args_(1, 2) _must_check_;

/*
 * Calls visit for each child of the cgroup until it returns non-zero. visit may call
 * tree_walk(). Returns the same as tree_walk().
 */
int tree_children(const struct cgroup *parent, tree_visitor *visit, void *data)
	_nonnull_args_(1, 2) _must_check_;

/*
 * Called with the name and id of a child of parent, an open listing of the cgroup. Returns 0 to
 * go on, anything else to stop.
 */
typedef int entry_visitor(const struct cgroup *parent, const char *name, uint64_t id,
			  void *data);

/* Like tree_children(), for children that need not be opened. */
int tree_entries(const struct cgroup *parent, entry_visitor *visit, void *data)
	_nonnull_args_(1, 2) _must_check_;

#endif
