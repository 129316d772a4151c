/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/sweep.h"

#include <errno.h>

#include "base/clock.h"
#include "engine/calm.h"
#include "engine/census.h"
#include "engine/event.h"
#include "engine/held.h"
#include "kernel/control.h"

/* Times in milliseconds. */
#define SETTLE 5	/* for a frozen cgroup's victims to end, before the next walk */
#define PATIENCE 2000	/* for processes that cannot be signalled to end by themselves */
#define DYING 5000	/* for processes that are no longer listed to end, on a busy machine */

/*
 * A process that moves back and forth can evade every walk, and one that is being forked shows
 * up a moment later. So the work is considered done only after this many consecutive walks have
 * found nobody new, with pauses of 1, 2, 4... milliseconds between them; without pauses as soon
 * as no thread can have been forking.
 */
#define QUIET_WALKS 6

/* After this many of them, walks send SIGKILL to all processes once more. */
#define PATIENT_WALKS 3

/*
 * A walk takes CPU time from the processes that should end, so a pause is at least this many
 * times as long as the last walk, but no longer than the limit in milliseconds.
 */
#define PACE 8
#define PAUSE_LIMIT 100

/*
 * The last of them waits until nobody is left who may still be in the fork(2) in which the
 * signal found it, but no longer than this many milliseconds after it was last sent. Threads that
 * block the signal and compute look the same, as do those that wait for a dead server, or for the
 * child of vfork(2) while that is stopped. To copy the page tables of 256 MiB, with a thirtieth
 * of a CPU, takes 100 to 300 ms.
 */
#define OWED_LIMIT 1000

/* If this many consecutive walks fail, the cgroup counts as unreadable. */
#define FAILED_WALKS 3

/* Milliseconds to wait after the first failed walk, doubled after each further one. */
#define FAILED_PAUSE 10

void sweep_begin(struct job *job)
{
	job->sweep = (struct sweep){ .quiet = 0 };
	delivery_start(&job->sweep.delivery, &job->message);
}

/* After a walk that failed, or during which a cgroup was created again (ESTALE). */
static int64_t pause_after_failure(const struct sweep *sweep)
{
	return sweep->failed ? FAILED_PAUSE << (sweep->failed - 1) : 1;
}

static int64_t pause_after_quiet(const struct sweep *sweep, int64_t walk)
{
	int64_t pause = INT64_C(1) << (sweep->quiet - 1);

	if (pause < PACE * walk)
		pause = PACE * walk;
	return pause < PAUSE_LIMIT ? pause : PAUSE_LIMIT;
}

/* Everything listed has been handled, and yet the cgroup is populated. */
static bool is_unlisted(const struct delivery *delivery)
{
	return !delivery->listed && !delivery->hidden && !delivery->self_seen;
}

/*
 * Not with SIGKILL, with which fork(2) fails. In a frozen cgroup, when all have come to rest, the
 * signals stay pending until it is thawed.
 */
static bool is_owed(const struct job *job, int64_t now)
{
	const struct message *message = job->sweep.delivery.message;
	int64_t sent = job->sweep.found > job->struck ? job->sweep.found : job->struck;

	if (message_kills(message) || now >= sent + OWED_LIMIT)
		return false;
	if (job->freezer.frozen && cgroup_is_frozen(&job->cgroup))
		return false;
	return calm_is_owed(&job->cgroup, message->signal);
}

/*
 * A fork that is still going on belongs to a thread that runs or sleeps uninterruptibly. If there
 * is no such thread after a quiet walk, only processes that move can be missed by the next ones,
 * and pauses do not make these more visible. No thread at all proves nothing.
 */
static void count_quiet_walk(struct job *job, int64_t walk, int64_t now)
{
	struct sweep *sweep = &job->sweep;

	if (now < sweep->quiet_due)
		return;
	if (!sweep->owed)
		sweep->quiet++;
	sweep->calm = !is_unlisted(&sweep->delivery) && calm_is_certain(&job->cgroup);
	sweep->owed = !sweep->calm && sweep->quiet == QUIET_WALKS - 1 && is_owed(job, now);
	/* Looking at many threads takes time. */
	if (!sweep->calm)
		now = clock_milliseconds() + pause_after_quiet(sweep, walk);
	sweep->quiet_due = now;
}

/* Forks are followed at once, except in a frozen cgroup. */
static void count_busy_walk(struct job *job, int64_t now)
{
	struct sweep *sweep = &job->sweep;

	sweep->quiet = 0;
	sweep->calm = sweep->owed = false;
	sweep->found = now;
	sweep->quiet_due = now;
	if (sweep->err)
		sweep->quiet_due += pause_after_failure(sweep);
	else if (job->freezer.frozen)
		sweep->quiet_due += SETTLE;
}

/* The result of the walk that has just been made. */
static void count_walk(struct job *job, int64_t start)
{
	struct sweep *sweep = &job->sweep;
	const struct delivery *delivery = &sweep->delivery;
	int64_t now = clock_milliseconds();

	job->holds_caller |= delivery->self_seen;
	job->owes_caller |= delivery->self_seen;
	sweep->failed = sweep->err && sweep->err != -ESTALE ? sweep->failed + 1 : 0;
	if (sweep->err || delivery->fresh || delivery->unsure)
		count_busy_walk(job, now);
	else
		count_quiet_walk(job, now - start, now);
}

