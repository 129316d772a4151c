/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One delivery of a signal: a walk that verifies and signals every process listed in a tree of
 * cgroups. A single one proves nothing, since processes fork and move meanwhile: sweep.h
 * repeats it.
 */
#ifndef CGKILL_DELIVERY_H
#define CGKILL_DELIVERY_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/attributes.h"
#include "engine/message.h"
#include "kernel/cgroup.h"

struct delivery {
	const struct message *message;
	pid_t self;		/* the caller, which is seen but never signalled */
	bool threads;		/* look for processes that only the lists of threads show, too */
	bool again;		/* send SIGKILL to all processes, not only to new ones */
	uint64_t newest;	/* the highest pidfd_inode() of the last walk, if again */
	uint64_t newest_before;	/* the same for the walk before; 0: none */

	/* Totals over all walks. */
	unsigned long walks;
	unsigned long signalled;

	/* Of the last walk. */
	bool self_seen;
	unsigned long listed;		/* processes with a PID, except the caller */
	unsigned long fresh;		/* those of them signalled for the first time */
	unsigned long unsure;		/* those of them that moved or ended meanwhile */
	bool init_spared;		/* the init of this PID namespace, which takes no SIGKILL */
	unsigned long kernel_threads;	/* which take no signal at all */
	unsigned long failed;		/* refusals, with the first one's errno and PID */
	int failed_errno;
	pid_t failed_pid;
	unsigned long hidden;		/* processes that the PID namespace does not show */
	int error;			/* of the first cgroup that could not be handled */
};

/*
 * To be called first if any of so many steps can be under way at the same time, since cgroups are
 * struck at different times. Returns 0 or -ENOMEM.
 */
int delivery_prepare(int steps) _must_check_;

/*
 * Forgets which processes have got the message: to be called before it is new to them. Its
 * deliveries, whose trees may contain one another, share what they remember, and any number of
 * them may be under way at the same time; those of another step have a memory of their own.
 */
void delivery_forget(const struct message *message) _nonnull_;

/* To be called before each round of its walks, of which each delivery has at most one. */
void delivery_next_round(const struct message *message) _nonnull_;

/* Prepares for walks. */
void delivery_start(struct delivery *delivery, const struct message *message) _nonnull_;

/*
 * Walks the tree. Processes that have been signalled, with SIGKILL in the last round, are
 * skipped or, with again, signalled without being counted: one of them may have been replaced
 * by another process with the same PID. A process that refuses the signal is not remembered,
 * but tried again by each walk. Returns 0, or a negative errno if part of the tree could not be
 * read (ESTALE: walk again); the rest was handled.
 */
int delivery_run(struct delivery *delivery, const struct cgroup *top) _nonnull_ _must_check_;

#endif
