/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/rounds.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/lock.h"
#include "engine/caller.h"
#include "engine/count.h"
#include "engine/event.h"
#include "engine/release.h"
#include "engine/remove.h"
#include "engine/strike.h"
#include "engine/survivor.h"
#include "engine/sweep.h"
#include "engine/watch.h"
#include "kernel/control.h"

/* Times in milliseconds. */
#define DRAIN 250		/* for the kernel's victims to end, before the sweep, */
#define DRAIN_LIMIT 2000	/* or as long as the strike took, up to this */
#define SWEEP_LIMIT 30000	/* for new processes to stop appearing, */
#define SWEEP_GRACE 1000	/* when the time for waiting is over, */
#define SWEEP_MINIMUM 100	/* and before the next signal */
#define FIRST_TICK 100		/* before all that is left is counted: it may be kernel threads */
#define TICK 1000		/* before it is counted again, and shown on a terminal */
#define COUNT_LIMIT 10		/* to count what the kernel kills, before it does */
#define RETRY_LIMIT 50		/* between attempts to remove a cgroup */

/* Somebody may come in and leave again while they are looked for. */
#define SURVIVOR_ATTEMPTS 3

#define FOREVER INT64_MAX

struct rounds {
	struct job *jobs;
	int count;
	const struct request *request;
	struct pollfd *polls;		/* see polls_for() */
	uint64_t sending;		/* steps whose message somebody may be yet to get */
	bool late;
	int64_t now;
	int64_t start;
	int64_t next_look, slice;	/* when to look next whether cgroups are empty */
	int64_t next_tick;
};

/* Whether it was struck, and has processes that are dealt with, or waited for. */
static bool is_populated(const struct job *job)
{
	return job->stage > STAGE_READY && job->stage <= STAGE_REST;
}

/* Whether what its cgroup holds is waited for to change. */
static bool is_waited_for(const struct job *job)
{
	return job->stage == STAGE_ARMED || is_populated(job);
}

_Static_assert(FOLLOWUPS_MAX < 64, "each step is a bit");

static uint64_t bit_of(const struct job *job)
{
	return UINT64_C(1) << job->message.step;
}

static void note_sending(struct rounds *rounds)
{
	rounds->sending = 0;
	for (int i = 0; i < rounds->count; i++)
		if (rounds->jobs[i].stage == STAGE_SWEEP)
			rounds->sending |= bit_of(&rounds->jobs[i]);
}

static bool has_any_in(const struct rounds *rounds, enum stage stage)
{
	for (int i = 0; i < rounds->count; i++)
		if (rounds->jobs[i].stage == stage)
			return true;
	return false;
}

