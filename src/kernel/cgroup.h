/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One open cgroup, and what its files say and do. The only file that knows the
 * names and formats of cgroupfs files (Documentation/admin-guide/cgroup-v2.rst).
 *
 * All functions take the descriptor of the open directory and work from there:
 * a path could lead to another cgroup the next time.
 */
#ifndef CGKILL_CGROUP_H
#define CGKILL_CGROUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/attributes.h"

struct cgroup {
	int fd;			/* the directory, open for reading */
	uint64_t id;		/* its inode number, the kernel's cgroup id */
	dev_t device;		/* of the file system; the same for all its cgroups */
};

/* The files that the methods need, for messages. */
#define CGROUP_KILL_FILE "cgroup.kill"
#define CGROUP_FREEZE_FILE "cgroup.freeze"

enum cgroup_kind {
	CGROUP_DOMAIN,		/* a cgroup whose cgroup.procs lists its processes */
	CGROUP_THREADED,	/* its processes are listed by the domain above it */
	CGROUP_ROOT,		/* the real root: the whole machine */
	CGROUP_GONE,		/* removed since it was opened */
	CGROUP_V1,		/* a directory of a cgroup v1 hierarchy */
	CGROUP_FOREIGN,		/* a directory of another file system */
};

/*
 * Opens the directory path, relative to the directory dir_fd, and stores it; the caller
 * closes it. Returns 0, or a negative errno from openat(2), with fd negative.
 */
int cgroup_open(int dir_fd, const char *path, struct cgroup *cgroup) _nonnull_ _must_check_;

/*
 * Whether an errno of one of the functions below means that the cgroup was removed. The
 * errno alone is not believed: nothing would be left to do.
 */
bool cgroup_is_gone(int fd, int err) _must_check_;

/* What the open directory is. Returns 0, or a negative errno. */
int cgroup_identify(const struct cgroup *cgroup, enum cgroup_kind *kind) _nonnull_ _must_check_;

/*
 * Opens the domain that the processes of a threaded cgroup belong to, and tells
 * its kind: the root, too, can be a domain, and a bind mount of a threaded cgroup
 * hides its domain, so that some directory outside is found. The caller closes it.
 * Returns 0, or a negative errno.
 */
int cgroup_open_domain(const struct cgroup *threaded, struct cgroup *domain,
		       enum cgroup_kind *kind) _nonnull_ _must_check_;

/*
 * Has the kernel kill every process of the cgroup and of those below it (5.14).
 * Returns 0, or a negative errno: ENOENT where there is no such file, EACCES,
 * EROFS, EPERM (cgroup namespace root, mounted with nsdelegate), EOPNOTSUPP
 * (threaded), ENODEV (gone).
 */
int cgroup_kill(int fd) _must_check_;

/*
 * Whether cgroup_kill() could be used, found out by writing a value that it refuses
 * last of all. Returns as cgroup_kill().
 */
int cgroup_check_kill(int fd) _must_check_;

/*
 * Whether cgroup_kill(), or cgroup_set_freeze(), could be used as far as that shows
 * without a write. Returns 0, or a negative errno: ENOENT, EACCES, EROFS.
 */
int cgroup_may_kill(int fd) _must_check_;
int cgroup_may_freeze(int fd) _must_check_;

/*
 * Opens what the three functions below take (5.2). It is opened before the cgroup is
 * frozen, so that nothing can fail to be opened when it is to be thawed. Returns a
 * descriptor, or a negative errno as cgroup_kill().
 */
int cgroup_open_freeze(int fd) _must_check_;

/*
 * Whether the cgroup itself was frozen by a write, which says nothing of the cgroups
 * above it. Returns 0, or a negative errno.
 */
int cgroup_get_freeze(int freeze_fd, bool *frozen) _nonnull_ _must_check_;

/*
 * Freezes or thaws the cgroup with those below it; returns before they all are. A
 * caller inside would not return. Returns 0, or a negative errno: EPERM (cgroup
 * namespace root, mounted with nsdelegate), ENODEV (gone).
 */
int cgroup_set_freeze(int freeze_fd, bool frozen) _must_check_;

/*
 * Whether all processes in and below the cgroup are frozen now, by its own doing or by
 * that of a cgroup above it; false where the kernel does not tell.
 */
bool cgroup_is_frozen(int fd) _must_check_;

/* Opens what cgroup_populated() reads. Returns a descriptor, or a negative errno. */
int cgroup_open_events(int fd) _must_check_;

/*
 * Whether a process lives in the cgroup or below it: 1 or 0, which a removed
 * cgroup is too, or a negative errno.
 */
int cgroup_populated(int fd, int events_fd) _must_check_;

/*
 * Waits until cgroup_populated() is 0, at most for the given time in
 * milliseconds. Returns as cgroup_populated() at the end.
 */
int cgroup_wait_empty(int fd, int events_fd, int milliseconds) _must_check_;

/* Called for a PID of the list. Returns 0 to go on, anything else to end. */
typedef int process_visitor(pid_t pid, void *data);

/*
 * Calls visit for every process that the cgroup itself lists; PID 0 stands for one that
 * the caller's PID namespace does not show. One that moves meanwhile may be listed twice
 * or not at all. A cgroup that went away lists nobody, and neither does a threaded one,
 * whose processes are listed by its domain. Returns what visit returned when that ended
 * it, 0 at the end, or a negative errno.
 */
int cgroup_for_each_process(int fd, process_visitor *visit, void *data)
	_nonnull_args_(2) _must_check_;

/*
 * A list of PIDs, one a line, that is read in pieces of about a page, as the kernel
 * gives it. What is done between the pieces may make the rest stale, so every process
 * must be made sure of.
 */
struct pid_list {
	int fd;
	size_t position, length;	/* the unread part of the text */
	char text[4096];
};

/*
 * The next PID. Returns 1, or 0 at the end, or a negative errno: EOPNOTSUPP for a threaded
 * cgroup, ENODEV for one that went away meanwhile, EBADMSG for a text that is no list of
 * PIDs.
 */
int pid_list_next(struct pid_list *list, pid_t *pid) _nonnull_ _must_check_;

/*
 * The value of a key in flat keyed text, as in cgroup.events ("populated 1").
 * Returns 0, or -EBADMSG when it is not there or no number from 0 to 1.
 */
int cgroup_parse_flag(const char *text, const char *key, bool *value) _nonnull_ _must_check_;

/*
 * The name of the cgroup v2 cgroup in the text of /proc/PID/cgroup: a pointer into
 * it, where the end of the line is replaced by '\0', or NULL.
 */
char *cgroup_parse_membership(char *text) _nonnull_;

#endif
