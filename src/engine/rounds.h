/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All cgroups together, each on its own way: signalled, swept until nobody new is found,
 * signalled again, waited for, removed. One loop does all of it, in rounds, so that no cgroup
 * waits for another.
 */
#ifndef CGKILL_ROUNDS_H
#define CGKILL_ROUNDS_H

#include "base/attributes.h"
#include "engine/job.h"

/*
 * Does to the jobs what the request says; notes in each what was sent last and what the result
 * was, and says that it has ended. Returns 0; -ETIME, if something was late; or -ENOMEM, if nothing
 * was done, nor said.
 */
int rounds_run(struct job *jobs, int count, const struct request *request)
	_nonnull_ _must_check_;

#endif
