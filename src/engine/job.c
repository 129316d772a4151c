/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/job.h"

#include "base/cleanup.h"
#include "engine/caller.h"
#include "engine/event.h"
#include "engine/lookup.h"
#include "engine/watch.h"
#include "kernel/control.h"

static int open_events(struct job *job)
{
	job->events = cgroup_open_events(&job->cgroup);
	if (job->events >= 0 || cgroup_is_gone(job->cgroup.fd, job->events))
		return 0;
	return job->events;
}

void job_open(struct job *job, const char *operand, const struct request *request)
{
	int err;

	*job = (struct job){
		.name = operand,
		.cgroup = CGROUP_CLOSED,
		.events = -1,
		.method = request->method,
		.message = request->message,
		.outcome = OUTCOME_REFUSED,
		.stage = STAGE_END,
		.trigger = TRIGGER_CLOSED,
		.freezer = FREEZER_CLOSED,
		.watch = { .process = -1 },
	};
	if (request->remove)
		job->watch.trusts_lists = cgroup_rmdir_ignores_exiting();
	job->lookup = lookup_open(operand, &job->cgroup);
	if (job->lookup < 0)
		return;
	err = open_events(job);
	if (err) {
		event_tell(EVENT_EVENTS_UNREADABLE, operand, err);
		return;
	}
	job->outcome = OUTCOME_DONE;
	if (job_is_live(job))
		job->stage = STAGE_READY;
}

void job_arm(struct job *job, const struct request *request)
{
	const struct condition *failed;
	/* Before all else: it may be empty by the first look, and then it is done. */
	bool populated = cgroup_populated(&job->cgroup, job->events) == 1 && !watch_finds_nobody(job);
	int err = trigger_arm(&job->trigger, &job->cgroup, request, &failed);

	job->trigger.populated = populated;
	job->stage = STAGE_ARMED;
	if (!err)
		return;
	trigger_disarm(&job->trigger, request);
	if (cgroup_is_gone(job->cgroup.fd, err))
		return;
	job->outcome = OUTCOME_REFUSED;
	job->stage = STAGE_END;
	event_emit(&(struct event){
		.kind = EVENT_CANNOT_ARM, .cgroup = job->name, .condition = failed, .err = err,
	});
}

void job_close(struct job *job)
{
	cleanup_close(&job->watch.process);
	cleanup_close(&job->events);
	cgroup_close(&job->cgroup);
}

bool job_is_live(const struct job *job)
{
	return job->events >= 0 && job->outcome != OUTCOME_REFUSED;
}

void job_look_for_caller(struct job *job, const struct request *request)
{
	int inside;

	/* An empty cgroup does not hold anybody, but it may take a look at everybody to know. */
	if (cgroup_events_tell(&job->cgroup) &&
	    cgroup_populated(&job->cgroup, job->events) == 0) {
		job->holds_caller = false;
		return;
	}
	inside = caller_is_inside(&job->cgroup);
	/*
	 * The kernel would not spare it: if that cannot be determined, it is assumed to be
	 * inside.
	 */
	job->holds_caller = inside == 1 || (inside < 0 && request->exclude_self);
}

void job_tell(enum event_kind kind, const struct job *job, int err)
{
	event_emit(&(struct event){ .kind = kind, .cgroup = job->name, .job = job, .err = err });
}

void job_thaw(struct job *job)
{
	bool frozen = job->freezer.frozen;
	int err;

	if (job->freezer.fd < 0)
		return;
	err = freeze_end(&job->freezer, &job->cgroup);
	if (frozen)
		job->left_frozen = err < 0;
	if (!err)
		return;
	job->outcome = OUTCOME_FAILED;
	job_tell(EVENT_LEFT_FROZEN, job, err);
}
