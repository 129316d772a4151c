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

/* One that is not open; a variable that is initialized so can own one. */
#define CGROUP_CLOSED { .fd = -1 }
#define _cleanup_cgroup_ __attribute__((cleanup(cgroup_close)))

/*
 * Opens the directory path, relative to the directory dir_fd, and stores it; the caller
 * closes it. Returns 0, or a negative errno from openat(2), with fd negative.
 */
int cgroup_open(int dir_fd, const char *path, struct cgroup *cgroup) _nonnull_ _must_check_;

/*
 * The same for the child of that name, and tells whether it has none of its own. A cgroup
 * that took the place of the one with that id is taken as well. Returns 0, or a negative
 * errno: ENOENT, EXDEV when something is mounted there, so that the child cannot be
 * reached.
 */
int cgroup_open_child(const struct cgroup *parent, const char *name, uint64_t id,
		      struct cgroup *child, bool *is_leaf) _nonnull_ _must_check_;

/* Closes it if it is open. */
void cgroup_close(struct cgroup *cgroup) _nonnull_;

/* What the variable owns, which from then on is the caller's. */
struct cgroup cgroup_take(struct cgroup *cgroup) _nonnull_ _must_check_;

/* Whether an errno of one of the functions below can mean that the cgroup was removed. */
bool cgroup_says_gone(int err) _must_check_;

/*
 * Whether it does mean that. The errno alone is not believed: nothing would be left to do.
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

/* Whether the cgroup itself lists the process: 1 or 0, or a negative errno. */
int cgroup_lists(int fd, pid_t pid) _must_check_;

/*
 * The value of a key in flat keyed text, as in cgroup.events ("populated 1").
 * Returns 0, or -EBADMSG when it is not there or no number from 0 to 1.
 */
int cgroup_parse_flag(const char *text, const char *key, bool *value) _nonnull_ _must_check_;

#endif
