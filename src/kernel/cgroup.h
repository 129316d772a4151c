/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One open cgroup, and what its files say and do. Only this module knows the names and formats
 * of cgroupfs files (Documentation/admin-guide/cgroup-v2.rst).
 *
 * All functions take the descriptor of the open directory and work from there: a path could
 * lead to another cgroup the next time.
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

/* The files that the methods use, for messages. */
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

/* A cgroup that is not open; a variable initialized with it can own one. */
#define CGROUP_CLOSED { .fd = -1 }
#define _cleanup_cgroup_ __attribute__((cleanup(cgroup_close)))

/*
 * Opens the directory path, relative to the directory dir_fd, and stores it; the caller closes
 * it. Returns 0, or a negative errno from openat(2), in which case fd is negative.
 */
int cgroup_open(int dir_fd, const char *path, struct cgroup *cgroup) _nonnull_ _must_check_;

/*
 * The same for the child of that name, and tells whether it has no children itself. A cgroup
 * that has replaced the one with that id is accepted as well. Returns 0, or a negative errno:
 * ENOENT, or EXDEV if something is mounted there, so that the child cannot be reached.
 */
int cgroup_open_child(const struct cgroup *parent, const char *name, uint64_t id,
		      struct cgroup *child, bool *is_leaf) _nonnull_ _must_check_;

/* Closes it if it is open. */
void cgroup_close(struct cgroup *cgroup) _nonnull_;

/* Returns what the variable owns; from then on it belongs to the caller. */
struct cgroup cgroup_take(struct cgroup *cgroup) _nonnull_ _must_check_;

/* Whether an errno from one of the functions below can mean that the cgroup was removed. */
bool cgroup_says_gone(int err) _must_check_;

/*
 * Whether it does mean that. The errno alone is not trusted, since for a cgroup that is gone
 * nothing would be done.
 */
bool cgroup_is_gone(int fd, int err) _must_check_;

/* What the open directory is. Returns 0, or a negative errno. */
int cgroup_identify(const struct cgroup *cgroup, enum cgroup_kind *kind) _nonnull_ _must_check_;

/*
 * Opens the domain that the processes of a threaded cgroup belong to, and tells its kind: the
 * root can be a domain, too, and a bind mount of a threaded cgroup hides its domain, so that
 * some directory outside is found. The caller closes it. Returns 0, or a negative errno.
 */
int cgroup_open_domain(const struct cgroup *threaded, struct cgroup *domain,
		       enum cgroup_kind *kind) _nonnull_ _must_check_;

/*
 * Has the kernel kill every process in the cgroup and in those below it (5.14). Returns 0, or a
 * negative errno: ENOENT if there is no such file, EACCES, EROFS, EPERM (cgroup namespace root,
 * mounted with nsdelegate), EOPNOTSUPP (threaded), ENODEV (gone).
 */
int cgroup_kill(int fd) _must_check_;

/*
 * Whether cgroup_kill() could be used, which is tested by writing a value that the kernel
 * rejects only after all other checks. Returns the same as cgroup_kill().
 */
int cgroup_check_kill(int fd) _must_check_;

/*
 * Whether cgroup_kill(), or cgroup_set_freeze(), could be used, as far as that can be told
 * without writing. Returns 0, or a negative errno: ENOENT, EACCES, EROFS.
 */
int cgroup_may_kill(int fd) _must_check_;
int cgroup_may_freeze(int fd) _must_check_;

/*
 * Opens the descriptor for the functions below (5.2). This is done before the cgroup is frozen,
 * so that thawing it cannot fail because something cannot be opened. Returns a descriptor, or a
 * negative errno as cgroup_kill() does.
 */
int cgroup_open_freeze(int fd) _must_check_;

/*
 * Whether the cgroup itself was frozen by a write, which says nothing about the cgroups above
 * it. Returns 0, or a negative errno.
 */
int cgroup_get_freeze(int freeze_fd, bool *frozen) _nonnull_ _must_check_;

/*
 * Freezes or thaws the cgroup and those below it; returns before this is complete. It would not
 * return if the caller were inside. Returns 0, or a negative errno: EPERM (cgroup namespace
 * root, mounted with nsdelegate), ENODEV (gone).
 */
int cgroup_set_freeze(int freeze_fd, bool frozen) _must_check_;

/*
 * Whether all processes in and below the cgroup are frozen now, because of its own state or
 * that of a cgroup above it; false if the kernel does not tell.
 */
bool cgroup_is_frozen(int fd) _must_check_;

/* Opens the file that cgroup_populated() reads. Returns a descriptor, or a negative errno. */
int cgroup_open_events(int fd) _must_check_;

/*
 * Whether there is a live process in the cgroup or below it: 1, or 0, also for a removed
 * cgroup, or a negative errno.
 */
int cgroup_populated(int fd, int events_fd) _must_check_;

/*
 * Waits until cgroup_populated() returns 0, for at most the given number of milliseconds.
 * Returns the last result of cgroup_populated().
 */
int cgroup_wait_empty(int fd, int events_fd, int milliseconds) _must_check_;

/* Called for each PID on the list. Returns 0 to go on, anything else to stop. */
typedef int process_visitor(pid_t pid, void *data);

/*
 * Calls visit for every process that the cgroup itself lists; PID 0 stands for a process that
 * the caller's PID namespace does not show. A process that moves during the call may be listed
 * twice or not at all. A removed cgroup lists nothing, and neither does a threaded one, whose
 * processes are listed by its domain. Returns what visit returned if that stopped it, 0 at the
 * end, or a negative errno.
 */
int cgroup_for_each_process(int fd, process_visitor *visit, void *data)
	_nonnull_args_(2) _must_check_;

/* Whether the cgroup itself lists the process: 1 or 0, or a negative errno. */
int cgroup_lists(int fd, pid_t pid) _must_check_;

/*
 * The value of a key in flat keyed text, as in cgroup.events ("populated 1"). Returns 0, or
 * -EBADMSG if the key is missing or its value is neither 0 nor 1.
 */
int cgroup_parse_flag(const char *text, const char *key, bool *value) _nonnull_ _must_check_;

#endif
