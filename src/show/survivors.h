/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which processes are left in a cgroup that should be empty, and why. */
#ifndef CGKILL_SURVIVORS_H
#define CGKILL_SURVIVORS_H

#include "base/attributes.h"
#include "engine/job.h"
#include "engine/survivor.h"

/*
 * Names the first remaining processes, one per line, and counts the others. Says nothing if the
 * cgroup is empty now. Returns what it has found, which the caller frees, or NULL without memory.
 */
struct survivors *survivors_report(const struct job *job) _nonnull_ _must_check_;

#endif
