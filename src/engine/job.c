/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/job.h"

#include "base/cleanup.h"
#include "engine/caller.h"
#include "engine/event.h"
#include "engine/lookup.h"
#include "kernel/control.h"

void job_open(struct job *job, const char *operand, const struct request *request)
{
	*job = (struct job){
		.name = operand,
		.cgroup = CGROUP_CLOSED,
		.events = -1,
		.method = request->method,
		.outcome = OUTCOME_REFUSED,
	};
	if (lookup_open(operand, &job->cgroup) < 0)
		return;
	job->events = cgroup_open_events(job->cgroup.fd);
	if (job->events < 0 && !cgroup_is_gone(job->cgroup.fd, job->events))
		event_tell(EVENT_EVENTS_UNREADABLE, operand, job->events);
	else
		job->outcome = OUTCOME_DONE;
}

void job_close(struct job *job)
{
	cleanup_close(&job->events);
	cgroup_close(&job->cgroup);
}

bool job_is_live(const struct job *job)
{
	return job->events >= 0 && job->outcome != OUTCOME_REFUSED;
}

void job_look_for_caller(struct job *job, const struct request *request)
{
	int inside = caller_is_inside(&job->cgroup);

	/*
	 * The kernel would not spare it: if that cannot be determined, it is assumed to be
	 * inside.
	 */
	job->holds_caller = inside == 1 || (inside < 0 && request->exclude_self);
}
