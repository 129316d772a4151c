/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Removing a cgroup and those below it. */
#ifndef CGKILL_REMOVE_H
#define CGKILL_REMOVE_H

#include <stdint.h>

#include "base/attributes.h"
#include "engine/job.h"

/*
 * Removes the cgroup and all those below it, deepest first. A cgroup that holds a process,
 * which is new or has not quite ended, is retried when something changes, until the time end on
 * the clock of clock_milliseconds(); then *late is set to -ETIME. Failures are reported by an
 * event.
 */
enum outcome remove_tree(const struct job *job, int64_t end, int *late) _nonnull_ _must_check_;

#endif
