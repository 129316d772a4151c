/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/strike.h"

#include <errno.h>

#include "engine/count.h"
#include "engine/fallback.h"
#include "engine/siblings.h"
#include "engine/sweep.h"
#include "engine/watch.h"
#include "kernel/control.h"

/* In an empty cgroup there is nobody to look for, if that is known without looking for them. */
static void walk_first(struct job *job)
{
	job->stage = STAGE_SWEEP;
	if (!cgroup_events_tell(&job->cgroup) || !watch_is_empty(job))
		sweep_walk(job, false);
}

static int strike_by_kernel(struct job *job)
{
	unsigned long listed = count_listed(job, &job->cgroup);
	int err = job->trigger.kill >= 0 ? cgroup_kill_opened(job->trigger.kill) :
					   cgroup_kill(&job->cgroup);

	if (err)
		return err;
	job->stage = STAGE_DRAIN;
	count_add_killed(job, listed);
	job->sweep.by_kernel = true;
	return 0;
}

/*
 * Freezing wakes every process only to stop it, and SIGKILL wakes it again. So SIGKILL goes to
 * all that a walk finds before, and the freeze is for those that are being forked.
 */
static int strike_by_freeze(struct job *job)
{
	bool kills = message_kills(job->sweep.delivery.message);
	int err = freeze_prepare(&job->freezer, &job->cgroup);

	if (err)
		return err;
	if (kills)
		walk_first(job);
	err = freeze_begin(&job->freezer, &job->cgroup, job->left_frozen);
	if (err)
		job_thaw(job);
	else if (!kills)
		walk_first(job);
	if (!err)
		job->count.by_delivery = METHOD_FREEZE;
	return err;
}

/* The method that was tried before may have made the first walk. */
static int strike_by_signal(struct job *job)
{
	if (!job->sweep.delivery.walks)
		walk_first(job);
	job->count.by_delivery = METHOD_SIGNAL;
	return 0;
}

static int strike_by_method(enum method method, void *data)
{
	struct job *job = data;

	switch (method) {
	case METHOD_KERNEL:
		return strike_by_kernel(job);
	case METHOD_FREEZE:
		return strike_by_freeze(job);
	default:
		return strike_by_signal(job);
	}
}

/*
 * It is refused only if nothing was done about it: freezing may fail after the first walk, and any
 * method after an earlier signal.
 */
static void refuse_job(struct job *job)
{
	if (job->sweep.delivery.signalled)
		job->count.by_delivery = METHOD_FREEZE;
	job->outcome = job->struck || job->sweep.delivery.signalled ? OUTCOME_FAILED :
								       OUTCOME_REFUSED;
	job->stage = STAGE_END;
}

static void strike_around_caller(struct job *job, const struct message *message)
{
	if (siblings_strike(job, message) < 0)
		refuse_job(job);
	else
		walk_first(job);
}

void strike_job(struct job *job)
{
	const struct message *message = &job->message;

	count_delivery(job);
	sweep_begin(job);
	job->outcome = OUTCOME_DONE;
	job->owes_caller = job->holds_caller;
	if (job->holds_caller)
		strike_around_caller(job, message);
	else if (fallback_attempt(job, &job->cgroup, message, strike_by_method, job) < 0)
		refuse_job(job);
}
