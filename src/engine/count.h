/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How many processes a message was sent to, for each method that was used. Nothing is counted
 * unless that is asked for (struct request).
 */
#ifndef CGKILL_COUNT_H
#define CGKILL_COUNT_H

#include <stdbool.h>

#include "base/attributes.h"
#include "engine/job.h"

/*
 * What the cgroup, the job's or one below it, lists before the kernel kills it, without who takes
 * no such signal: nobody can tell afterwards. Returns COUNT_UNKNOWN if nothing is to be counted, or
 * it takes too long.
 */
unsigned long count_listed(const struct job *job, const struct cgroup *cgroup)
	_nonnull_ _must_check_;

/* The method was used for so many processes. */
void count_add(struct job *job, enum method method, unsigned long processes) _nonnull_;

/* The kernel was used for those that the job's cgroup had listed, but for whom it has spared. */
void count_add_killed(struct job *job, unsigned long listed) _nonnull_;

/*
 * The method was used for the other ones of those that the job's cgroup had listed, but for those
 * whom the walks cannot signal.
 */
void count_add_rest(struct job *job, enum method method, unsigned long listed) _nonnull_;

/* Adds what the job's own delivery has done, or left out; it may start over after that. */
void count_delivery(struct job *job) _nonnull_;

/* Tells the numbers in events, and starts over. */
void count_tell(struct job *job) _nonnull_;

#endif