static int64_t earliest(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* --- times ------------------------------------------------------------------------------------ */

static int64_t followup_due(const struct rounds *rounds, const struct job *job)
{
	const struct followup *next = request_next(rounds->request, &job->message);
	int64_t due = next && is_populated(job) ? job->struck + next->milliseconds : FOREVER;

	/* First the one before should have reached all, unless that takes too long. */
	if (due < job->struck + SWEEP_MINIMUM && (rounds->sending & bit_of(job)))
		due = job->struck + SWEEP_MINIMUM;
	return due;
}

/* The time for waiting begins with the last signal. */
static int64_t wait_end(const struct rounds *rounds, const struct job *job)
{
	if (!rounds->request->wait || job->stage <= STAGE_READY ||
	    request_next(rounds->request, &job->message))
		return FOREVER;
	return job->waited + rounds->request->wait_limit;
}

static bool wait_is_over(const struct rounds *rounds, const struct job *job)
{
	return rounds->now >= wait_end(rounds, job);
}

/* When a sweep that keeps finding somebody new is given up. */
static int64_t sweep_end(const struct rounds *rounds, const struct job *job)
{
	int64_t end = job->struck + SWEEP_LIMIT, wait = wait_end(rounds, job);

	return wait < end - SWEEP_GRACE ? wait + SWEEP_GRACE : end;
}

/* --- the end of a stage ----------------------------------------------------------------------- */

static void enter_stage(struct job *job, enum stage stage, int64_t due)
{
	job->stage = stage;
	job->due = due;
}

static void end_job(struct job *job, enum outcome outcome)
{
	job->outcome = outcome;
	enter_stage(job, STAGE_END, FOREVER);
}

/* Once a cgroup has been empty it is done: processes that enter it later are not ours to kill. */
static void end_empty(const struct rounds *rounds, struct job *job)
{
	enum outcome outcome = job->outcome;

	job_thaw(job);
	/* Only removing it tells more. */
	if (!rounds->request->remove && !cgroup_lists_all(&job->cgroup))
		event_tell(EVENT_MAY_HOLD_HIDDEN, job->name, 0);
	/* A process that could not be signalled but is gone now does not matter. */
	if (rounds->request->wait)
		outcome = OUTCOME_DONE;
	else if (job->stage == STAGE_SWEEP)
		outcome = outcome_worse(outcome, sweep_judge_empty(job));
	end_job(job, outcome);
	if (rounds->request->wait)
		event_emit(&(struct event){
			.kind = EVENT_EMPTY,
			.cgroup = job->name,
			.holds_caller = job->holds_caller,
		});
	if (rounds->request->remove) {
		job->retry = 1;
		enter_stage(job, STAGE_REMOVE, rounds->now);
	}
}

/* Some have been sent SIGKILL. */
static void owe_release(const struct rounds *rounds, struct job *job)
{
	job->owes_release |= rounds->request->mrelease && message_kills(&job->message);
}

/* With --remove and KILL as the last signal, whoever comes in meanwhile is killed as well. */
static bool strikes_newcomers(const struct request *request)
{
	const struct message last = request_message(request, request->followup_count);

	return request->remove && message_kills(&last);
}

/* While others are waited for that have had it. */
static bool awaits_newcomers(const struct request *request, const struct job *job)
{
	return job->stage == STAGE_REST && strikes_newcomers(request) &&
	       !request_next(request, &job->message);
}

/* Whether those who are left after this signal are waited for. */
static bool goes_on(const struct rounds *rounds, const struct job *job)
{
	return rounds->request->wait || request_next(rounds->request, &job->message);
}

/* All have been signalled, and some are left. */
static void end_delivery(const struct rounds *rounds, struct job *job, enum outcome outcome)
{
	job_thaw(job);
	end_job(job, outcome_worse(job->outcome, outcome));
	if (goes_on(rounds, job))
		enter_stage(job, STAGE_REST, FOREVER);
	if (!awaits_newcomers(rounds->request, job))
		return;
	watch_remember(job);
	/* Those who have come in since the last walk, too. */
	sweep_walk(job, true);
	if (job->sweep.delivery.fresh)
		owe_release(rounds, job);
	job->due = FOREVER;
}

static void end_sweep(const struct rounds *rounds, struct job *job)
{
	int patience = sweep_patience(job);

	if (patience) {
		job_thaw(job);
		job->sweep.lingered = true;
		enter_stage(job, STAGE_LINGER, rounds->now + patience);
	} else if (sweep_leaves_caller(job) ||
		   (sweep_leaves_unlisted(job) && job->watch.trusts_lists)) {
		end_empty(rounds, job);
	} else {
		end_delivery(rounds, job, sweep_judge(job, goes_on(rounds, job)));
	}
}

static void end_late(struct job *job)
{
	int populated = cgroup_populated(&job->cgroup, job->events);

	/* It may have been empty all the time. */
	if (populated < 0)
		event_tell(EVENT_EVENTS_UNREADABLE, job->name, populated);
	job_thaw(job);
	job->late = true;
	job->kept = job->stage == STAGE_REMOVE;
	end_job(job, OUTCOME_FAILED);
}

/* --- signals ---------------------------------------------------------------------------------- */

/* Not before all have been struck. */
static void release_owed(struct rounds *rounds, bool may_wait)
{
	for (int i = 0; i < rounds->count; i++) {
		struct job *job = &rounds->jobs[i];

		if (job->owes_release)
			job->owes_release = release_cgroup(&job->cgroup, may_wait) < 0;
	}
}

/* It has done its work. */
static void end_trigger(const struct rounds *rounds, struct job *job)
{
	if (job->trigger.met)
		event_emit(&(struct event){
			.kind = EVENT_FIRED, .cgroup = job->name, .condition = job->trigger.met,
		});
	job->trigger.met = NULL;
	trigger_disarm(&job->trigger, rounds->request);
}

static void strike(struct rounds *rounds, struct job *job)
{
	enter_stage(job, STAGE_REST, FOREVER);
	if (rounds->request->count)
		job->count.end = rounds->now + COUNT_LIMIT;
	strike_job(job);
	owe_release(rounds, job);
	end_trigger(rounds, job);
	job->struck = job->waited = clock_milliseconds();
	job->watch.empty_looks = 0;
	/* If there are very many victims, or they get little CPU time, they end later. */
	if (job->stage == STAGE_DRAIN) {
		int64_t took = job->struck - rounds->now;

		job->due = job->struck + (took < DRAIN ? DRAIN : took);
		if (job->due > job->struck + DRAIN_LIMIT)
			job->due = job->struck + DRAIN_LIMIT;
	}
	rounds->slice = 1;
	rounds->next_look = job->struck;
}

/* Cgroups that hold the caller come last: they may be the end of it. */
static void strike_ready(struct rounds *rounds)
{
	int64_t began = clock_milliseconds(), ended;

	if (!has_any_in(rounds, STAGE_READY))
		return;
	for (int i = 0; i < rounds->count; i++)
		if (rounds->jobs[i].stage == STAGE_READY &&
		    !(rounds->sending & bit_of(&rounds->jobs[i])))
			delivery_forget(&rounds->jobs[i].message);
	for (int i = 0; i < rounds->count; i++)
		if (rounds->jobs[i].stage == STAGE_READY && !rounds->jobs[i].holds_caller)
			strike(rounds, &rounds->jobs[i]);
	for (int i = 0; i < rounds->count; i++)
		if (rounds->jobs[i].stage == STAGE_READY)
			strike(rounds, &rounds->jobs[i]);
	/* What comes next comes for all of them at the same time. */
	ended = clock_milliseconds();
	for (int i = 0; i < rounds->count; i++)
		if (rounds->jobs[i].struck >= began)
			rounds->jobs[i].struck = rounds->jobs[i].waited = ended;
}

/* The time for waiting does not begin anew: they may never stop to come. */
static void strike_newcomers(struct rounds *rounds, struct job *job)
{
	int64_t waited = job->waited;

	job_look_for_caller(job, rounds->request);
	strike(rounds, job);
	job->waited = waited;
}

static void send_followup(struct rounds *rounds, struct job *job)
{
	job_thaw(job);
	count_tell(job);
	job_look_for_caller(job, rounds->request);
	job->message = request_message(rounds->request, job->message.step + 1);
	enter_stage(job, STAGE_READY, FOREVER);
}

/* --- before the first signal ------------------------------------------------------------------ */

/* One for each job, then one for each condition of each job. */
static nfds_t polls_for(int count, const struct request *request)
{
	return (nfds_t)count * (nfds_t)(1 + request->condition_count);
}

static struct pollfd *polls_of_trigger(const struct rounds *rounds, int index)
{
	return &rounds->polls[rounds->count + index * rounds->request->condition_count];
}

/* From here to the write, nothing is looked up unless the caller has been moved. */
static void look_at_trigger(struct rounds *rounds, int index)
{
	struct job *job = &rounds->jobs[index];

	if (trigger_is_met(&job->trigger, rounds->request, polls_of_trigger(rounds, index),
			   rounds->now - rounds->start)) {
		if (caller_has_moved())
			job_look_for_caller(job, rounds->request);
		enter_stage(job, STAGE_READY, FOREVER);
	} else if (job->trigger.lost == rounds->request->condition_count &&
		   !cgroup_is_gone(job->cgroup.fd, -ENODEV)) {
		event_tell(EVENT_DISARMED, job->name, 0);
		trigger_disarm(&job->trigger, rounds->request);
		end_job(job, OUTCOME_FAILED);
	}
}

static void look_at_triggers(struct rounds *rounds)
{
	for (int i = 0; i < rounds->count; i++)
		if (rounds->jobs[i].stage == STAGE_ARMED)
			look_at_trigger(rounds, i);
}

/* It may have been moved into one of them, or out of it: that decides how it is seen to be empty. */
static void look_for_caller(const struct rounds *rounds)
{
	if (rounds->now < rounds->next_look || !has_any_in(rounds, STAGE_ARMED) || !caller_has_moved())
		return;
	caller_forget_place();
	caller_remember_place();
	for (int i = 0; i < rounds->count; i++)
		if (rounds->jobs[i].stage == STAGE_ARMED)
			job_look_for_caller(&rounds->jobs[i], rounds->request);
}

/* One that has not had a process yet is still to get them. */
static void end_armed(const struct rounds *rounds, struct job *job)
{
	if (!job->trigger.populated && !cgroup_is_gone(job->cgroup.fd, -ENODEV))
		return;
	/* Who has come in before it could be removed is watched, too. */
	if (rounds->request->remove && !job->holds_caller && remove_tree(&job->cgroup) == -EBUSY)
		return;
	event_tell(EVENT_ENDED_ARMED, job->name, 0);
	trigger_disarm(&job->trigger, rounds->request);
	end_empty(rounds, job);
}

/*
 * Kills nothing: the write goes to /dev/null. After that the program's pages are there, and the
 * functions of libraries are bound, that are needed where no memory is left.
 */
static void rehearse(const struct request *request)
{
	struct pollfd polls[1 + CONDITIONS_MAX] = { { .fd = -1 } };
	struct job job = {
		.name = "",
		.cgroup = CGROUP_CLOSED,
		.events = -1,
		.method = METHOD_KERNEL,
		.message = request->message,
		.stage = STAGE_READY,
		.trigger = TRIGGER_CLOSED,
		.freezer = FREEZER_CLOSED,
		.watch = { .process = -1 },
	};
	struct rounds rounds = { .jobs = &job, .count = 1, .request = request, .polls = polls };

	if (!message_kills(&request->message))
		return;
	job.trigger.kill = open("/dev/null", O_WRONLY | O_CLOEXEC);
	if (job.trigger.kill < 0)
		return;
	event_mute(true);
	(void)!caller_has_moved();
	strike_ready(&rounds);
	event_mute(false);
}

/* Returns 0, or -ENOMEM; then nothing is to be done. */
static int arm(struct rounds *rounds)
{
	int err = delivery_prepare(1 + rounds->request->followup_count);

	if (err)
		return err;
	for (int i = 0; i < rounds->count; i++) {
		struct job *job = &rounds->jobs[i];

		if (job->stage != STAGE_ARMED)
			continue;
		job->due = trigger_due(rounds->request, rounds->start);
		event_tell(EVENT_ARMED, job->name, 0);
	}
	caller_remember_place();
	rehearse(rounds->request);
	if (rounds->request->mrelease)
		release_prepare();
	memory_lock();
	return 0;
}

/* --- waiting ---------------------------------------------------------------------------------- */

/* Whether it is empty, as far as that is worth looking at in its stage. */
static bool look_at_job(struct job *job, bool tick)
{
	bool thoroughly = tick && job->stage == STAGE_REST;
	bool deep = (job->stage == STAGE_REST || job->stage == STAGE_ARMED) &&
		    (thoroughly || watch_is_blind(job) || job->watch.empty_looks);

	return deep ? watch_look(job, thoroughly) : watch_is_empty(job);
}

static void look_for_empty(struct rounds *rounds)
{
	bool look = rounds->now >= rounds->next_tick || rounds->now >= rounds->next_look;

	for (int i = 0; i < rounds->count; i++) {
		struct job *job = &rounds->jobs[i];
		bool woken = rounds->polls[i].revents != 0;
		bool tick = rounds->now >= rounds->next_tick || wait_is_over(rounds, job);

		if (!is_waited_for(job) || !(woken || look || tick || rounds->now >= job->due))
			continue;
		if (!look_at_job(job, tick))
			job->trigger.populated |= !job->watch.empty_looks;
		else if (job->stage == STAGE_ARMED)
			end_armed(rounds, job);
		else
			end_empty(rounds, job);
		if (woken && is_waited_for(job))
			watch_mute(job, rounds->now);
		if (job->stage == STAGE_REST)
			job->due = watch_due(job, rounds->now);
		if (job->stage == STAGE_ARMED)
			job->due = earliest(trigger_due(rounds->request, rounds->start),
					    watch_due(job, rounds->now));
	}
	if (look) {
		rounds->next_look = rounds->now + rounds->slice;
		rounds->slice = rounds->slice < TICK ? rounds->slice * 2 : TICK;
	}
}

/* Who comes in when all others have gone is found when the cgroup is to be removed. */
static void look_for_newcomers(struct rounds *rounds)
{
	if (rounds->now < rounds->next_tick)
		return;
	for (int i = 0; i < rounds->count; i++) {
		struct job *job = &rounds->jobs[i];

		if (awaits_newcomers(rounds->request, job) && watch_finds_newcomer(job))
			strike_newcomers(rounds, job);
	}
	watch_forget_gone();
}

/* What is shown on a terminal. */
static void tell_progress(struct rounds *rounds)
{
	struct event progress = { .kind = EVENT_WAITING, .start = rounds->start };

	if (rounds->now < rounds->next_tick)
		return;
	rounds->next_tick = rounds->now + TICK;
	for (int i = 0; i < rounds->count; i++) {
		const struct job *job = &rounds->jobs[i];

		if (job->stage != STAGE_REST)
			continue;
		progress.cgroups++;
		progress.cgroup = job->name;
		progress.count += job->watch.left;
	}
	if (progress.cgroups && rounds->now - rounds->start >= TICK)
		event_emit(&progress);
}

/* --- removing --------------------------------------------------------------------------------- */

/* One of the cgroups holds a process, which is new or has not quite ended. */
static void retry_removal(struct rounds *rounds, struct job *job)
{
	/* Reading makes the next change an event again. */
	int populated = cgroup_populated(&job->cgroup, job->events);

	if (wait_is_over(rounds, job)) {
		end_late(job);
	} else if (populated == 1 && strikes_newcomers(rounds->request)) {
		strike_newcomers(rounds, job);
	} else {
		job->due = rounds->now + job->retry;
		job->retry = job->retry < RETRY_LIMIT ? job->retry * 2 : RETRY_LIMIT;
	}
}

static void remove_job(struct rounds *rounds, struct job *job)
{
	int err;

	if (job->holds_caller)
		job_look_for_caller(job, rounds->request);
	if (job->holds_caller) {
		event_tell(EVENT_KEPT_FOR_CALLER, job->name, 0);
		end_job(job, OUTCOME_FAILED);
		return;
	}
	if (job->retry == 1)
		event_tell(EVENT_REMOVING, job->name, 0);
	err = remove_tree(&job->cgroup);
	if (err == -EBUSY) {
		retry_removal(rounds, job);
		return;
	}
	if (err)
		event_tell(err == -EXDEV ? EVENT_KEPT_MOUNTED : EVENT_KEPT, job->name,
			   err == -EXDEV ? 0 : err);
	else
		/* A cgroup that is gone need not be thawed. */
		job->left_frozen = false;
	end_job(job, err ? OUTCOME_FAILED : job->outcome);
}

/* --- rounds ----------------------------------------------------------------------------------- */

/* What the time brings, once it is known which are empty. */
static void pass_stage(struct rounds *rounds, struct job *job, bool woken)
{
	bool due = rounds->now >= job->due || wait_is_over(rounds, job);

	switch (job->stage) {
	case STAGE_DRAIN:
	case STAGE_LINGER:
		if (due)
			enter_stage(job, STAGE_SWEEP, rounds->now);
		break;
	case STAGE_REST:
		if (wait_is_over(rounds, job) && !job->watch.empty_looks)
			end_late(job);
		break;
	case STAGE_REMOVE:
		if (due || woken)
			remove_job(rounds, job);
		break;
	default:
		break;
	}
}

static void sweep_job(struct rounds *rounds, struct job *job)
{
	sweep_walk_on(job, wait_is_over(rounds, job));
	if (job->sweep.delivery.fresh)
		owe_release(rounds, job);
	if (sweep_is_over(job))
		end_sweep(rounds, job);
	else if (rounds->now < sweep_end(rounds, job))
		return;
	else if (wait_is_over(rounds, job))
		end_late(job);
	else
		end_delivery(rounds, job, sweep_judge_endless(job, SWEEP_LIMIT / 1000));
}

/*
 * All that are swept with a step's message are walked in the same round: they share what is known
 * about processes.
 */
static void sweep_step(struct rounds *rounds, int step)
{
	const struct message message = request_message(rounds->request, step);

	delivery_next_round(&message);
	for (int i = 0; i < rounds->count; i++)
		if (rounds->jobs[i].stage == STAGE_SWEEP && rounds->jobs[i].message.step == step)
			sweep_job(rounds, &rounds->jobs[i]);
}

static bool sweep_is_due(const struct rounds *rounds, int step)
{
	for (int i = 0; i < rounds->count; i++) {
		const struct job *job = &rounds->jobs[i];

		if (job->stage == STAGE_SWEEP && job->message.step == step &&
		    job->due <= rounds->now)
			return true;
	}
	return false;
}

static void sweep_all(struct rounds *rounds)
{
	for (int step = 0; step <= rounds->request->followup_count; step++)
		if (sweep_is_due(rounds, step))
			sweep_step(rounds, step);
}

static void thaw_all(struct rounds *rounds)
{
	for (int i = 0; i < rounds->count; i++)
		job_thaw(&rounds->jobs[i]);
}

static void run_round(struct rounds *rounds)
{
	rounds->now = clock_milliseconds();
	/* A signal that ends the program is let in by the last thaw. */
	if (freeze_is_interrupted())
		thaw_all(rounds);
	look_at_triggers(rounds);
	for (int i = 0; i < rounds->count; i++)
		if (rounds->now >= followup_due(rounds, &rounds->jobs[i]))
			send_followup(rounds, &rounds->jobs[i]);
	strike_ready(rounds);
	release_owed(rounds, false);
	look_for_caller(rounds);
	look_for_empty(rounds);
	for (int i = 0; i < rounds->count; i++)
		pass_stage(rounds, &rounds->jobs[i], rounds->polls[i].revents != 0);
	look_for_newcomers(rounds);
	sweep_all(rounds);
	release_owed(rounds, false);
	note_sending(rounds);
	tell_progress(rounds);
	for (nfds_t i = 0; i < polls_for(rounds->count, rounds->request); i++)
		rounds->polls[i].revents = 0;
}

/* When the next round is due if nothing happens; FOREVER when all is done. */
static int64_t next_round(const struct rounds *rounds)
{
	int64_t due = FOREVER;

	for (int i = 0; i < rounds->count; i++) {
		const struct job *job = &rounds->jobs[i];

		if (job->stage == STAGE_END)
			continue;
		due = earliest(due, job->due);
		due = earliest(due, wait_end(rounds, job));
		due = earliest(due, followup_due(rounds, job));
		due = earliest(due, earliest(rounds->next_look, rounds->next_tick));
	}
	return due;
}

static void sleep_millisecond(void)
{
	const struct timespec time = { .tv_nsec = 1000000 };

	nanosleep(&time, NULL);
}

static void poll_jobs(struct rounds *rounds, int64_t now, int milliseconds)
{
	const struct request *request = rounds->request;

	for (int i = 0; i < rounds->count; i++) {
		rounds->polls[i] = watch_poll(&rounds->jobs[i], now);
		trigger_poll(&rounds->jobs[i].trigger, request, polls_of_trigger(rounds, i));
	}
	if (poll(rounds->polls, polls_for(rounds->count, request), milliseconds) >= 0 ||
	    errno == EINTR)
		return;
	/* Out of memory, say: then it looks more often. */
	sleep_millisecond();
}

static void wait_for_round(struct rounds *rounds, int64_t until)
{
	int64_t now = clock_milliseconds();

	if (until <= now)
		return;
	event_emit(&(struct event){ .kind = EVENT_IDLE });
	poll_jobs(rounds, now, (int)(until - now));
}

/* As often as in the wait, if it is the lists that show nobody. */
static bool is_empty_after_all(struct job *job)
{
	job->watch.empty_looks = 0;
	while (!watch_look(job, false)) {
		if (!job->watch.empty_looks)
			return false;
		sleep_millisecond();
	}
	return true;
}

/*
 * Time goes by until all that was said has found its readers. A cgroup that is empty by now is not
 * late.
 */
static void look_once_more(struct rounds *rounds, struct job *job)
{
	if (!job->late || !is_empty_after_all(job))
		return;
	job->late = job->kept = false;
	end_empty(rounds, job);
	if (job->stage == STAGE_REMOVE)
		remove_job(rounds, job);
}

/* Looking at them takes time, too: if nobody is left after that, it was not late. */
static int find_survivors(struct rounds *rounds, struct job *job, struct survivors *survivors)
{
	int err = 0;

	for (int attempts = 0; job->late && attempts < SURVIVOR_ATTEMPTS; attempts++) {
		err = survivors_take(job, attempts > 0, survivors);
		look_once_more(rounds, job);
		if (err || survivors_left(survivors))
			break;
	}
	return err;
}

static void tell_end(struct rounds *rounds, struct job *job)
{
	struct event end = { .kind = EVENT_ENDED, .job = job };
	_cleanup_free_ struct survivors *survivors = NULL;

	look_once_more(rounds, job);
	if (job->late) {
		survivors = malloc(sizeof(*survivors));
		end.err = survivors ? find_survivors(rounds, job, survivors) : -ENOMEM;
	}
	if (job->late)
		end.survivors = survivors;
	rounds->late |= job->late;
	if (job->kept)
		event_tell(EVENT_KEPT_BUSY, job->name, -EBUSY);
	count_tell(job);
	event_emit(&end);
}

static void run_rounds(struct rounds *rounds)
{
	int64_t next;

	do {
		run_round(rounds);
		next = next_round(rounds);
		if (next != FOREVER)
			wait_for_round(rounds, next);
	} while (next != FOREVER);
	event_emit(&(struct event){ .kind = EVENT_READY });
	event_emit(&(struct event){ .kind = EVENT_WAIT_ENDED });
	if (rounds->request->mrelease) {
		release_owed(rounds, true);
		release_end();
	}
	for (int i = 0; i < rounds->count; i++)
		tell_end(rounds, &rounds->jobs[i]);
}

int rounds_run(struct job *jobs, int count, const struct request *request)
{
	struct pollfd single[1 + CONDITIONS_MAX] = { { .fd = -1 } };
	_cleanup_free_ struct pollfd *many = count > 1 ?
		calloc(polls_for(count, request), sizeof(*many)) : NULL;
	struct rounds rounds = {
		.jobs = jobs,
		.count = count,
		.request = request,
		.polls = many ? many : single,
		.slice = 1,
		.start = clock_milliseconds(),
	};
	int err = 0;

	/* The common case does not allocate memory. */
	if (count > 1 && !many)
		return -ENOMEM;
	rounds.now = rounds.start;
	rounds.next_tick = rounds.start + FIRST_TICK;
	if (request->condition_count)
		err = arm(&rounds);
	if (err)
		return err;
	run_rounds(&rounds);
	if (request->condition_count)
		caller_forget_place();
	return rounds.late ? -ETIME : 0;
}
