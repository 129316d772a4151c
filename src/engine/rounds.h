/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which cgroup is sent what and when, and what comes after the first signal. */
#ifndef CGKILL_ROUNDS_H
#define CGKILL_ROUNDS_H

#include "engine/job.h"

/*
 * Sends all jobs what the request says, then its further signals for as long as processes are
 * left, waits and removes; notes in each job what was sent last and what the result was.
 * Returns 0, or a negative errno of waiting: ETIME after an event about what is left.
 */
int rounds_run(struct job *jobs, int count, const struct request *request)
	_nonnull_ _must_check_;

#endif