void sweep_walk(struct job *job, bool hurried)
{
	struct sweep *sweep = &job->sweep;
	struct delivery *delivery = &sweep->delivery;
	int64_t start = clock_milliseconds();

	delivery->again = message_kills(delivery->message) &&
			  (sweep->calm || sweep->quiet >= PATIENT_WALKS);
	/* What has failed is repeated in full. */
	delivery->threads = sweep->quiet == 1 || sweep->quiet >= QUIET_WALKS - 1 || sweep->failed;
	sweep->err = delivery_run(delivery, &job->cgroup);
	count_walk(job, start);
	if (hurried) {
		sweep->quiet_due = start;
		sweep->owed = false;
	}
	job->due = sweep->quiet_due;
}

void sweep_walk_on(struct job *job, bool hurried)
{
	struct sweep *sweep = &job->sweep;
	bool incomplete = freeze_is_incomplete(&job->freezer, &job->cgroup);

	sweep_walk(job, hurried);
	if (incomplete) {
		sweep->quiet = 0;
	} else if (freeze_turn(&job->freezer, &job->cgroup, sweep->delivery.fresh != 0)) {
		sweep->quiet = 0;
		job->due = sweep->quiet_due = clock_milliseconds() + SETTLE;
	}
}

bool sweep_is_over(const struct job *job)
{
	const struct sweep *sweep = &job->sweep;

	return sweep->failed == FAILED_WALKS || sweep->quiet == QUIET_WALKS || sweep->lingered;
}

/*
 * Since Linux 6.19 the lists do not show who is in the middle of exit(2). That explains it if the
 * kernel has killed everybody, or if somebody in there is seen to exit.
 */
static bool is_unexplained(const struct job *job)
{
	const struct sweep *sweep = &job->sweep;

	return is_unlisted(&sweep->delivery) && !sweep->by_kernel &&
	       census_finds_exiting(&job->cgroup) != 1;
}

int sweep_patience(const struct job *job)
{
	const struct sweep *sweep = &job->sweep;
	const struct delivery *delivery = &sweep->delivery;

	if (sweep->failed || sweep->lingered)
		return 0;
	if (is_unexplained(job))
		return DYING;
	if (delivery->hidden)
		return message_kills(delivery->message) ? PATIENCE : SETTLE;
	return 0;
}

bool sweep_leaves_caller(const struct job *job)
{
	const struct delivery *delivery = &job->sweep.delivery;

	return !job->sweep.err && delivery->self_seen && !delivery->listed && !delivery->hidden;
}

bool sweep_leaves_unlisted(const struct job *job)
{
	return !job->sweep.err && is_unlisted(&job->sweep.delivery);
}

static enum outcome judge_failure(const struct job *job, enum event_kind kind, int err)
{
	event_tell(kind, job->name, err);
	return OUTCOME_FAILED;
}

static enum outcome some_or_failed(const struct delivery *delivery)
{
	return delivery->signalled ? OUTCOME_SOME : OUTCOME_FAILED;
}

static enum outcome judge_refused(const struct job *job)
{
	const struct delivery *delivery = &job->sweep.delivery;

	if (delivery->init_spared)
		event_emit(&(struct event){
			.kind = EVENT_INIT_LEFT,
			.cgroup = job->name,
			.signal = delivery->message->signal,
		});
	if (!delivery->failed)
		return delivery->init_spared ? some_or_failed(delivery) : OUTCOME_DONE;
	event_emit(&(struct event){
		.kind = EVENT_REFUSED_BY,
		.cgroup = job->name,
		.count = delivery->failed,
		.pid = delivery->failed_pid,
		.err = -delivery->failed_errno,
	});
	return some_or_failed(delivery);
}

static enum outcome judge_hidden(const struct job *job)
{
	const struct delivery *delivery = &job->sweep.delivery;

	event_emit(&(struct event){
		.kind = EVENT_HIDDEN_LEFT, .cgroup = job->name, .count = delivery->hidden,
	});
	return some_or_failed(delivery);
}

/*
 * If that cannot be read, nobody knows whether it is populated. It may also have become empty while
 * /proc was searched: then nobody is left.
 */
static enum outcome judge_unlisted(const struct job *job)
{
	int populated = cgroup_populated(&job->cgroup, job->events);

	if (populated < 0)
		return judge_failure(job, EVENT_EVENTS_UNREADABLE, populated);
	if (!populated)
		return sweep_judge_empty(job);
	return judge_failure(job, EVENT_UNLISTED_LEFT, 0);
}

enum outcome sweep_judge(const struct job *job, bool goes_on)
{
	const struct delivery *delivery = &job->sweep.delivery;

	if (job->sweep.failed || (job->sweep.lingered && job->sweep.err))
		return judge_failure(job, EVENT_PROCESSES_UNREADABLE, job->sweep.err);
	if (delivery->hidden)
		return judge_hidden(job);
	if (delivery->listed && message_kills(delivery->message))
		held_tell(job);
	if (!goes_on && is_unexplained(job))
		return judge_unlisted(job);
	return judge_refused(job);
}

enum outcome sweep_judge_empty(const struct job *job)
{
	/* A process that refused SIGKILL and is gone now does not matter. */
	return message_kills(job->sweep.delivery.message) ? OUTCOME_DONE : judge_refused(job);
}

enum outcome sweep_judge_endless(const struct job *job, int seconds)
{
	event_emit(&(struct event){
		.kind = EVENT_ENDLESS, .cgroup = job->name, .count = (unsigned long)seconds,
	});
	return OUTCOME_FAILED;
}
