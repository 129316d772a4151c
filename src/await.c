/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "await.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include "census.h"
#include "cgroup.h"
#include "clock.h"
#include "pidfd.h"
#include "report.h"

/* Milliseconds between looks at what is left, and until a terminal is told. */
#define TICK 1000

/* The first look at what is left comes sooner: it may be a kernel thread alone. */
#define FIRST_TICK 100

/* The same where the end of a process cannot be waited for (before Linux 5.3). */
#define SHORT_TICK 20

/* What is left of one job. */
struct watch {
	const struct job *job;
	bool empty;
	bool owns_fd;		/* the descriptor polled is this watch's own */
	unsigned long left;
};

/* What a wait has in hand: parallel arrays, as poll(2) wants its own. */
struct wait {
	struct watch *watches;
	struct pollfd *polls;
	int count;
};

static bool is_empty(const struct job *job, struct census *census)
{
	*census = (struct census){ 0 };
	if (job->events < 0 || cgroup_populated(job->events) == 0)
		return true;
	if (census_take(&job->cgroup, census) < 0 || census->processes || census->hidden)
		return false;
	/* Who is populated without listing anybody has a process on its way out. */
	return job->holds_caller || census->kernel_threads;
}

bool await_is_empty(const struct job *job)
{
	struct census census;

	return is_empty(job, &census);
}

/*
 * A cgroup with the caller in it stays populated, so one of the other processes is
 * waited for, and then the next.
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

/* Looks at one job; thoroughly, or only at whether it is populated. */
static void look(struct watch *watch, struct pollfd *poll, bool thoroughly)
{
	const struct job *job = watch->job;
	struct census census;

	if (!thoroughly && !job->holds_caller) {
		watch->empty = cgroup_populated(job->events) == 0;
		return;
	}
	watch->empty = is_empty(job, &census);
	watch->left = census.processes + census.hidden;
	if (job->holds_caller)
		watch_process(watch, poll, census.one);
}

/* Returns how many jobs are not empty, and of the last of these the name and processes. */
static int look_at_all(struct wait *wait, bool thoroughly, struct progress *progress)
{
	int waiting = 0;

	progress->processes = 0;
	for (int i = 0; i < wait->count; i++) {
		struct watch *watch = &wait->watches[i];

		if (!watch->empty)
			look(watch, &wait->polls[i], thoroughly);
		if (watch->empty) {
			/* poll(2) passes over negative descriptors. */
			if (!watch->owns_fd)
				wait->polls[i].fd = -1;
			continue;
		}
		waiting++;
		progress->name = watch->job->name;
		progress->processes += watch->left;
	}
	progress->cgroups = waiting;
	return waiting;
}

/* Whether there is a job for whose change poll(2) does not wake up. */
static bool has_blind_watch(const struct wait *wait)
{
	for (int i = 0; i < wait->count; i++)
		if (!wait->watches[i].empty && wait->polls[i].fd < 0)
			return true;
	return false;
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
	struct progress progress = { .start = clock_milliseconds() };
	int64_t next_look = progress.start + FIRST_TICK, slice = 1;
	bool thoroughly = false;
	int err = 0;

	/*
	 * The kernel holds notifications back for 10 ms, so the first looks come
	 * sooner, at intervals that grow.
	 */
	while (!err && look_at_all(wait, thoroughly, &progress)) {
		int64_t now = clock_milliseconds(), left = end - now;

		if (thoroughly && now - progress.start >= TICK)
			report_progress(&progress);
		if (left <= 0) {
			err = -ETIME;
			break;
		}
		thoroughly = now >= next_look;
		if (thoroughly)
			next_look = now + TICK;
		else
			err = wait_for_change(wait, slice < left ? slice : left);
		slice = slice < TICK ? slice * 2 : TICK;
	}
	report_progress_end();
	return err;
}

static void set_up(struct wait *wait, const struct job *jobs)
{
	for (int i = 0; i < wait->count; i++) {
		const struct job *job = &jobs[i];

		wait->watches[i] = (struct watch){
			.job = job,
			.empty = job->events < 0 || job->outcome == OUTCOME_REFUSED,
		};
		wait->polls[i] = (struct pollfd){ .fd = -1 };
		if (!job->holds_caller && !wait->watches[i].empty)
			wait->polls[i] = (struct pollfd){ .fd = job->events, .events = POLLPRI };
	}
}

static void tear_down(const struct wait *wait)
{
	for (int i = 0; i < wait->count; i++)
		if (wait->watches[i].owns_fd)
			close(wait->polls[i].fd);
}

int await_empty(const struct job *jobs, int count, int64_t end)
{
	struct watch watch;
	struct pollfd poll;
	struct wait wait = { &watch, &poll, count };
	int err;

	if (count > 1) {
		wait.watches = calloc((size_t)count, sizeof(*wait.watches));
		wait.polls = calloc((size_t)count, sizeof(*wait.polls));
	}
	if (!wait.watches || !wait.polls) {
		err = -ENOMEM;
	} else {
		set_up(&wait, jobs);
		err = wait_until(&wait, end);
		tear_down(&wait);
	}
	if (count > 1) {
		free(wait.watches);
		free(wait.polls);
	}
	return err;
}
