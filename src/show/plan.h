/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What would be done to a cgroup, and to which processes, as far as that can be predicted. */
#ifndef CGKILL_PLAN_H
#define CGKILL_PLAN_H

#include <stdbool.h>

#include "base/attributes.h"
#include "engine/job.h"
#include "engine/message.h"
#include "engine/request.h"
#include "show/snapshot.h"

struct plan {
	struct job *job;
	struct snapshot tree;
	bool sends;			/* there is a cgroup to send to, and a signal */
	enum method method;
	bool stays;			/* cannot be removed, although it should */
	int err;			/* why the method cannot be used, or 0 */
	int followup_count;		/* those of --timeout, as far as they can be predicted */
	enum method followup_methods[FOLLOWUPS_MAX];
};

/*
 * Examines the job's cgroup and makes the plan, which the caller frees. If not all processes
 * can be listed, this is reported and the outcome of the job is failed.
 */
void plan_make(struct plan *plan, struct job *job, const struct request *request) _nonnull_;

void plan_free(struct plan *plan) _nonnull_;

#endif
