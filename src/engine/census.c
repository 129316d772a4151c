/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/census.h"

#include <errno.h>
#include <unistd.h>

#include "base/array.h"
#include "base/cleanup.h"
#include "base/clock.h"
#include "kernel/pidfd.h"
#include "kernel/process.h"
#include "kernel/procfs.h"
#include "kernel/threads.h"
#include "kernel/tree.h"

struct look {
	process_visitor *visit;
	void *data;
	pid_t last;		/* for thread_find_headless() */
};

/* A process whose main thread has exited may be elsewhere: another thread tells. */
static int look_at_listed(pid_t pid, void *data)
{
	const struct look *look = data;
	pid_t thread = pid > 0 ? thread_find_living(pid) : 0;

	if (thread && thread != pid && !thread_is_beside(thread, pid, pid))
		return 0;
	return look->visit(pid, look->data);
}

static int look_at_thread(pid_t tid, void *data)
{
	struct look *look = data;
	pid_t pid = tid > 0 ? thread_find_headless(tid, &look->last) : 0;
	pid_t thread = pid ? thread_find_living(pid) : 0;

	if (!thread || thread_is_beside(thread, pid, pid) || !thread_is_beside(thread, tid, pid))
		return 0;
	return look->visit(pid, look->data);
}

static int look_at_cgroup(const struct cgroup *cgroup, void *data)
{
	struct look *look = data;
	int err;

	if (cgroup_lists_living(cgroup))
		return cgroup_for_each_process(cgroup, look->visit, look->data);
	err = cgroup_for_each_process(cgroup, look_at_listed, look);
	if (err)
		return err;
	look->last = 0;
	err = cgroup_for_each_thread(cgroup, look_at_thread, look);
	/* Before 4.14 there are no lists of threads. */
	return err == -ENOENT ? 0 : err;
}

int census_of_one(const struct cgroup *cgroup, process_visitor *visit, void *data)
{
	struct look look = { .visit = visit, .data = data };

	return look_at_cgroup(cgroup, &look);
}

int census_for_each(const struct cgroup *top, process_visitor *visit, void *data)
{
	struct look look = { .visit = visit, .data = data };

	return tree_walk(top, look_at_cgroup, &look);
}

static int find_in_cgroup(const struct cgroup *cgroup, void *data)
{
	return cgroup_lists(cgroup, *(const pid_t *)data);
}

int census_finds(const struct cgroup *top, pid_t pid)
{
	return tree_walk(top, find_in_cgroup, &pid);
}

struct search {
	const struct cgroup *top;
	process_visitor *visit;
	void *data;
};

static int has_id(const struct cgroup *cgroup, void *data)
{
	return cgroup_has_id(cgroup, *(const uint64_t *)data) > 0;
}

/* Kernels that hide such processes tell the cgroup of a descriptor. */
static bool is_in_tree(const struct cgroup *top, pid_t pid)
{
	_cleanup_close_ int fd = pidfd_of(pid);
	struct pidfd_identity identity;

	return fd >= 0 && pidfd_identify(fd, &identity) == 0 &&
	       tree_walk(top, has_id, &identity.cgroup_id) == 1;
}

static bool is_exiting(pid_t pid)
{
	struct process_stat stat;

	return procfs_stat(pid, &stat) == 0 && process_stat_is_exiting(&stat);
}

static int look_for_exiting(pid_t pid, void *data)
{
	const struct search *search = data;

	if (!is_exiting(pid) || !is_in_tree(search->top, pid) || census_finds(search->top, pid))
		return 0;
	return search->visit(pid, search->data);
}

/* All that were in their exit when /proc was last looked through. */
static struct {
	pid_t pids[256];
	size_t count;
	int64_t seen;		/* on the clock of clock_milliseconds(); 0: they are not known */
} exiting;

static int note_exiting(pid_t pid, void *data)
{
	(void)data;
	if (!is_exiting(pid))
		return 0;
	if (exiting.count == ARRAY_SIZE(exiting.pids))
		return 1;
	exiting.pids[exiting.count++] = pid;
	return 0;
}

/* Whether they are known, from a look that is not older. */
static bool know_exiting(int milliseconds)
{
	if (exiting.seen && clock_milliseconds() - exiting.seen < milliseconds)
		return true;
	exiting.count = 0;
	exiting.seen = procfs_for_each(note_exiting, NULL) == 0 ? clock_milliseconds() : 0;
	return exiting.seen != 0;
}

int census_for_each_exiting(const struct cgroup *top, int milliseconds, process_visitor *visit,
			    void *data)
{
	struct search search = { top, visit, data };
	int result = 0;

	if (procfs_problem())
		return 0;
	if (!know_exiting(milliseconds))
		return procfs_for_each(look_for_exiting, &search);
	for (size_t i = 0; i < exiting.count && !result; i++)
		result = look_for_exiting(exiting.pids[i], &search);
	return result;
}

static int find_any(pid_t pid, void *data)
{
	(void)pid;
	(void)data;
	return 1;
}

int census_finds_exiting(const struct cgroup *top)
{
	return census_for_each_exiting(top, 0, find_any, NULL);
}

static int count_process(pid_t pid, void *data)
{
	struct census *census = data;

	if (pid == 0) {
		census->hidden++;
	} else if (pid == getpid()) {
		census->caller = true;
	} else if (procfs_is_kernel_thread(pid)) {
		census->kernel_threads++;
	} else {
		census->processes++;
		census->one = pid;
	}
	return 0;
}

static int find_process(pid_t pid, void *data)
{
	struct census *census = data;

	(void)count_process(pid, census);
	return census->processes != 0;
}

int census_take(const struct cgroup *top, struct census *census)
{
	*census = (struct census){ 0 };
	return census_for_each(top, count_process, census);
}

int census_take_one(const struct cgroup *top, struct census *census)
{
	*census = (struct census){ 0 };
	return census_for_each(top, find_process, census);
}

/* A look at the clock for each process would take longer than reading its PID. */
#define CLOCK_INTERVAL 1024

struct tally {
	pid_t self;
	const struct message *message;
	int64_t end;
	unsigned long count;
};

static int tally_process(pid_t pid, void *data)
{
	struct tally *tally = data;

	if (pid == tally->self || message_is_dropped(tally->message, pid))
		return 0;
	tally->count++;
	return tally->count % CLOCK_INTERVAL || clock_milliseconds() < tally->end ? 0 : -ETIME;
}

static int tally_cgroup(const struct cgroup *cgroup, void *data)
{
	const struct tally *tally = data;

	if (clock_milliseconds() >= tally->end)
		return -ETIME;
	return cgroup_for_each_process(cgroup, tally_process, data);
}

int census_count(const struct cgroup *top, const struct message *message, int64_t end,
		 unsigned long *count)
{
	struct tally tally = { .self = getpid(), .message = message, .end = end };
	int err = tree_walk(top, tally_cgroup, &tally);

	*count = tally.count;
	return err;
}
