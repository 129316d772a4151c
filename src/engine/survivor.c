/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/survivor.h"

#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/signals.h"
#include "engine/census.h"
#include "kernel/control.h"
#include "kernel/freezer.h"
#include "kernel/membership.h"
#include "kernel/procfs.h"
#include "kernel/tree.h"

/* Milliseconds for which those that no list shows are known, for the sake of many cgroups. */
#define EXITING_AGE 100

static void name_process(pid_t pid, char name[static PROCESS_NAME_SIZE])
{
	struct process_stat stat;

	if (procfs_identify(pid, name, &stat) < 0)
		*name = '\0';
}

/* A zombie of the namespace whose init the survivor is. */
static int find_zombie(pid_t pid, void *data)
{
	struct survivor *survivor = data;
	char name[PROCESS_NAME_SIZE];
	struct process_stat stat;

	if (pid == survivor->pid || procfs_identify(pid, name, &stat) < 0 || stat.state != 'Z' ||
	    stat.parent == survivor->pid || !procfs_share_namespace(pid, survivor->pid))
		return 0;
	survivor->zombie = pid;
	survivor->by = stat.parent;
	name_process(stat.parent, survivor->by_name);
	return 1;
}

/*
 * The init of a PID namespace ends after all others in it, and has to reap its own children only:
 * those of a process outside, as after setns(2), are that one's to reap.
 */
static enum hold explain_exit(struct survivor *survivor)
{
	if (survivor->info.is_init && procfs_for_each(find_zombie, survivor) == 1)
		return HOLD_ZOMBIE;
	return HOLD_EXITING;
}

/* A signal that is not taken stays pending. */
static enum hold explain_signal(const struct signal_state *signals, int signal)
{
	if (signal_mask_has(signals->process_pending, signal) &&
	    signal_mask_has(signals->blocked, signal))
		return HOLD_BLOCKED;
	if (signal_mask_has(signals->ignored, signal))
		return HOLD_IGNORED;
	return signal_mask_has(signals->caught, signal) ? HOLD_CAUGHT : HOLD_UNKNOWN;
}

/* What KILL overcomes. */
static enum hold explain_disobedience(struct survivor *survivor, const struct cgroup *cgroup,
				      int signal)
{
	struct cgroup frozen;

	if (cgroup_open_frozen(cgroup, &frozen) == 0) {
		if (!file_path_of(frozen.fd, survivor->by_cgroup))
			*survivor->by_cgroup = '\0';
		cgroup_close(&frozen);
		return HOLD_FROZEN;
	}
	if (cgroup_is_frozen(cgroup))
		return HOLD_FROZEN;
	if (survivor->info.stat.state == 'T')
		return HOLD_STOPPED;
	if (survivor->info.stat.state == 'D')
		return HOLD_UNINTERRUPTIBLE;
	return explain_signal(&survivor->info.signals, signal);
}

static enum hold explain(struct survivor *survivor, const struct cgroup *cgroup,
			 const struct message *message)
{
	const struct process_info *info = &survivor->info;
	const struct process_stat *stat = &info->stat;

	if (process_stat_is_kernel_thread(stat))
		return HOLD_KERNEL_THREAD;
	if (message_is_dropped(message, survivor->pid))
		return HOLD_INIT;
	if (stat->state == 'Z')
		return HOLD_HEADLESS;
	if (info->dumps_core)
		return HOLD_CORE;
	if (process_stat_is_exiting(stat))
		return explain_exit(survivor);
	/* Who is frozen by cgroup v1 is in that state. */
	if (stat->state == 'D' && freezer_holds(survivor->pid, survivor->by_cgroup))
		return HOLD_FROZEN_V1;
	if (info->tracer) {
		survivor->by = info->tracer;
		name_process(info->tracer, survivor->by_name);
		return HOLD_TRACER;
	}
	if (!message_kills(message))
		return explain_disobedience(survivor, cgroup, message->signal);
	return stat->state == 'D' ? HOLD_UNINTERRUPTIBLE : HOLD_UNKNOWN;
}

/* The state of a look through the tree. */
struct look {
	const struct job *job;
	const struct cgroup *cgroup;
	bool has_proc;
	struct survivors *survivors;
};

static bool is_noted(const struct survivors *survivors, pid_t pid)
{
	for (unsigned long i = 0; i < survivors->count && i < SURVIVORS_DESCRIBED; i++)
		if (survivors->described[i].pid == pid)
			return true;
	return false;
}

/* Whether the process exists, and counts: a zombie does not, unless other threads of it live. */
static bool describe(const struct look *look, struct survivor *survivor)
{
	struct process_info *info = &survivor->info;

	if (procfs_describe(survivor->pid, info) < 0 || process_stat_has_ended(&info->stat))
		return false;
	/* That of the hierarchy in which it is killed; if /proc does not tell, that of cgroup v2. */
	(void)!membership_name(look->cgroup, survivor->pid, survivor->pid, info->cgroup);
	survivor->hold = explain(survivor, look->cgroup, &look->job->message);
	return true;
}

static int note_process(pid_t pid, void *data)
{
	const struct look *look = data;
	struct survivors *survivors = look->survivors;
	struct survivor *next;

	if (pid == 0) {
		survivors->hidden++;
		return 0;
	}
	if (pid == getpid() || is_noted(survivors, pid))
		return 0;
	if (survivors->count < SURVIVORS_DESCRIBED) {
		next = &survivors->described[survivors->count];
		memset(next, 0, sizeof(*next));
		next->pid = pid;
		if (look->has_proc && !describe(look, next))
			return 0;
	}
	survivors->count++;
	survivors->kernel_threads += procfs_is_kernel_thread(pid);
	return 0;
}

static int look_at_cgroup(const struct cgroup *cgroup, void *data)
{
	struct look *look = data;

	look->cgroup = cgroup;
	return census_of_one(cgroup, note_process, look);
}

int survivors_take(const struct job *job, bool again, struct survivors *survivors)
{
	struct look look = {
		.job = job,
		.has_proc = procfs_problem() == PROCFS_USABLE,
		.survivors = survivors,
	};
	int err;

	survivors->count = survivors->kernel_threads = survivors->hidden = 0;
	err = tree_walk(&job->cgroup, look_at_cgroup, &look);
	look.cgroup = &job->cgroup;
	if (!err)
		err = census_for_each_exiting(&job->cgroup, again ? 0 : EXITING_AGE, note_process,
					      &look);
	return err;
}
