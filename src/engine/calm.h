/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether anybody in a tree of cgroups may be about to add a process to it. */
#ifndef CGKILL_CALM_H
#define CGKILL_CALM_H

#include <stdbool.h>

#include "base/attributes.h"
#include "kernel/cgroup.h"

/*
 * Looks at every thread in the tree except the caller, until one may be in the middle of
 * fork(2): it is running or in uninterruptible sleep, or has just ended. Returns whether it is
 * certain that there is none: false also if not all can be seen.
 *
 * The child of a thread that was at rest is listed already, or will be forked only later, by a
 * process that has been signalled before. So two walks that find nothing new, one before this
 * and one after it, prove that a signal has reached everybody, unless processes move meanwhile.
 */
bool calm_is_certain(const struct cgroup *top) _nonnull_ _must_check_;

/*
 * Where it is not: whether there is such a thread that, as far as can be seen, has yet to obey
 * the signal sent before. It may still be in the fork(2) in which the signal found it, since
 * only SIGKILL makes fork(2) give up; without enough CPU time or memory, that can take long. A
 * thread that blocks the signal counts as well: the C library blocks all during fork(2).
 *
 * A walk that finds nothing new after this has returned false has found the children of all such
 * forks, except where another thread of the process has taken the signal.
 */
bool calm_is_owed(const struct cgroup *top, int signal) _nonnull_ _must_check_;

#endif
