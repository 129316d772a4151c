/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which processes are left in a cgroup that should be empty, and what holds each. */
#ifndef CGKILL_SURVIVOR_H
#define CGKILL_SURVIVOR_H

#include <limits.h>
#include <stdbool.h>
#include <sys/types.h>

#include "base/attributes.h"
#include "engine/job.h"
#include "kernel/process.h"

/* In braces: the members of struct survivor that are set for it. */
enum hold {
	HOLD_UNKNOWN,
	HOLD_KERNEL_THREAD,
	HOLD_INIT,		/* of this PID namespace: it takes no KILL from within */
	HOLD_HEADLESS,		/* the main thread has exited, others have not */
	HOLD_CORE,		/* it dumps core */
	HOLD_ZOMBIE,		/* an init; {zombie} of its namespace is not reaped by {by, by_name} */
	HOLD_EXITING,
	HOLD_FROZEN_V1,		/* {by_cgroup} */
	HOLD_TRACER,		/* {by, by_name} */
	HOLD_FROZEN,		/* {by_cgroup, or empty}; KILL ends it all the same */
	HOLD_STOPPED,
	HOLD_UNINTERRUPTIBLE,
	HOLD_BLOCKED,		/* it blocks the signal */
	HOLD_IGNORED,
	HOLD_CAUGHT,
};

struct survivor {
	pid_t pid;
	struct process_info info;
	enum hold hold;
	pid_t by;
	pid_t zombie;
	char by_name[PROCESS_NAME_SIZE];
	char by_cgroup[PATH_MAX];	/* its path */
};

/* So many are described; the others are counted. */
#define SURVIVORS_DESCRIBED 20

struct survivors {
	struct survivor described[SURVIVORS_DESCRIBED];
	unsigned long count;		/* of all with a PID, except the caller */
	unsigned long kernel_threads;	/* those of them; they are no processes that are left */
	unsigned long hidden;		/* that the PID namespace does not show */
};

/* How many processes are left. */
static inline unsigned long survivors_left(const struct survivors *survivors)
{
	return survivors->count - survivors->kernel_threads + survivors->hidden;
}

/*
 * Looks at what is left now; again, if nobody was found before, although there was somebody. Nobody
 * is described without a /proc that tells. Returns 0, or a negative errno if not all can be listed.
 */
int survivors_take(const struct job *job, bool again, struct survivors *survivors)
	_nonnull_ _must_check_;

#endif
