/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One cgroup on its way through the cgroup mode. */
#ifndef CGKILL_JOB_H
#define CGKILL_JOB_H

#include <stdbool.h>

#include "base/attributes.h"
#include "engine/request.h"
#include "kernel/cgroup.h"

/* In order of severity. */
enum outcome {
	OUTCOME_DONE,		/* every process was signalled, or is gone */
	OUTCOME_SOME,		/* some processes could not be signalled */
	OUTCOME_FAILED,
	OUTCOME_REFUSED,	/* nothing can be done about it at all */
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
	bool holds_caller;	/* as far as known */
	bool empty;		/* was found empty once */
	bool left_frozen;	/* it or a cgroup below it could not be thawed by this program */
	struct message last;	/* the last one sent */
	enum outcome outcome;	/* of the last signal, or of the steps after it */
};

/*
 * Looks up the operand and opens its cgroup; for a refused operand there has been an event. If
 * the cgroup is removed after it is opened, nothing is left to be done about it.
 */
void job_open(struct job *job, const char *operand, const struct request *request) _nonnull_;

void job_close(struct job *job) _nonnull_;

/* Whether something is left to be done about it. */
bool job_is_live(const struct job *job) _nonnull_ _must_check_;

/* Checks again whether it holds the caller, which may be moved at any time. */
void job_look_for_caller(struct job *job, const struct request *request) _nonnull_;

#endif
