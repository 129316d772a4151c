/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "show/dryrun.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/signals.h"
#include "engine/fallback.h"
#include "show/nls.h"
#include "show/plan.h"
#include "show/planjson.h"
#include "show/report.h"
#include "show/view.h"

#define METHOD_SIZE 256
#define SIGNAL_SIZE 128

static void say_counts(const struct plan *plan, const struct message *message)
{
	const struct node *top = plan->tree.nodes[0];
	const char *name = plan->job->name;
	char processes[128], signal[SIGNAL_NAME_SIZE];

	signal_name(message->signal, signal);

	snprintf(processes, sizeof(processes), P_("%lu process", "%lu processes", top->processes),
		 top->processes);
	report_plan(name, P_("%s in %lu cgroup", "%s in %lu cgroups", top->cgroups), processes,
		    top->cgroups);
	if (top->hidden)
		report_plan(name, P_("%lu of them is in another PID namespace",
				     "%lu of them are in other PID namespaces", top->hidden),
			    top->hidden);
	if (top->kernel_threads)
		report_plan(name, P_("and %lu kernel thread, which cannot be killed",
				     "and %lu kernel threads, which cannot be killed",
				     top->kernel_threads),
			    top->kernel_threads);
	if (top->holds_init)
		report_plan(name, _("and PID 1, the init of this PID namespace, which takes no %s "
				    "from within it"), signal);
}

/* If this process is in the cgroup, only the cgroups next to its own are handled as a whole. */
static void describe_method(const struct plan *plan, int signal, enum method method,
			    char text[static METHOD_SIZE])
{
	bool siblings = signal == SIGKILL && method != METHOD_SIGNAL;

	if (plan->job->holds_caller && siblings)
		snprintf(text, METHOD_SIZE,
			 _("method signal, and by method %s to the cgroups "
			   "that do not hold this process"),
			 method_name(method));
	else
		snprintf(text, METHOD_SIZE, _("method %s"),
			 method_name(plan->job->holds_caller ? METHOD_SIGNAL : method));
}

static void describe_signal(const struct message *message, char text[static SIGNAL_SIZE])
{
	char name[SIGNAL_NAME_SIZE];

	signal_name(message->signal, name);
	if (message->queued)
		snprintf(text, SIGNAL_SIZE, _("signal %s with the value %d"), name,
			 message->value);
	else
		snprintf(text, SIGNAL_SIZE, _("signal %s"), name);
}

static void say_first(const struct plan *plan, const struct message *message)
{
	char method[METHOD_SIZE], signal[SIGNAL_SIZE];

	describe_method(plan, message->signal, plan->method, method);
	describe_signal(message, signal);
	report_plan(plan->job->name, _("%s would be sent by %s"), signal, method);
}

static void say_followup(const struct plan *plan, const struct request *request, int number)
{
	const struct message message = request_message(request, number + 1);
	char method[METHOD_SIZE], signal[SIGNAL_SIZE];

	describe_method(plan, message.signal, plan->followup_methods[number], method);
	describe_signal(&message, signal);
	report_plan(plan->job->name,
		    _("after %d ms, %s would be sent to the remaining processes by %s"),
		    request->followups[number].milliseconds, signal, method);
}

static void say_sending(const struct plan *plan, const struct request *request)
{
	const char *name = plan->job->name;

	say_first(plan, &request->message);
	for (int i = 0; i < plan->followup_count; i++)
		say_followup(plan, request, i);
	if (plan->job->holds_caller && request->exclude_self)
		report_plan(name, _("this process itself would be spared"));
	else if (plan->job->holds_caller)
		report_plan(name, _("this process itself would be signalled last"));
	if (request->remove && !plan->stays)
		report_plan(name, _("once empty, the cgroup and those below it would be removed"));
}

static void say_plan(const struct plan *plan, const struct request *request)
{
	if (plan->tree.count)
		say_counts(plan, &request->message);
	if (plan->sends)
		say_sending(plan, request);
	else if (!request->message.signal)
		report_plan(plan->job->name, _("signal 0 would send nothing"));
	else if (!plan->err)
		report_plan(plan->job->name, _("gone, so nothing would be sent"));
}

static void refuse_plan(const struct plan *plan)
{
	if (!plan->err)
		return;
	fallback_refuse(plan->job, plan->method, plan->err);
	plan->job->outcome = OUTCOME_REFUSED;
}

static void refuse_all(struct job *jobs, int count)
{
	report_error("%s", nls_error(-ENOMEM));
	for (int i = 0; i < count; i++)
		jobs[i].outcome = OUTCOME_REFUSED;
}

/* For people: nothing at all when there is nothing to show. */
static int show_text(const struct plan *plans, int count, const struct request *request)
{
	int err;

	if (!count)
		return 0;
	err = view_print(plans, count);
	if (err)
		return err;
	putchar('\n');
	for (int i = 0; i < count; i++) {
		say_plan(&plans[i], request);
		refuse_plan(&plans[i]);
	}
	return 0;
}

static int show_json(const struct plan *plans, int count, const struct request *request)
{
	planjson_print(plans, count, request);
	for (int i = 0; i < count; i++)
		refuse_plan(&plans[i]);
	return 0;
}

static int make_plans(struct plan *plans, struct job *jobs, int count,
		      const struct request *request)
{
	int made = 0;

	for (int i = 0; i < count; i++)
		if (jobs[i].outcome != OUTCOME_REFUSED)
			plan_make(&plans[made++], &jobs[i], request);
	return made;
}

void dryrun_show(struct job *jobs, int count, const struct request *request, bool json)
{
	_cleanup_free_ struct plan *plans = calloc((unsigned)count, sizeof(*plans));
	int made, err;

	if (!plans) {
		refuse_all(jobs, count);
		return;
	}
	made = make_plans(plans, jobs, count, request);
	err = json ? show_json(plans, made, request) : show_text(plans, made, request);
	if (err)
		refuse_all(jobs, count);
	for (int i = 0; i < made; i++)
		plan_free(&plans[i]);
}
