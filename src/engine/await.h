/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Waiting until cgroups are empty, which for one that holds the caller means: but for it. */
#ifndef CGKILL_AWAIT_H
#define CGKILL_AWAIT_H

#include <stdint.h>

#include "base/attributes.h"
#include "engine/job.h"

/*
 * Waits until all jobs are empty, at most until the time end on the clock of
 * clock_milliseconds(), and notes in each whether it is. Kernel threads do not count. A
 * terminal is shown what it waits for. Returns 0, -ETIME, or another negative errno.
 */
int await_empty(struct job *jobs, int count, int64_t end) _nonnull_ _must_check_;

#endif
