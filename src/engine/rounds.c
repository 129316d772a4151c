/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rounds.h"

#include <errno.h>
#include <stdint.h>

#include "base/clock.h"
#include "engine/await.h"
#include "engine/delivery.h"
#include "engine/event.h"
#include "engine/methods.h"
#include "engine/remove.h"
#include "engine/siblings.h"

/* Once a cgroup has been empty it is done: processes that enter it later are not ours to kill. */
static bool awaits_signal(const struct job *job)
{
	return job_is_live(job) && !job->empty;
}

/* Cgroups that hold the caller come last: they may be the end of it. */
static void send_to_all(struct job *jobs, int count, const struct message *message)
{
	delivery_forget();
	for (int i = 0; i < count; i++)
		if (awaits_signal(&jobs[i]) && !jobs[i].holds_caller)
			jobs[i].outcome = methods_send(&jobs[i], message);
	for (int i = 0; i < count; i++)
		if (awaits_signal(&jobs[i]) && jobs[i].holds_caller)
			jobs[i].outcome = siblings_send(&jobs[i], message);
}

/* It may have been moved while it waited. */
static void look_for_caller(struct job *jobs, int count, const struct request *request)
{
	for (int i = 0; i < count; i++)
		if (awaits_signal(&jobs[i]))
			job_look_for_caller(&jobs[i], request);
}

/* Sends the signals of --timeout; the last one sent is in message. Returns a negative errno. */
static int follow_up(struct job *jobs, int count, const struct request *request,
		     struct message *message)
{
	for (int i = 0; i < request->followup_count; i++) {
		const struct followup *next = &request->followups[i];
		int err = await_empty(jobs, count, clock_milliseconds() + next->milliseconds);

		if (err != -ETIME)
			return err;
		look_for_caller(jobs, count, request);
		*message = message_followup(message, next->signal);
		send_to_all(jobs, count, message);
	}
	return 0;
}

static void remove_job(struct job *job, int64_t end, const struct request *request, int *late)
{
	/* It may have been moved while it waited. */
	if (job->holds_caller)
		job_look_for_caller(job, request);
	job->outcome = remove_tree(job, end, late);
	/* A cgroup that is gone need not be thawed. */
	if (job->outcome == OUTCOME_DONE)
		job->left_frozen = false;
}

/* Returns 0, or a negative errno: ETIME after the remaining processes were named. */
static int wait_and_remove(struct job *jobs, int count, const struct request *request)
{
	int64_t end = clock_milliseconds() + request->wait_limit;
	int err;

	if (!request->wait)
		return 0;
	err = await_empty(jobs, count, end);
	if (err && err != -ETIME)
		return err;
	for (int i = 0; i < count; i++) {
		struct job *job = &jobs[i];

		if (!job_is_live(job))
			continue;
		if (!job->empty) {
			event_emit(&(struct event){ .kind = EVENT_LATE, .job = job });
			job->outcome = OUTCOME_FAILED;
			continue;
		}
		/* A process that could not be signalled but is gone now does not matter. */
		job->outcome = OUTCOME_DONE;
		if (request->remove)
			remove_job(job, end, request, &err);
	}
	return err;
}

int rounds_run(struct job *jobs, int count, const struct request *request)
{
	struct message message = request->message;
	int err;

	send_to_all(jobs, count, &message);
	err = follow_up(jobs, count, request, &message);
	if (!err)
		err = wait_and_remove(jobs, count, request);
	for (int i = 0; i < count; i++)
		jobs[i].last = message;
	return err;
}
