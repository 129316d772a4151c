/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Removing a cgroup with those below it. */
#ifndef CGKILL_REMOVE_H
#define CGKILL_REMOVE_H

#include <stdint.h>

#include "base/attributes.h"
#include "engine/job.h"

/*
 * Removes the cgroup and all below it, deepest first. One in which there are processes,
 * new ones or such as are not quite gone, is tried again when something changes, until the
 * time end on the clock of clock_milliseconds(); then *late is set to -ETIME. An event
 * tells what fails.
 */
enum outcome remove_tree(const struct job *job, int64_t end, int *late) _nonnull_ _must_check_;

#endif
