/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/calm.h"

#include <signal.h>
#include <stdbool.h>
#include <unistd.h>

#include "kernel/control.h"
#include "kernel/process.h"
#include "kernel/procfs.h"
#include "kernel/tree.h"

#define FOUND 1

/* What to look for in a tree: a thread of a kind that has to do with the signal. */
struct search {
	pid_t self;
	int signal;
	bool (*is_sought)(pid_t tid, int signal);
	bool complete;		/* all threads have been listed so far */
};

static int look_at_thread(pid_t tid, void *data)
{
	const struct search *search = data;

	/* The caller has one thread, so its TID is its PID. */
	return tid != search->self && search->is_sought(tid, search->signal) ? FOUND : 0;
}

/* If one cgroup cannot be read, the others still are. Before 4.14 none can. */
static int look_at_cgroup(const struct cgroup *cgroup, void *data)
{
	struct search *search = data;
	int result = cgroup_for_each_thread(cgroup, look_at_thread, search);

	search->complete &= result >= 0;
	return result == FOUND ? FOUND : 0;
}

static bool find(const struct cgroup *top, struct search *search)
{
	int result;

	search->self = getpid();
	search->complete = true;
	result = tree_walk(top, look_at_cgroup, search);
	search->complete &= result >= 0;
	return result == FOUND;
}

static bool is_at_rest(const struct process_stat *stat)
{
	return process_stat_is_kernel_thread(stat) || process_stat_is_at_rest(stat);
}

/*
 * A thread that has ended since it was listed was running: what it forked may be anywhere. TID 0
 * stands for one that cannot be seen.
 */
static bool may_be_forking(pid_t tid, int signal)
{
	struct process_stat stat;

	(void)signal;
	return tid <= 0 || procfs_thread_stat(tid, &stat) < 0 || !is_at_rest(&stat);
}

/* SIGSTOP stops all threads of a process, but only one of them takes it. */
static bool has_yet_to_obey(pid_t tid, int signal)
{
	struct signal_state state;

	if (signal == SIGSTOP)
		return true;
	return procfs_signal_state(tid, &state) == 0 &&
	       (signal_mask_has(state.thread_pending, signal) ||
		signal_mask_has(state.process_pending, signal));
}

/* One that ends, or has ended since it was listed, has come out of fork(2). */
static bool is_owed(pid_t tid, int signal)
{
	struct process_stat stat;

	return tid > 0 && procfs_thread_stat(tid, &stat) == 0 && !is_at_rest(&stat) &&
	       !process_stat_is_exiting(&stat) && has_yet_to_obey(tid, signal);
}

bool calm_is_certain(const struct cgroup *top)
{
	struct search search = { .is_sought = may_be_forking };

	return procfs_problem() == PROCFS_USABLE && !find(top, &search) && search.complete;
}

bool calm_is_owed(const struct cgroup *top, int signal)
{
	struct search search = { .is_sought = is_owed, .signal = signal };

	return procfs_problem() == PROCFS_USABLE && find(top, &search);
}
