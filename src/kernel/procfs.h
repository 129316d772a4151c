/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What /proc tells of processes (proc(5)). */
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

/* Whether /proc tells of the PIDs that the caller knows. */
enum procfs_problem procfs_problem(void) _must_check_;

/*
 * Whether /proc hides other users' processes from the caller, or all that are outside
 * of its PID namespace: the first process is not to be seen.
 */
bool procfs_hides_others(void) _must_check_;

/*
 * Whether the process has the given name, and, unless all_users, the caller's real
 * user ID. The kernel knows 15 bytes of a name; of a longer one, the name by which
 * the process was called must agree too.
 */
bool procfs_is_named(pid_t pid, const char *name, bool all_users) _nonnull_ _must_check_;

/*
 * Calls visit for each process, in no order, until it returns non-zero. Returns what
 * it returned, or 0, or a negative errno when /proc cannot be read.
 */
int procfs_for_each(int (*visit)(pid_t pid, void *data), void *data) _nonnull_args_(1) _must_check_;

/*
 * Stores the name of the cgroup v2 cgroup that a process is in, as /proc/PID/cgroup has
 * it; the caller's own for pid 0. Returns 0, or a negative errno: ESRCH, ENODATA when it
 * is in none, ENAMETOOLONG.
 */
int procfs_cgroup(pid_t pid, char name[static PATH_MAX]) _nonnull_ _must_check_;

/*
 * The name of the cgroup v2 cgroup in that file's text: a pointer into it, where the end of
 * the line is replaced by '\0', or NULL.
 */
char *procfs_parse_membership(char *text) _nonnull_;

/* What a process does with signals. */
struct signal_state {
	signal_mask thread_pending, process_pending, blocked, ignored, caught;
};

/* Returns 0, or a negative errno: ESRCH, EBADMSG. */
int procfs_signal_state(pid_t pid, struct signal_state *state) _nonnull_ _must_check_;

/* Of the lines in status, those that are used are short, and not many. */
#define STATUS_SIZE 8192
#define STATUS_LINE 128

/*
 * Reads the short lines of /proc/PID/status. The list of groups may be as long as a
 * megabyte, and stands before the signals. Returns 0, or a negative errno.
 */
int procfs_read_status(FILE *status, char text[static STATUS_SIZE]) _nonnull_ _must_check_;

/* What a process does with signals, from that text. Returns 0, or -EBADMSG. */
int procfs_parse_signal_state(const char *text, struct signal_state *state) _nonnull_ _must_check_;

/* The part of /proc/PID/stat that is used. */
struct process_stat {
	char state;		/* R, S, D, Z, T, t, X, I */
	pid_t parent;
	unsigned int flags;
	long threads;
};

/* Parses the text of /proc/PID/stat. Returns 0, or -EBADMSG. */
int procfs_parse_stat(const char *text, struct process_stat *stat) _nonnull_ _must_check_;

/*
 * Whether pid is a kernel thread. Where /proc does not tell it is taken for a process:
 * a signal that is sent to a kernel thread has no effect on most of them.
 */
bool procfs_is_kernel_thread(pid_t pid) _must_check_;

/* The same from its stat. */
bool process_stat_is_kernel_thread(const struct process_stat *stat) _nonnull_ _must_check_;

#define PROCESS_NAME_SIZE 64

/* The name and the stat of a process. Returns 0, or a negative errno: ESRCH. */
int procfs_identify(pid_t pid, char name[static PROCESS_NAME_SIZE], struct process_stat *stat)
	_nonnull_ _must_check_;

#define WAIT_CHANNEL_SIZE 64

/* What can be said about a process that stays. */
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
