/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the files of /proc/PID tell about a process (proc(5)). What returns an int returns 0, or a
 * negative errno: ESRCH (it is gone), EBADMSG (the text of the file is not understood).
 */
#ifndef CGKILL_PROCESS_H
#define CGKILL_PROCESS_H

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

#include "base/attributes.h"
#include "base/signals.h"

/*
 * Whether the process has the given name and, unless all_users is set, the caller's real user
 * ID. The kernel knows 15 bytes of a name; for a longer name, the one under which the process
 * was started must match too.
 */
bool procfs_is_named(pid_t pid, const char *name, bool all_users) _nonnull_ _must_check_;

/* How a process handles signals. */
struct signal_state {
	struct signal_mask thread_pending, process_pending, blocked, ignored, caught;
};

int procfs_signal_state(pid_t pid, struct signal_state *state) _nonnull_ _must_check_;

/* The lines of status that are used are short and few. */
#define STATUS_SIZE 8192
#define STATUS_LINE 128

/*
 * Reads the short lines of /proc/PID/status. The list of groups may be as long as a megabyte
 * and comes before the signals.
 */
int procfs_read_status(FILE *status, char text[static STATUS_SIZE]) _nonnull_ _must_check_;

/* How a process handles signals, according to that text. */
int procfs_parse_signal_state(const char *text, struct signal_state *state) _nonnull_ _must_check_;

/* The fields of /proc/PID/stat that are used. */
struct process_stat {
	char state;		/* R, S, D, Z, T, t, X, I */
	pid_t parent;
	unsigned int flags;
	long threads;
};

int procfs_parse_stat(const char *text, struct process_stat *stat) _nonnull_ _must_check_;

/* The stat of a process. */
int procfs_stat(pid_t pid, struct process_stat *stat) _nonnull_ _must_check_;

/* The stat of one thread, which need not be the main thread of its process. */
int procfs_thread_stat(pid_t tid, struct process_stat *stat) _nonnull_ _must_check_;

/* The stat of the process whose directory in /proc was opened. */
int procfs_stat_at(int directory, struct process_stat *stat) _nonnull_ _must_check_;

/* Whether nothing but a zombie is left of the process. */
bool process_stat_has_ended(const struct process_stat *stat) _nonnull_ _must_check_;

/*
 * Whether the thread cannot be in the middle of fork(2): it sleeps until something happens, is
 * stopped, or is dead. A state that is not known counts as restless.
 */
bool process_stat_is_at_rest(const struct process_stat *stat) _nonnull_ _must_check_;

/* Whether it is in its exit, and not yet a zombie. */
bool process_stat_is_exiting(const struct process_stat *stat) _nonnull_ _must_check_;

/* Whether it is the stat of a kernel thread. */
bool process_stat_is_kernel_thread(const struct process_stat *stat) _nonnull_ _must_check_;

/*
 * Whether pid is a kernel thread. If /proc does not tell, it is taken for a process: a signal
 * has no effect on most kernel threads.
 */
bool procfs_is_kernel_thread(pid_t pid) _must_check_;

/* The PID of the process that the thread belongs to, or 0 if /proc does not tell. */
pid_t procfs_process_of(pid_t tid) _must_check_;

#define PROCESS_NAME_SIZE 64
#define WAIT_CHANNEL_SIZE 64

/* What can be said about a process that does not end. */
struct process_info {
	char name[PROCESS_NAME_SIZE];
	struct process_stat stat;
	pid_t tracer;				/* or 0 */
	bool dumps_core;
	bool is_init;				/* of a PID namespace */
	struct signal_state signals;		/* all 0: unknown */
	char wait_channel[WAIT_CHANNEL_SIZE];	/* or empty */
	char cgroup[PATH_MAX];			/* or empty */
};

int procfs_describe(pid_t pid, struct process_info *info) _nonnull_ _must_check_;

/* Whether both are in the same PID namespace, as far as the caller may know. */
bool procfs_share_namespace(pid_t one, pid_t other) _must_check_;

/* Only its name and its stat. */
int procfs_identify(pid_t pid, char name[static PROCESS_NAME_SIZE], struct process_stat *stat)
	_nonnull_ _must_check_;

#endif
