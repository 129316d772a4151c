/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Removing a cgroup and those below it. */
#ifndef CGKILL_REMOVE_H
#define CGKILL_REMOVE_H

#include <stdbool.h>

#include "base/attributes.h"
#include "kernel/cgroup.h"

/*
 * Tries to remove the cgroup and all those below it, deepest first. Returns 0, or a negative
 * errno: EBUSY if one of them holds a process, which is new or has not quite ended, so that it
 * may work later; EXDEV if something is mounted there.
 */
int remove_tree(const struct cgroup *cgroup) _nonnull_ _must_check_;

/* Whether something is mounted there, as far as can be seen from it. */
bool remove_is_hindered(const struct cgroup *cgroup) _nonnull_ _must_check_;

#endif
