/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "dryrun.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "methods.h"
#include "nls.h"
#include "report.h"
#include "signals.h"
#include "snapshot.h"
#include "view.h"

#define METHOD_SIZE 256
#define SIGNAL_SIZE 128

/* What is known of a job. */
struct plan {
	struct job *job;
	struct snapshot tree;
	bool sends;			/* there is a cgroup to send to, and a signal */
	enum method method;
	int err;			/* why the method cannot be used, or 0 */
	char signal[SIGNAL_NAME_SIZE];
	char value[16];			/* that goes with it, or empty */
	char refusal[256];
	char followups[FOLLOWUPS_MAX * 48];
};

/* As --timeout takes them, with the method: "5000 KILL kernel, 2000 KILL kernel". */
static void list_followups(struct plan *plan, const struct options *options)
{
	char *end = plan->followups, *limit = end + sizeof(plan->followups);

	for (int i = 0; i < options->followup_count; i++) {
		const struct followup *next = &options->followups[i];
		const struct message message = { .signal = next->signal };
		char name[SIGNAL_NAME_SIZE];
		enum method method;

		if (methods_predict(plan->job, &message, &method) < 0)
			return;
		signal_name(next->signal, name);
		end += snprintf(end, (size_t)(limit - end), "%s%d %s %s", i ? ", " : "",
				next->milliseconds, name, method_name(method));
	}
}

static void predict(struct plan *plan, const struct options *options)
{
	signal_name(options->message.signal, plan->signal);
	if (options->message.queued)
		snprintf(plan->value, sizeof(plan->value), "%d", options->message.value);
	plan->err = methods_predict(plan->job, &options->message, &plan->method);
	if (plan->err && cgroup_is_gone(plan->job->cgroup.fd, plan->err))
		return;
	plan->sends = !plan->err;
	if (plan->err)
		snprintf(plan->refusal, sizeof(plan->refusal), "%s: %s",
			 methods_file(plan->method), nls_error(plan->err));
	else
		list_followups(plan, options);
}

static void make_plan(struct plan *plan, struct job *job, const struct options *options)
{
	int err;

	plan->job = job;
	err = snapshot_take(&job->cgroup, &plan->tree);
	if (err) {
		report_failure(job->name, err, _("cannot list all processes"));
		job->outcome = OUTCOME_FAILED;
	}
	/* Signal 0 only looks, which takes no method. */
	if (options->message.signal)
		predict(plan, options);
}

static void say_counts(const struct plan *plan)
{
	const struct node *top = plan->tree.nodes[0];
	const char *name = plan->job->name;
	char processes[128];

	snprintf(processes, sizeof(processes), P_("%lu process", "%lu processes", top->processes),
		 top->processes);
	report_plan(name, P_("%s in %lu cgroup", "%s in %lu cgroups", top->cgroups), processes,
		    top->cgroups);
	if (top->hidden)
		report_plan(name, P_("%lu of them is in another PID namespace",
				     "%lu of them are in other PID namespaces", top->hidden),
			    top->hidden);
	if (top->kernel_threads)
		report_plan(name, P_("and %lu kernel thread, which no signal ends",
				     "and %lu kernel threads, which no signal ends",
				     top->kernel_threads),
			    top->kernel_threads);
}

/* Where this process is in the cgroup, only those beside its own are dealt with as a whole. */
static void describe_method(const struct plan *plan, int signal, enum method method,
			    char text[static METHOD_SIZE])
{
	bool siblings = signal == SIGKILL && method != METHOD_SIGNAL;

	if (plan->job->holds_caller && siblings)
		snprintf(text, METHOD_SIZE,
			 _("method signal, and to the cgroups that do not hold this process by method %s"),
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

static void say_followup(const struct plan *plan, const struct followup *next,
			 const struct message *first)
{
	const struct message message = {
		.signal = next->signal,
		.queued = first->queued && next->signal != SIGKILL,
		.value = first->value,
	};
	char text[METHOD_SIZE], signal[SIGNAL_SIZE];
	enum method method;

	if (methods_predict(plan->job, &message, &method) < 0)
		return;
	describe_method(plan, message.signal, method, text);
	describe_signal(&message, signal);
	report_plan(plan->job->name, _("after %d ms, %s would be sent to what is left by %s"),
		    next->milliseconds, signal, text);
}

static void say_sending(const struct plan *plan, const struct options *options)
{
	const char *name = plan->job->name;

	say_first(plan, &options->message);
	for (int i = 0; i < options->followup_count; i++)
		say_followup(plan, &options->followups[i], &options->message);
	if (plan->job->holds_caller && options->exclude_self)
		report_plan(name, _("this process itself would be spared"));
	else if (plan->job->holds_caller)
		report_plan(name, _("this process itself would come last"));
	if (options->remove)
		report_plan(name, _("when empty, the cgroup and those below it would be removed"));
}

static void say(const struct plan *plan, const struct options *options)
{
	if (plan->tree.count)
		say_counts(plan);
	if (plan->sends)
		say_sending(plan, options);
	else if (!options->message.signal)
		report_plan(plan->job->name, _("nothing would be sent by signal 0"));
	else if (!plan->refusal[0])
		report_plan(plan->job->name, _("gone, so nothing would be sent"));
}

static void refuse(const struct plan *plan)
{
	if (!plan->refusal[0])
		return;
	methods_refuse(plan->job, plan->method, plan->err);
	plan->job->outcome = OUTCOME_REFUSED;
}

static struct view view_of(const struct plan *plan)
{
	return (struct view){
		.operand = plan->job->name,
		.tree = &plan->tree,
		.signal = plan->signal,
		.value = plan->value,
		.method = plan->sends ? method_name(plan->method) : NULL,
		.refusal = plan->refusal,
		.followups = plan->followups,
	};
}

static void show(struct plan *plans, struct view *views, int count, const struct options *options)
{
	const char *reason;

	/* JSON is valid even if it shows nothing. */
	if (!count && !options->json)
		return;
	for (int i = 0; i < count; i++)
		views[i] = view_of(&plans[i]);
	if (view_print(views, count, options->json, &reason)) {
		report_error(_("cannot show the cgroups: %s"), reason);
		for (int i = 0; i < count; i++)
			plans[i].job->outcome = OUTCOME_REFUSED;
		return;
	}
	if (!options->json)
		putchar('\n');
	for (int i = 0; i < count; i++) {
		if (!options->json)
			say(&plans[i], options);
		refuse(&plans[i]);
	}
}

static int make_plans(struct plan *plans, struct job *jobs, int count,
		      const struct options *options)
{
	int made = 0;

	for (int i = 0; i < count; i++)
		if (jobs[i].outcome != OUTCOME_REFUSED)
			make_plan(&plans[made++], &jobs[i], options);
	return made;
}

void dryrun_show(struct job *jobs, int count, const struct options *options)
{
	struct plan *plans = calloc((size_t)count, sizeof(*plans));
	struct view *views = calloc((size_t)count, sizeof(*views));
	int made;

	if (plans && views) {
		made = make_plans(plans, jobs, count, options);
		show(plans, views, made, options);
		for (int i = 0; i < made; i++)
			snapshot_free(&plans[i].tree);
	} else {
		report_error("%s", nls_error(-ENOMEM));
		for (int i = 0; i < count; i++)
			jobs[i].outcome = OUTCOME_REFUSED;
	}
	free(plans);
	free(views);
}
