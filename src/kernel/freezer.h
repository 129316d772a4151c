/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The freezer of cgroup v1, which also holds processes that are killed: they end once they are
 * thawed (Documentation/admin-guide/cgroup-v1/freezer-subsystem.rst).
 */
#ifndef CGKILL_FREEZER_H
#define CGKILL_FREEZER_H

#include <limits.h>
#include <stdbool.h>
#include <sys/types.h>

#include "base/attributes.h"

/* Writing this word to this file of a cgroup thaws it. */
#define FREEZER_STATE_FILE "freezer.state"
#define FREEZER_THAW_WORD "THAWED"

/*
 * Whether the process is frozen by it, and the path of the cgroup that was frozen by a write.
 * A process whose main thread has exited is not found.
 */
bool freezer_holds(pid_t pid, char path[static PATH_MAX]) _nonnull_ _must_check_;

#endif
