/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One delivery of a signal: a walk in which every process that a tree of cgroups lists is
 * made sure of and sent the signal. A single one proves nothing, since processes fork and
 * move meanwhile: pursuit.h repeats it.
 */
#ifndef CGKILL_DELIVERY_H
#define CGKILL_DELIVERY_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/attributes.h"
#include "engine/message.h"
#include "kernel/cgroup.h"

struct pidset;

struct delivery {
	const struct message *message;
	pid_t self;		/* the caller, which is seen but never signalled */
	struct pidset *before;	/* the processes that earlier walks dealt with */
	struct pidset *after;	/* these and those that this walk deals with */
	bool again;		/* send SIGKILL to all, not only to those that are new */
	uint64_t newest;	/* the highest pidfd_inode() that the last walk met, if again */
	uint64_t newest_before;	/* the same of the walk before; 0: none */

	/* Sums over all walks. */
	unsigned long walks;
	unsigned long signalled;
	unsigned long failed;		/* refused, with the first one's errno and PID */
	int failed_errno;
	pid_t failed_pid;
	bool self_seen;

	/* Counts of the last walk. */
	unsigned long listed;		/* processes with a PID, the caller left out */
	unsigned long fresh;		/* of these, the ones dealt with for the first time */
	unsigned long unsure;		/* of these, the ones that moved or ended meanwhile */
	unsigned long hidden;		/* processes that the PID namespace does not show */
	int error;			/* the first cgroup's that could not be dealt with */
};

/*
 * Forgets which processes have been dealt with. Until then deliveries to several trees,
 * which may be one within another, leave each other's alone, unless they send SIGKILL.
 */
void delivery_forget(void);

/*
 * Prepares for deliveries of the message. There can be one at a time, since its memory is
 * static.
 */
void delivery_start(struct delivery *delivery, const struct message *message) _nonnull_;

/*
 * Walks the tree. Processes that an earlier walk dealt with are left alone, or, with again,
 * are signalled without being counted: one of them may be another process by now, that was
 * given its PID. Returns 0, or a negative errno when some of it could not be read (ESTALE:
 * walk again); what could be was dealt with.
 */
int delivery_run(struct delivery *delivery, const struct cgroup *top) _nonnull_ _must_check_;

#endif
