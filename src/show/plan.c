/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "show/plan.h"

#include <signal.h>

#include "engine/methods.h"
#include "show/nls.h"
#include "show/report.h"

struct message plan_followup(const struct options *options, int number)
{
	int signal = options->followups[number].signal;

	return (struct message){
		.signal = signal,
		.queued = options->message.queued && signal != SIGKILL,
		.value = options->message.value,
	};
}

static void predict_followups(struct plan *plan, const struct options *options)
{
	for (int i = 0; i < options->followup_count; i++) {
		const struct message message = plan_followup(options, i);

		if (methods_predict(plan->job, &message, &plan->followup_methods[i]) < 0)
			return;
		plan->followup_count++;
	}
}

static void predict(struct plan *plan, const struct options *options)
{
	int err = methods_predict(plan->job, &options->message, &plan->method);

	if (cgroup_is_gone(plan->job->cgroup.fd, err))
		return;
	plan->err = err;
	plan->sends = !err;
	if (plan->sends)
		predict_followups(plan, options);
}

void plan_make(struct plan *plan, struct job *job, const struct options *options)
{
	int err;

	*plan = (struct plan){ .job = job };
	err = snapshot_take(&job->cgroup, &plan->tree);
	if (err) {
		report_failure(job->name, err, _("cannot list all processes"));
		job->outcome = OUTCOME_FAILED;
	}
	/* Signal 0 only looks, which takes no method. */
	if (options->message.signal)
		predict(plan, options);
}

void plan_free(struct plan *plan)
{
	snapshot_free(&plan->tree);
}
