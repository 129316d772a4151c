/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One cgroup on its way through the cgroup mode. */
#ifndef CGKILL_JOB_H
#define CGKILL_JOB_H

#include <stdbool.h>

#include "engine/message.h"
#include "engine/method.h"
#include "kernel/cgroup.h"

/* In the order of their gravity. */
enum outcome {
	OUTCOME_DONE,		/* every process was signalled, or is gone */
	OUTCOME_SOME,		/* some processes could not be signalled */
	OUTCOME_FAILED,
	OUTCOME_REFUSED,	/* nothing can be done to it at all */
};

static inline enum outcome outcome_worse(enum outcome a, enum outcome b)
{
	return a > b ? a : b;
}

struct job {
	const char *name;	/* as the user gave it, for messages */
	struct cgroup cgroup;
	int events;		/* from cgroup_open_events(), or negative when it is gone */
	enum method method;
	bool holds_caller;	/* as far as is known */
	bool empty;		/* was found to be, once */
	bool left_frozen;	/* it or a cgroup below, by this program that could not thaw it */
	struct message last;	/* the last that was sent */
	enum outcome outcome;	/* of the last signal, or of what came after it */
};

#endif
