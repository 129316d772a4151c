/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/watch.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/pidset.h"
#include "engine/census.h"
#include "kernel/control.h"
#include "kernel/pidfd.h"

/* The interval if there is nothing to poll: the end of a process before Linux 5.3. */
#define BLIND_INTERVAL 10

/* The interval while the lists show nobody. */
#define LOOK_INTERVAL 1

/*
 * If populated cannot tell, an empty list is believed only after this many looks, since a
 * process that moves back and forth can evade a single one.
 */
#define EMPTY_LOOKS 6

/* Milliseconds for which needless events are ignored at most. */
#define MUTE_LIMIT 256

/* A cgroup that holds the caller stays populated. */
bool watch_is_blind(const struct job *job)
{
	return job->holds_caller || !cgroup_events_tell(&job->cgroup);
}

static void watch_process(struct watch *watch, pid_t pid)
{
	cleanup_close(&watch->process);
	watch->process = pid ? pidfd_of(pid) : -1;
}

bool watch_is_empty(struct job *job)
{
	if (cgroup_populated(&job->cgroup, job->events) != 0)
		return false;
	watch_process(&job->watch, 0);
	return true;
}

/*
 * Whether the lists show no process to wait for although the cgroup is populated: by the
 * caller, or by kernel threads. If it is populated by neither, a process is still exiting.
 */
static bool lists_nobody(const struct watch *watch, const struct census *census,
			 bool holds_caller)
{
	return !census->processes && !census->hidden &&
	       (holds_caller || census->kernel_threads || watch->trusts_lists);
}

bool watch_look(struct job *job, bool thoroughly)
{
	struct watch *watch = &job->watch;
	struct census census;
	int result;

	if (watch_is_empty(job))
		return true;
	result = thoroughly ? census_take(&job->cgroup, &census) :
			      census_take_one(&job->cgroup, &census);
	/* It may have been moved in, or out. */
	if (result >= 0 && (census.caller || !result))
		job->holds_caller = census.caller;
	if (!result && lists_nobody(watch, &census, job->holds_caller))
		watch->empty_looks++;
	else
		watch->empty_looks = 0;
	if (thoroughly)
		watch->left = census.processes + census.hidden;
	watch_process(watch, watch_is_blind(job) ? census.one : 0);
	return watch->empty_looks == EMPTY_LOOKS;
}

bool watch_finds_nobody(const struct job *job)
{
	struct census census;

	if (!cgroup_lists_all(&job->cgroup))
		return false;
	return cgroup_populated(&job->cgroup, job->events) == 0 ||
	       (census_take_one(&job->cgroup, &census) == 0 &&
		lists_nobody(&job->watch, &census, census.caller));
}

/*
 * One has those that are remembered, the other those that will be. Hardly any run needs them, and
 * most need little memory. Without any, nobody is a newcomer.
 */
static struct pidset *remembered;
static int current;

struct muster {
	struct pidset *to;	/* where all that are found are added */
	bool newcomer;
	unsigned long hidden;
};

static int note_process(pid_t pid, void *data)
{
	struct muster *muster = data;

	if (!pid)
		muster->hidden++;
	else if (pid != getpid() && !pidset_has(&remembered[current], pid))
		muster->newcomer = true;
	pidset_add(muster->to, pid);
	return 0;
}

/* Whether it has found anybody who was not remembered; who cannot be listed now is found later. */
static bool hold_muster(struct job *job, struct pidset *to)
{
	struct muster muster = { .to = to };
	unsigned long hidden = job->watch.hidden;

	(void)!census_for_each(&job->cgroup, note_process, &muster);
	job->watch.hidden = muster.hidden;
	return muster.newcomer || muster.hidden > hidden;
}

bool watch_finds_newcomer(struct job *job)
{
	return remembered && hold_muster(job, &remembered[!current]);
}

void watch_forget_gone(void)
{
	if (!remembered)
		return;
	pidset_clear(&remembered[current]);
	current = !current;
}

void watch_remember(struct job *job)
{
	if (!remembered)
		remembered = calloc(2, sizeof(*remembered));
	if (remembered)
		(void)hold_muster(job, &remembered[current]);
}

int64_t watch_due(const struct job *job, int64_t now)
{
	if (job->watch.empty_looks && job->watch.empty_looks < EMPTY_LOOKS)
		return now + LOOK_INTERVAL;
	/* While it is armed: who comes in is found by the looks at all. */
	if (job->watch.empty_looks)
		return INT64_MAX;
	return watch_is_blind(job) && job->watch.process < 0 ? now + BLIND_INTERVAL : INT64_MAX;
}

struct pollfd watch_poll(const struct job *job, int64_t now)
{
	if (job->stage != STAGE_END && job->watch.process >= 0)
		return (struct pollfd){ .fd = job->watch.process, .events = POLLIN };
	/* poll(2) ignores negative descriptors. */
	if (job->stage == STAGE_END || job->holds_caller || now < job->watch.muted_until)
		return (struct pollfd){ .fd = -1 };
	return (struct pollfd){ .fd = job->events, .events = POLLPRI };
}

void watch_mute(struct job *job, int64_t now)
{
	struct watch *watch = &job->watch;

	watch->mute = watch->mute ? watch->mute * 2 : 1;
	if (watch->mute > MUTE_LIMIT)
		watch->mute = MUTE_LIMIT;
	watch->muted_until = now + watch->mute;
}
