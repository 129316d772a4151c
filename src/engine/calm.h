/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether anybody in a tree of cgroups may be about to add a process to it. */
#ifndef CGKILL_CALM_H
#define CGKILL_CALM_H

#include "base/attributes.h"
#include "kernel/cgroup.h"

/*
 * Looks at every thread in the tree except the caller, until one may be in the middle of
 * fork(2): it is running or in uninterruptible sleep, or has just ended. Returns 1 if there is
 * none, 0 if there is one or not all can be seen, or a negative errno if part of the tree could
 * not be read.
 *
 * The child of a thread that was at rest is listed already, or will be forked only later, by a
 * process that has been signalled before. So two walks that find nothing new, one before this
 * and one after it, prove that a signal has reached everybody, unless processes move meanwhile.
 */
int calm_check(const struct cgroup *top) _nonnull_ _must_check_;

#endif
