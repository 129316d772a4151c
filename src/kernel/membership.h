/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which processes are in a cgroup according to /proc, asked of one process at a time: the list of
 * the cgroup can only be read as a whole.
 */
#ifndef CGKILL_MEMBERSHIP_H
#define CGKILL_MEMBERSHIP_H

#include <limits.h>
#include <stdbool.h>
#include <sys/types.h>

#include "base/attributes.h"
#include "kernel/cgroup.h"

/*
 * Stores the name of the cgroup that a thread of the process is in, as /proc shows it, in the same
 * hierarchy as the given one; pid 0 means the caller. Returns the same as procfs_cgroup().
 */
int membership_name(const struct cgroup *cgroup, pid_t tid, pid_t pid, char name[static PATH_MAX])
	_nonnull_ _must_check_;

/* What is learned from a witness: the name that others in the cgroup must have as well. */
struct membership {
	char name[PATH_MAX];	/* of the cgroup or one below it; at first empty: not known */
	char path[PATH_MAX];	/* of its directory at that time */
	char before[PATH_MAX];	/* the name before the list was read, or empty */
};

/*
 * To be called before and after the list is read, and was found to have the witness, the process
 * of a thread: in between it was in the cgroup, under that name if it was the same before and
 * after.
 */
void membership_before(struct membership *membership, const struct cgroup *cgroup, pid_t tid,
		       pid_t pid) _nonnull_;
void membership_after(struct membership *membership, const struct cgroup *cgroup, pid_t tid,
		      pid_t pid) _nonnull_;

/*
 * Whether the thread of the process is in a cgroup of that name, or below; false also if that is
 * not known. It is the very cgroup, as nothing else has had the name so far, if this still has it
 * afterwards.
 */
bool membership_has_name(const struct membership *membership, const struct cgroup *cgroup,
			 pid_t tid, pid_t pid) _nonnull_ _must_check_;
bool membership_is_valid(const struct membership *membership, const struct cgroup *cgroup)
	_nonnull_ _must_check_;

#endif
