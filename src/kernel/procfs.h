/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Finding processes, and their cgroups, in /proc (proc(5)). Module process is about what is known
 * about one of them.
 */
#ifndef CGKILL_PROCFS_H
#define CGKILL_PROCFS_H

#include <limits.h>
#include <stdbool.h>
#include <sys/types.h>

#include "base/attributes.h"

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
 * The same for the cgroup of a cgroup v1 hierarchy, that of the controller. It says "/" for a
 * process whose main thread has exited.
 */
int procfs_cgroup_v1(pid_t pid, const char *controller, char name[static PATH_MAX])
	_nonnull_ _must_check_;

/* One of these for one thread of a process; controller is NULL for cgroup v2. */
int procfs_cgroup_of_thread(pid_t tid, pid_t pid, const char *controller,
			    char name[static PATH_MAX]) _nonnull_args_(4) _must_check_;

/*
 * Stores the process's cgroups in all cgroup v1 hierarchies, as in "cpu,cpuacct:/x freezer:/y",
 * as far as they fit. Returns 0, or a negative errno: ESRCH, ENODATA if there are none.
 */
int procfs_v1_cgroups(pid_t pid, char *names, size_t size) _nonnull_ _must_check_;

/*
 * The name of the cgroup v2 cgroup in that file's text: a pointer into the text, in which the
 * end of the line is replaced with '\0', or NULL.
 */
char *procfs_parse_membership(char *text) _nonnull_;

/* The same for a cgroup v1 hierarchy. */
char *procfs_parse_membership_v1(char *text, const char *controller) _nonnull_;

#endif
