/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Waiting until cgroups are empty, apart from the caller if it is in one of them. */
#ifndef CGKILL_AWAIT_H
#define CGKILL_AWAIT_H

#include <stdint.h>

#include "base/attributes.h"
#include "engine/job.h"

/*
 * Waits until all jobs are empty, at most until the time end on the clock of
 * clock_milliseconds(), and notes in each job whether it is. Kernel threads do not count.
 * Progress is shown on a terminal. Returns 0, -ETIME, or another negative errno.
 */
int await_empty(struct job *jobs, int count, int64_t end) _nonnull_ _must_check_;

#endif
