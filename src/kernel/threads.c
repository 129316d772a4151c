/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/threads.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/number.h"
#include "kernel/process.h"
#include "kernel/procfs.h"

/* The kernel looks for the thread in the process before it looks at permissions. */
bool thread_is_of(pid_t tid, pid_t pid)
{
	return syscall(SYS_tgkill, pid, tid, 0) == 0 || errno == EPERM;
}

bool thread_is_main(pid_t tid)
{
	return thread_is_of(tid, tid);
}

/* Looked up once: this is asked about every process. */
static bool has_proc(void)
{
	static enum { UNKNOWN, USABLE, USELESS } proc = UNKNOWN;

	if (proc == UNKNOWN)
		proc = procfs_problem() ? USELESS : USABLE;
	return proc == USABLE;
}

/* A thread without memory, which it gives up when it exits, shows no executable. */
static bool has_executable(pid_t pid)
{
	char path[32], target[1];

	snprintf(path, sizeof(path), "/proc/%d/exe", pid);
	return readlink(path, target, sizeof(target)) > 0;
}

static bool is_alive(pid_t tid)
{
	struct process_stat stat;

	return procfs_thread_stat(tid, &stat) == 0 && stat.state != 'Z' && stat.state != 'X';
}

/* Calls visit for each thread until it returns non-zero, and returns that, or 0. */
static int for_each_thread(pid_t pid, int (*visit)(pid_t tid, void *data), void *data)
{
	char path[32];
	const struct dirent *entry;
	int result = 0;
	pid_t tid;
	DIR *task;

	snprintf(path, sizeof(path), "/proc/%d/task", pid);
	task = opendir(path);
	if (!task)
		return 0;
	while (!result && (entry = readdir(task)))
		if (number_parse_digits(entry->d_name, 1, INT_MAX, &tid) == 0)
			result = visit(tid, data);
	closedir(task);
	return result;
}

static int see_other(pid_t tid, void *data)
{
	const pid_t *pid = data;

	return tid != *pid && is_alive(tid) ? tid : 0;
}

static pid_t find_other(pid_t pid)
{
	return for_each_thread(pid, see_other, &pid);
}

pid_t thread_find_living(pid_t pid)
{
	if (!has_proc())
		return 0;
	return has_executable(pid) || is_alive(pid) ? pid : find_other(pid);
}

pid_t thread_find_headless(pid_t tid, pid_t *last)
{
	pid_t pid;

	if (thread_is_main(tid) || (*last && thread_is_of(tid, *last)))
		return 0;
	pid = has_proc() ? procfs_process_of(tid) : 0;
	if (pid)
		*last = pid;
	return pid && thread_find_living(pid) != pid ? pid : 0;
}

/*
 * The C library's sched_setscheduler() does nothing in musl. A number passes to another thread only
 * once all others have been handed out, for which there is no time between the look and the call.
 */
static int hurry(pid_t tid, void *data)
{
	const struct sched_param priority = { .sched_priority = 1 };
	struct process_stat stat;

	(void)data;
	if (procfs_thread_stat(tid, &stat) == 0 && process_stat_is_exiting(&stat))
		(void)syscall(SYS_sched_setscheduler, tid, SCHED_RR, &priority);
	return 0;
}

void threads_hurry_exit(pid_t pid)
{
	if (has_proc())
		(void)for_each_thread(pid, hurry, NULL);
}

bool thread_is_beside(pid_t tid, pid_t other, pid_t pid)
{
	char here[PATH_MAX], there[PATH_MAX];

	return procfs_cgroup_of_thread(tid, pid, NULL, here) == 0 &&
	       procfs_cgroup_of_thread(other, pid, NULL, there) == 0 && !strcmp(here, there);
}
