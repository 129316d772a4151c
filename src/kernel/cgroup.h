/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a directory of cgroupfs is. Only this module and control, which is about what is in it,
 * know the names of its files, and that there are two versions of it: see version.h.
 *
 * All functions work from an open directory: a path could lead to another cgroup the next time.
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
	uint64_t id;		/* its inode number; see cgroup_has_id() */
	dev_t device;		/* of the file system; the same for all its cgroups */
	const struct version *version;	/* of cgroupfs; NULL: not a cgroup */
};

enum cgroup_kind {
	CGROUP_DOMAIN,		/* a cgroup whose cgroup.procs lists its processes */
	CGROUP_THREADED,	/* its processes are listed by the domain above it */
	CGROUP_ROOT,		/* the real root of a hierarchy: the whole machine */
	CGROUP_GONE,		/* removed since it was opened */
	CGROUP_FOREIGN,		/* a directory of another file system */
};

/* A cgroup that is not open; a variable initialized with it can own one. */
#define CGROUP_CLOSED { .fd = -1 }
#define _cleanup_cgroup_ __attribute__((cleanup(cgroup_close)))

/*
 * Opens a directory, relative to dir_fd; the caller closes it. Returns 0, or a negative errno,
 * in which case the stored fd is negative.
 */
int cgroup_open(int dir_fd, const char *path, struct cgroup *cgroup) _nonnull_ _must_check_;

/*
 * The same for a child, even if it has replaced the one with that id; tells whether it has no
 * children itself. Returns 0, or a negative errno: ENOENT, EXDEV (something is mounted there).
 */
int cgroup_open_child(const struct cgroup *parent, const char *name, uint64_t id,
		      struct cgroup *child, bool *is_leaf) _nonnull_ _must_check_;

/*
 * Whether it is the one that pidfd_identify() calls by that id. The id is the inode number, but on 32-bit
 * kernels only its lower half. Returns 1 or 0, or a negative errno if a filter keeps that from
 * being found out there.
 */
int cgroup_has_id(const struct cgroup *cgroup, uint64_t id) _nonnull_ _must_check_;

/* Whether pidfd_identify() tells who is in such a cgroup. */
bool cgroup_has_ids(const struct cgroup *cgroup) _nonnull_ _must_check_;

/* Whether there is a child of that name, as far as can be told. */
bool cgroup_has_child(const struct cgroup *parent, const char *name) _nonnull_ _must_check_;

/* Whether it is certain that the child has no children itself. */
bool cgroup_child_is_leaf(const struct cgroup *parent, const char *name) _nonnull_ _must_check_;

/*
 * Opens a file of the cgroup with the flags of openat(2), on which nothing is mounted; the
 * caller closes it. Returns a descriptor, or a negative errno: ENOENT (no such file in this
 * kernel, or the cgroup is gone), EXDEV (something is mounted there), ELOOP.
 */
int cgroup_open_file(int fd, const char *name, int flags) _nonnull_ _must_check_;

/* Whether something, be it the same cgroup, is mounted on a child, which cannot be removed then. */
bool cgroup_child_is_mounted_on(int fd, const char *name) _nonnull_ _must_check_;

/* Reads such a file. Returns the same as file_read_text(), or the same errors. */
ssize_t cgroup_read_file(int fd, const char *name, char *text, size_t size)
	_nonnull_ _must_check_;

/* Closes it if it is open. */
void cgroup_close(struct cgroup *cgroup) _nonnull_;

/* Returns what the variable owns; from then on it belongs to the caller. */
struct cgroup cgroup_take(struct cgroup *cgroup) _nonnull_ _must_check_;

/* What the open directory is. Returns 0, or a negative errno. */
int cgroup_identify(const struct cgroup *cgroup, enum cgroup_kind *kind) _nonnull_ _must_check_;

/*
 * Opens the domain that a threaded cgroup belongs to, and tells its kind: it may be the root, or
 * any directory if a bind mount hides it. The caller closes it. Returns 0, or a negative errno.
 */
int cgroup_open_domain(const struct cgroup *threaded, struct cgroup *domain,
		       enum cgroup_kind *kind) _nonnull_ _must_check_;

/*
 * Whether a cgroup can be removed as soon as its lists show nobody, although processes are still in
 * their exit there.
 */
bool cgroup_rmdir_ignores_exiting(void) _must_check_;

/* Whether an errno about an open cgroup or its files can mean that the cgroup was removed. */
bool cgroup_says_gone(int err) _must_check_;

/* Whether it does mean that; not taken on trust, as nothing is done for a cgroup that is gone. */
bool cgroup_is_gone(int fd, int err) _must_check_;

#endif
