/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/pursuit.h"

#include <errno.h>
#include <stdint.h>

#include "base/clock.h"
#include "engine/event.h"
#include "kernel/control.h"

/* Times in milliseconds. */
#define DRAIN 250	/* minimum time for the kernel's victims to end, before the sweep */
#define SETTLE 5	/* for a frozen cgroup's victims to end, before the next walk */
#define PATIENCE 2000	/* for processes that cannot be signalled to end by themselves */
#define DYING 5000	/* for processes that are no longer listed to end, on a busy machine */
#define LIMIT 30000	/* for new processes to stop appearing */

/*
 * A process that moves back and forth can evade every walk, and one that is being forked shows
 * up a moment later. So the work is considered done only after this many consecutive walks have
 * found nothing new, with pauses of 1, 2, 4... milliseconds between them.
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

/* If this many consecutive walks fail, the tree counts as unreadable. */
#define FAILED_WALKS 3

/* Milliseconds to wait after the first failed walk, doubled after each further one. */
#define FAILED_PAUSE 10

/* Whether the cgroup is empty, or becomes empty within that time. */
static bool becomes_empty(struct pursuit *pursuit, int milliseconds)
{
	const struct job *job = pursuit->job;

	if (cgroup_wait_empty(job->cgroup.fd, job->events, milliseconds) == 0)
		pursuit->empty = true;
	return pursuit->empty;
}

/* If there are very many victims, or they get little CPU time, they end later. */
bool pursuit_drains(struct pursuit *pursuit, int64_t write_milliseconds)
{
	int64_t time = write_milliseconds < DRAIN ? DRAIN : write_milliseconds;

	return becomes_empty(pursuit, (int)(time < PATIENCE ? time : PATIENCE));
}

/* Milliseconds to wait after a delivery; the wait ends early if the cgroup is empty. */
static int pause_after(const struct pursuit *pursuit, int quiet, int64_t delivery)
{
	/* Forks are followed at once, except in a frozen cgroup. */
	int64_t pause = pursuit->frozen ? SETTLE : 0;

	if (quiet)
		pause = INT64_C(1) << (quiet - 1);
	if (pause && pause < PACE * delivery)
		pause = PACE * delivery;
	return (int)(pause < PAUSE_LIMIT ? pause : PAUSE_LIMIT);
}

/* The same after a failed one, or one during which a cgroup was created again (ESTALE). */
static int pause_after_failure(int failed)
{
	return failed ? FAILED_PAUSE << (failed - 1) : 1;
}

/*
 * Even in a frozen cgroup the end is reached only when deliveries find nothing new: root can
 * move frozen processes.
 */
void pursuit_run(struct pursuit *pursuit)
{
	int64_t start = clock_milliseconds(), limit = start + LIMIT, took;
	struct delivery *delivery = &pursuit->delivery;
	int quiet = 0, failed = 0, err = 0, pause;

	for (; start < limit; start = clock_milliseconds()) {
		if (pursuit->frozen && sigmask_end_is_near(pursuit->frozen)) {
			pursuit->end = PURSUIT_INTERRUPTED;
			return;
		}
		delivery->again = message_kills(pursuit->message) && quiet >= PATIENT_WALKS;
		delivery_next_round(pursuit->message);
		err = delivery_run(delivery, &pursuit->job->cgroup);
		failed = err && err != -ESTALE ? failed + 1 : 0;
		quiet = err || delivery->fresh || delivery->unsure ? 0 : quiet + 1;
		took = clock_milliseconds() - start;
		pause = err ? pause_after_failure(failed) : pause_after(pursuit, quiet, took);
		if (becomes_empty(pursuit, pause)) {
			pursuit->end = PURSUIT_EMPTY;
			return;
		}
		if (failed == FAILED_WALKS)
			break;
		if (quiet == QUIET_WALKS) {
			pursuit->end = PURSUIT_QUIET;
			return;
		}
	}
	pursuit->err = err;
	pursuit->end = err ? PURSUIT_UNREADABLE : PURSUIT_ENDLESS;
}

static enum outcome judge_failure(const struct pursuit *pursuit, enum event_kind kind, int err)
{
	event_tell(kind, pursuit->job->name, err);
	return OUTCOME_FAILED;
}

static enum outcome judge_refused(const struct pursuit *pursuit)
{
	const struct delivery *delivery = &pursuit->delivery;

	event_emit(&(struct event){
		.kind = EVENT_REFUSED_BY,
		.cgroup = pursuit->job->name,
		.count = delivery->failed,
		.pid = delivery->failed_pid,
		.err = -delivery->failed_errno,
	});
	return delivery->signalled ? OUTCOME_SOME : OUTCOME_FAILED;
}

static enum outcome judge_hidden(const struct pursuit *pursuit)
{
	event_emit(&(struct event){
		.kind = EVENT_HIDDEN_LEFT,
		.cgroup = pursuit->job->name,
		.count = pursuit->delivery.hidden,
	});
	return pursuit->delivery.signalled ? OUTCOME_SOME : OUTCOME_FAILED;
}

static enum outcome judge_endless(const struct pursuit *pursuit)
{
	event_emit(&(struct event){
		.kind = EVENT_ENDLESS, .cgroup = pursuit->job->name, .count = LIMIT / 1000,
	});
	return OUTCOME_FAILED;
}

/* Everything listed has been handled, but processes that cannot be seen may still be exiting. */
static enum outcome judge_quiet(struct pursuit *pursuit)
{
	struct delivery *delivery = &pursuit->delivery;
	bool unlisted = !delivery->listed && !delivery->hidden && !delivery->self_seen;
	int err, patience = message_kills(pursuit->message) ? PATIENCE : SETTLE;

	if (delivery->hidden || unlisted) {
		if (becomes_empty(pursuit, unlisted ? DYING : patience))
			return OUTCOME_DONE;
		delivery_next_round(pursuit->message);
		err = delivery_run(delivery, &pursuit->job->cgroup);
		if (err)
			return judge_failure(pursuit, EVENT_PROCESSES_UNREADABLE, err);
		if (delivery->hidden)
			return judge_hidden(pursuit);
		if (unlisted && !delivery->listed)
			return judge_failure(pursuit, EVENT_UNLISTED_LEFT, 0);
	}
	return delivery->failed ? judge_refused(pursuit) : OUTCOME_DONE;
}

enum outcome pursuit_judge(struct pursuit *pursuit)
{
	switch (pursuit->end) {
	case PURSUIT_EMPTY:
		/* A process that refused SIGKILL and is gone now does not matter. */
		return pursuit->delivery.failed && !message_kills(pursuit->message) ?
		       judge_refused(pursuit) : OUTCOME_DONE;
	case PURSUIT_QUIET:
		return judge_quiet(pursuit);
	case PURSUIT_ENDLESS:
		return judge_endless(pursuit);
	case PURSUIT_UNREADABLE:
		return judge_failure(pursuit, EVENT_PROCESSES_UNREADABLE, pursuit->err);
	default:
		return judge_failure(pursuit, EVENT_INTERRUPTED, 0);
	}
}
