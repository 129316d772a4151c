/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Visiting every cgroup of a tree, with the same memory and the same few
 * descriptors however wide and deep the tree is.
 */
#ifndef CGKILL_TREE_H
#define CGKILL_TREE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attributes.h"
#include "kernel/cgroup.h"

/* The most descriptors that tree_walk() has open at a time. */
#define TREE_DESCRIPTORS 10

/*
 * Called with an open cgroup, which it must leave open. Returns 0 to go on, anything
 * else to end the walk.
 */
typedef int tree_visitor(const struct cgroup *cgroup, void *data);

/*
 * Calls visit for the cgroup top, and for each below it, parents before their
 * children. What is removed meanwhile is passed over; what is made
 * meanwhile may be missed. A cgroup that cannot be opened does not end the walk.
 *
 * Returns what visit returned when that ended the walk; else the first failure, a
 * negative errno (ESTALE: removals hid other cgroups, walk again; EXDEV: something is
 * mounted on a cgroup); else 0.
 */
int tree_walk(const struct cgroup *top, tree_visitor *visit, void *data) _nonnull_ _must_check_;

/*
 * Calls visit for each child of the cgroup, until it returns non-zero. Within visit,
 * tree_walk() may be used. Returns as tree_walk().
 */
int tree_children(const struct cgroup *parent, tree_visitor *visit, void *data)
	_nonnull_args_(1, 2) _must_check_;

/*
 * Called for the name and id of a child of parent, an open listing of the cgroup. Returns 0
 * to go on, anything else to end.
 */
typedef int entry_visitor(const struct cgroup *parent, const char *name, uint64_t id,
			  void *data);

/* The same as tree_children() for children that need not be opened. */
int tree_entries(const struct cgroup *parent, entry_visitor *visit, void *data)
	_nonnull_args_(1, 2) _must_check_;

#endif
