/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/await.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "engine/census.h"
#include "engine/event.h"
#include "kernel/control.h"
#include "kernel/pidfd.h"

/* Milliseconds between checks of what is left, and before progress is shown on a terminal. */
#define TICK 1000

/* The first check comes sooner: only a kernel thread may be left. */
#define FIRST_TICK 100

/* The interval if there is nothing to poll: the end of a process before Linux 5.3. */
#define SHORT_TICK 10

/*
 * If populated cannot tell, an empty list is believed only after this many checks, since a
 * process that moves back and forth can evade a single one.
 */
#define EMPTY_LOOKS 6

/* What is left of one job. */
struct watch {
	struct job *job;
	bool owns_fd;		/* the descriptor that is polled belongs to this watch */
	int empty_looks;	/* consecutive checks that found no process */
	unsigned long left;
};

/* All watches of a wait: parallel arrays, since poll(2) wants its own. */
struct wait {
	struct watch *watches;
	struct pollfd *polls;
	int count;
};

/*
 * Whether the lists show no process to wait for although the cgroup is populated: by the
 * caller, or by kernel threads. If it is populated by neither, a process is still exiting.
 */
static bool lists_nobody(const struct job *job, struct census *census)
{
	return census_take(&job->cgroup, census) == 0 && !census->processes &&
	       !census->hidden && (job->holds_caller || census->kernel_threads);
}

/*
 * A cgroup that holds the caller stays populated, so this waits for one of the other processes,
 * and then for the next.
 */
static void watch_process(struct watch *watch, struct pollfd *poll, pid_t pid)
{
	int fd = pid ? pidfd_of(pid) : -1;

	if (watch->owns_fd)
		close(poll->fd);
	watch->owns_fd = fd >= 0;
	poll->fd = fd;
	poll->events = POLLIN;
}

/* Checks one job, either thoroughly or only whether it is populated. */
static void look_at_job(struct watch *watch, struct pollfd *poll, bool thoroughly)
{
	struct job *job = watch->job;
	struct census census;

	if (cgroup_populated(job->cgroup.fd, job->events) == 0) {
		job->empty = true;
		watch_process(watch, poll, 0);
		return;
	}
	if (!thoroughly && !job->holds_caller && !watch->empty_looks)
		return;
	watch->empty_looks = lists_nobody(job, &census) ? watch->empty_looks + 1 : 0;
	job->empty = watch->empty_looks == EMPTY_LOOKS;
	watch->left = census.processes + census.hidden;
	if (job->holds_caller)
		watch_process(watch, poll, census.one);
}

/* Returns how many jobs are not empty, and collects what is shown about them on a terminal. */
static int look_at_jobs(struct wait *wait, bool thoroughly, struct event *progress)
{
	progress->cgroups = 0;
	progress->count = 0;
	for (int i = 0; i < wait->count; i++) {
		struct watch *watch = &wait->watches[i];

		if (!watch->job->empty)
			look_at_job(watch, &wait->polls[i], thoroughly);
		if (watch->job->empty) {
			/* poll(2) ignores negative descriptors. */
			if (!watch->owns_fd)
				wait->polls[i].fd = -1;
			continue;
		}
		progress->cgroups++;
		progress->cgroup = watch->job->name;
		progress->count += watch->left;
	}
	return progress->cgroups;
}

/* Whether there is a job whose changes do not wake up poll(2). */
static bool has_blind_watch(const struct wait *wait)
{
	for (int i = 0; i < wait->count; i++) {
		const struct watch *watch = &wait->watches[i];

		if (!watch->job->empty && (wait->polls[i].fd < 0 || watch->empty_looks))
			return true;
	}
	return false;
}

/* Whether every job that is not known to be empty seems to be. */
static bool is_nearly_done(const struct wait *wait)
{
	for (int i = 0; i < wait->count; i++)
		if (!wait->watches[i].job->empty && !wait->watches[i].empty_looks)
			return false;
	return true;
}

static int wait_for_change(struct wait *wait, int64_t milliseconds)
{
	if (has_blind_watch(wait) && milliseconds > SHORT_TICK)
		milliseconds = SHORT_TICK;
	if (poll(wait->polls, (nfds_t)wait->count, (int)milliseconds) < 0 && errno != EINTR)
		return -errno;
	return 0;
}

static int wait_until(struct wait *wait, int64_t end)
{
	struct event progress = { .kind = EVENT_WAITING, .start = clock_milliseconds() };
	int64_t next_look = progress.start + FIRST_TICK, slice = 1;
	int err = 0;

	/*
	 * The kernel delays notifications by 10 ms, so the first checks come sooner, at growing
	 * intervals.
	 */
	while (!err) {
		int64_t now = clock_milliseconds(), left = end - now;
		bool thoroughly = now >= next_look || left <= 0;

		if (!look_at_jobs(wait, thoroughly, &progress))
			break;
		if (thoroughly && now - progress.start >= TICK)
			event_emit(&progress);
		if (thoroughly)
			next_look = now + TICK;
		/* A series of checks that has found no process so far is completed. */
		if (left <= 0 && !is_nearly_done(wait))
			err = -ETIME;
		else
			err = wait_for_change(wait, left <= 0 || slice < left ? slice : left);
		slice = slice < TICK ? slice * 2 : TICK;
	}
	event_emit(&(struct event){ .kind = EVENT_WAIT_ENDED });
	return err;
}

static void set_up_wait(struct wait *wait, struct job *jobs)
{
	for (int i = 0; i < wait->count; i++) {
		struct job *job = &jobs[i];

		/* A job found empty by an earlier wait is not waited for again. */
		job->empty |= job->events < 0 || job->outcome == OUTCOME_REFUSED;
		wait->watches[i] = (struct watch){ .job = job };
		wait->polls[i] = (struct pollfd){ .fd = -1 };
		if (!job->holds_caller && !job->empty)
			wait->polls[i] = (struct pollfd){ .fd = job->events, .events = POLLPRI };
	}
}

static void tear_down_wait(const struct wait *wait)
{
	for (int i = 0; i < wait->count; i++)
		if (wait->watches[i].owns_fd)
			close(wait->polls[i].fd);
}

static int await_jobs(struct wait *wait, struct job *jobs, int64_t end)
{
	int err;

	set_up_wait(wait, jobs);
	err = wait_until(wait, end);
	tear_down_wait(wait);
	return err;
}

/* The common case does not allocate memory. */
static int await_one(struct job *job, int64_t end)
{
	struct watch watch;
	struct pollfd poll;
	struct wait wait = { &watch, &poll, 1 };

	return await_jobs(&wait, job, end);
}

static int await_several(struct job *jobs, int count, int64_t end)
{
	_cleanup_free_ struct watch *watches = calloc((unsigned)count, sizeof(*watches));
	_cleanup_free_ struct pollfd *polls = calloc((unsigned)count, sizeof(*polls));
	struct wait wait = { .count = count };

	if (!watches || !polls)
		return -ENOMEM;
	wait.watches = watches;
	wait.polls = polls;
	return await_jobs(&wait, jobs, end);
}

int await_empty(struct job *jobs, int count, int64_t end)
{
	return count > 1 ? await_several(jobs, count, end) : await_one(jobs, end);
}
