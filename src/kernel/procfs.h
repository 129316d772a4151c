/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What /proc tells about processes (proc(5)). */
#ifndef CGKILL_PROCFS_H
#define CGKILL_PROCFS_H

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

#include "base/attributes.h"
#include "base/signals.h"

enum procfs_problem {
	PROCFS_USABLE = 0,
	PROCFS_MISSING,		/* it is not mounted */
	PROCFS_FOREIGN,		/* another PID namespace's, with other processes by these PIDs */
};

/* Whether /proc tells about the PIDs that the caller knows. */
enum procfs_problem procfs_problem(void) _must_check_;

/*
 * Whether /proc hides other users' processes from the caller, or all processes outside its PID
 * namespace: the first process cannot be seen.
 */
bool procfs_hides_others(void) _must_check_;

/*
 * Whether the process has the given name and, unless all_users is set, the caller's real user
 * ID. The kernel knows 15 bytes of a name; for a longer name, the one under which the process
 * was started must match too.
 */
bool procfs_is_named(pid_t pid, const char *name, bool all_users) _nonnull_ _must_check_;

/*
 * Calls visit for each process, in no particular order, until it returns non-zero. Returns
 * that, or 0, or a negative errno if /proc cannot be read.
 */
int procfs_for_each(int (*visit)(pid_t pid, void *data), void *data) _nonnull_args_(1) _must_check_;

/*
 * Stores the name of the process's cgroup v2 cgroup as /proc/PID/cgroup shows it; pid 0 means
 * the caller. Returns 0, or a negative errno: ESRCH, ENODATA if it is in none, ENAMETOOLONG.
 */
int procfs_cgroup(pid_t pid, char name[static PATH_MAX]) _nonnull_ _must_check_;

/*
 * The name of the cgroup v2 cgroup in that file's text: a pointer into the text, in which the
 * end of the line is replaced with '\0', or NULL.
 */
char *procfs_parse_membership(char *text) _nonnull_;

/* How a process handles signals. */
struct signal_state {
	signal_mask thread_pending, process_pending, blocked, ignored, caught;
};

/* Returns 0, or a negative errno: ESRCH, EBADMSG. */
int procfs_signal_state(pid_t pid, struct signal_state *state) _nonnull_ _must_check_;

/* The lines of status that are used are short and few. */
#define STATUS_SIZE 8192
#define STATUS_LINE 128

/*
 * Reads the short lines of /proc/PID/status. The list of groups may be as long as a megabyte
 * and comes before the signals. Returns 0, or a negative errno.
 */
int procfs_read_status(FILE *status, char text[static STATUS_SIZE]) _nonnull_ _must_check_;

/* How a process handles signals, according to that text. Returns 0, or -EBADMSG. */
int procfs_parse_signal_state(const char *text, struct signal_state *state) _nonnull_ _must_check_;

/* The fields of /proc/PID/stat that are used. */
struct process_stat {
	char state;		/* R, S, D, Z, T, t, X, I */
	pid_t parent;
	unsigned int flags;
	long threads;
};

/* Parses the text of /proc/PID/stat. Returns 0, or -EBADMSG. */
int procfs_parse_stat(const char *text, struct process_stat *stat) _nonnull_ _must_check_;

/*
 * Whether pid is a kernel thread. If /proc does not tell, it is taken for a process: a signal
 * has no effect on most kernel threads.
 */
bool procfs_is_kernel_thread(pid_t pid) _must_check_;

/* The same according to its stat. */
bool process_stat_is_kernel_thread(const struct process_stat *stat) _nonnull_ _must_check_;

#define PROCESS_NAME_SIZE 64

/* The name and the stat of a process. Returns 0, or a negative errno: ESRCH. */
int procfs_identify(pid_t pid, char name[static PROCESS_NAME_SIZE], struct process_stat *stat)
	_nonnull_ _must_check_;

#define WAIT_CHANNEL_SIZE 64

/* What can be said about a process that does not end. */
struct process_info {
	char name[PROCESS_NAME_SIZE];
	struct process_stat stat;
	pid_t tracer;				/* or 0 */
	char wait_channel[WAIT_CHANNEL_SIZE];	/* or empty */
	char cgroup[PATH_MAX];			/* or empty */
};

/* Returns 0, or a negative errno: ESRCH. */
int procfs_describe(pid_t pid, struct process_info *info) _nonnull_ _must_check_;

#endif
