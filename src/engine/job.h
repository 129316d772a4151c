/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One cgroup on its way through the cgroup mode. */
#ifndef CGKILL_JOB_H
#define CGKILL_JOB_H

#include <stdbool.h>

#include "base/attributes.h"
#include "engine/request.h"
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

/*
 * Looks the operand up and opens its cgroup; one that is refused has had an event. One that
 * goes away once it is open is one that nothing is left to do to.
 */
void job_open(struct job *job, const char *operand, const struct request *request) _nonnull_;

void job_close(struct job *job) _nonnull_;

/* Whether there is something left to be done to it. */
bool job_is_live(const struct job *job) _nonnull_ _must_check_;

/* Finds out anew whether it holds the caller, which may be moved at any time. */
void job_look_for_caller(struct job *job, const struct request *request) _nonnull_;

#endif
