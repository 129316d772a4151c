/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "show/plan.h"

#include "engine/fallback.h"
#include "engine/remove.h"
#include "show/nls.h"
#include "show/report.h"

static void predict_followups(struct plan *plan, const struct request *request)
{
	for (int i = 0; i < request->followup_count; i++) {
		const struct message message = request_message(request, i + 1);

		if (fallback_predict(plan->job, &message, &plan->followup_methods[i]) < 0)
			return;
		plan->followup_count++;
	}
}

static void predict_sending(struct plan *plan, const struct request *request)
{
	int err = fallback_predict(plan->job, &request->message, &plan->method);

	if (cgroup_is_gone(plan->job->cgroup.fd, err))
		return;
	plan->err = err;
	plan->sends = !err;
	if (plan->sends)
		predict_followups(plan, request);
}

/*
 * Why the cgroup would not be removed, or NULL. A caller that is not spared is still there then, too:
 * it signals itself after everything else.
 */
static const char *find_obstacle(const struct job *job)
{
	if (job->holds_caller)
		return _("would not be removed, nor would any cgroup below it, because this process "
			 "is in it");
	if (remove_is_hindered(&job->cgroup))
		return _("would not be removed, because something is mounted there");
	return NULL;
}

void plan_make(struct plan *plan, struct job *job, const struct request *request)
{
	const char *obstacle;
	int err;

	*plan = (struct plan){ .job = job };
	err = snapshot_take(&job->cgroup, &request->message, &plan->tree);
	if (err) {
		report_failure(job->name, err, _("cannot list all processes"));
		job->outcome = OUTCOME_FAILED;
	}
	obstacle = request->remove ? find_obstacle(job) : NULL;
	plan->stays = obstacle;
	if (plan->stays) {
		report_failure(job->name, 0, "%s", obstacle);
		job->outcome = OUTCOME_FAILED;
	}
	/* Signal 0 is only a check, which needs no method. */
	if (request->message.signal)
		predict_sending(plan, request);
}

void plan_free(struct plan *plan)
{
	snapshot_free(&plan->tree);
}
