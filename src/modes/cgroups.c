/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "modes/cgroups.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "engine/caller.h"
#include "engine/delivery.h"
#include "engine/event.h"
#include "engine/fallback.h"
#include "engine/hint.h"
#include "engine/job.h"
#include "engine/lookup.h"
#include "engine/patterns.h"
#include "engine/rounds.h"
#include "kernel/control.h"
#include "kernel/mountpoint.h"
#include "modes/exitcode.h"
#include "modes/print.h"
#include "show/dryrun.h"
#include "show/hints.h"
#include "show/nls.h"
#include "show/report.h"
#include "show/results.h"

/* Descriptors that each operand keeps open, and those needed for everything else. */
#define JOB_DESCRIPTORS 2
#define OTHER_DESCRIPTORS 20

/* For so many operands that are not found, what was meant is looked for. */
#define MAX_SEARCHES 10

static const struct message null_message;

/* Signal 0: is there a process that could be signalled? */
static void probe_cgroup(struct job *job, const struct options *options)
{
	struct delivery delivery;
	int err;

	delivery_forget(&null_message);
	delivery_next_round(&null_message);
	delivery_start(&delivery, &null_message);
	delivery.threads = true;
	err = delivery_run(&delivery, &job->cgroup);
	if (delivery.signalled || (delivery.self_seen && !options->request.exclude_self))
		return;
	event_tell(EVENT_NOBODY, job->name, delivery.failed ? -delivery.failed_errno : err);
	job->outcome = OUTCOME_FAILED;
}

static void tell_ended(const struct job *jobs, int count)
{
	for (int i = 0; i < count; i++)
		event_emit(&(struct event){ .kind = EVENT_ENDED, .job = &jobs[i] });
}

static int run_jobs(struct job *jobs, int count, const struct options *options)
{
	if (options->dry_run) {
		dryrun_show(jobs, count, &options->request, options->json);
		return 0;
	}
	if (!options->print && options->request.message.signal)
		return rounds_run(jobs, count, &options->request);
	for (int i = 0; i < count; i++) {
		if (!job_is_live(&jobs[i]))
			continue;
		if (options->print)
			print_processes(&jobs[i], &options->request.message);
		else
			probe_cgroup(&jobs[i], options);
	}
	tell_ended(jobs, count);
	return 0;
}

/* The results for all operands. */
struct tally {
	int done, failed;
};

static void count_outcome(struct tally *tally, const struct job *job)
{
	bool failed = job->left_frozen || job->outcome >= OUTCOME_FAILED;

	tally->done += !failed;
	tally->failed += failed || job->outcome == OUTCOME_SOME;
}

/*
 * The kernel also spares the init of this PID namespace, which is a container that goes on: a
 * cgroup that was killed has children die that are started in it by CLONE_INTO_CGROUP, as
 * container engines do (kill_seq; mended in 6.12.117 and in 7.2.13).
 */
static bool may_use_kernel(const struct job *job)
{
	return (job->method == METHOD_AUTO || job->method == METHOD_KERNEL) &&
	       message_kills(&job->message) && !job->sweep.delivery.init_spared;
}

/*
 * The caller is signalled last of all. With SIGKILL, the method kernel also catches what was
 * forked since; if it works, it does not return.
 */
static void end_caller(const struct job *job)
{
	const struct message *message = &job->message;
	int err;

	report_sending(message->signal, getpid());
	report_finish();
	/* It may have been ignored so that the others got signalled. */
	report_unignore(message->signal);
	if (may_use_kernel(job) && cgroup_kill(&job->cgroup) == 0)
		return;
	err = message_send(getpid(), message);
	if (err)
		report_failure(job->name, err, _("cannot signal this process itself"));
}

static int exit_status(const struct job *jobs, int count)
{
	struct tally tally = { 0 };

	for (int i = 0; i < count; i++)
		count_outcome(&tally, &jobs[i]);
	if (!tally.failed)
		return EXIT_SUCCESS;
	return tally.done ? EXIT_SOME : EXIT_FAILURE;
}

/* The soft limit on descriptors is low only for the sake of select(2). */
static void raise_descriptor_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return;
	limit.rlim_cur = limit.rlim_max;
	(void)setrlimit(RLIMIT_NOFILE, &limit);
}

/* How many each operand keeps open. */
static int descriptors_of_job(const struct request *request)
{
	return JOB_DESCRIPTORS + (request->condition_count ? request->condition_count + 1 : 0);
}

/*
 * Whether the cgroups can have that many, and all else what it needs; the lowest that is free
 * tells how many are open.
 */
static bool has_descriptors(int for_cgroups)
{
	int needed = for_cgroups + OTHER_DESCRIPTORS;
	_cleanup_close_ int lowest = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0);
	struct rlimit limit;

	return lowest >= 0 && getrlimit(RLIMIT_NOFILE, &limit) == 0 &&
	       (limit.rlim_cur == RLIM_INFINITY ||
		(rlim_t)lowest + (rlim_t)needed <= limit.rlim_cur);
}

/* The same, after an error if not. */
static bool check_descriptors(int for_cgroups)
{
	if (has_descriptors(for_cgroups))
		return true;
	report_error("%s", _("too many cgroups for the limit on open files (see ulimit -n)"));
	return false;
}

/* A cgroup that is frozen takes one more descriptor. */
static int count_to_freeze(const struct job *jobs, int count, const struct request *request)
{
	static const struct message message = { .signal = SIGKILL };
	enum method method;
	int frozen = 0;

	for (int i = 0; i < count; i++)
		frozen += job_is_live(&jobs[i]) &&
			  (request->method == METHOD_FREEZE || request_kills(request)) &&
			  fallback_predict(&jobs[i], &message, &method) == 0 &&
			  method == METHOD_FREEZE;
	return frozen;
}

/*
 * Walks need descriptors, and one that lacks them reaches only some. The kernel kills all with one,
 * and does so however few there are.
 */
static bool begins_with_walk(const struct job *job, const struct options *options)
{
	enum method method;

	if (options->dry_run || options->print || job->holds_caller)
		return true;
	return fallback_predict(job, &job->message, &method) == 0 && method != METHOD_KERNEL;
}

static bool check_single(const struct job *job, const struct options *options)
{
	if (!job_is_live(job) || !begins_with_walk(job, options) || has_descriptors(0))
		return true;
	raise_descriptor_limit();
	if (has_descriptors(0))
		return true;
	report_failure(job->name, 0, "%s",
		       _("the limit on open files is too low for it (see ulimit -n)"));
	return false;
}

/* The jobs are open by now; what some may need yet is in question. */
static bool check_limits(const struct job *jobs, int count, const struct options *options)
{
	if (count == 1)
		return check_single(jobs, options);
	return options->dry_run ||
	       check_descriptors(count_to_freeze(jobs, count, &options->request));
}

/* Nobody waits for a search if none of the operands can be signalled; it may be a long one. */
static void explain_lookups(const struct job *jobs, int count)
{
	int searches = MAX_SEARCHES;

	for (int i = 0; i < count; i++)
		if (job_is_live(&jobs[i]))
			searches = 0;
	for (int i = 0; i < count; i++) {
		lookup_explain(jobs[i].name, jobs[i].lookup, searches > 0);
		searches -= jobs[i].lookup < 0;
	}
}

/* All are looked up before the first is touched. Returns whether something may be done then. */
static bool open_jobs(struct job *jobs, int count, const struct options *options)
{
	const struct request *request = &options->request;
	bool may_go_on = true;

	patterns_prepare(options->operands, count);
	for (int i = 0; i < count; i++) {
		job_open(&jobs[i], options->operands[i], request);
		if (jobs[i].outcome == OUTCOME_REFUSED && lookup_pattern(options->operands[i]))
			may_go_on = false;
		if (job_is_live(&jobs[i]) && request->message.signal && !options->print)
			job_look_for_caller(&jobs[i], request);
	}
	patterns_forget();
	explain_lookups(jobs, count);
	mountpoint_close();
	return may_go_on;
}

static void refuse_jobs(struct job *jobs, int count, const struct request *request)
{
	for (int i = 0; i < count; i++) {
		if (!job_is_live(&jobs[i]))
			continue;
		trigger_disarm(&jobs[i].trigger, request);
		jobs[i].outcome = OUTCOME_REFUSED;
	}
}

/* Returns false if one of them cannot be watched, since then nothing is done to any. */
static bool arm_jobs(struct job *jobs, int count, const struct request *request)
{
	for (int i = 0; i < count; i++) {
		if (!job_is_live(&jobs[i]))
			continue;
		job_arm(&jobs[i], request);
		if (jobs[i].outcome != OUTCOME_REFUSED)
			continue;
		refuse_jobs(jobs, count, request);
		return false;
	}
	return true;
}

/* Of those that hold the caller, one is enough to end it. */
static void end_caller_in(const struct job *jobs, int count)
{
	for (int i = 0; i < count; i++) {
		if (!jobs[i].owes_caller || !job_is_live(&jobs[i]))
			continue;
		/* It may have been moved since, and then it must not be signalled. */
		if (caller_is_inside(&jobs[i].cgroup) != 0)
			end_caller(&jobs[i]);
		return;
	}
}

static int run_ready_jobs(struct job *jobs, int count, const struct options *options, int *status)
{
	int err = run_jobs(jobs, count, options);

	*status = err == -ETIME ? EXIT_LATE : exit_status(jobs, count);
	return err == -ETIME ? 0 : err;
}

/* Returns the exit status. */
static int signal_jobs(struct job *jobs, int count, const struct options *options)
{
	const struct request *request = &options->request;
	int err = 0, status = EXIT_FAILURE;

	if (!check_limits(jobs, count, options))
		return EXIT_FAILURE;
	if (options->dry_run || !request->condition_count || arm_jobs(jobs, count, request))
		err = run_ready_jobs(jobs, count, options, &status);
	else
		tell_ended(jobs, count);
	if (err) {
		report_error("%s", nls_error(err));
		return EXIT_FAILURE;
	}
	results_end(status);
	if (!options->request.exclude_self && !options->dry_run)
		end_caller_in(jobs, count);
	return status;
}

static int open_and_signal(struct job *jobs, int count, const struct options *options)
{
	int status = EXIT_FAILURE;

	if (open_jobs(jobs, count, options))
		status = signal_jobs(jobs, count, options);
	for (int i = 0; i < count; i++)
		job_close(&jobs[i]);
	return status;
}

static int signal_several(const struct options *options)
{
	int count = options->operand_count;
	_cleanup_free_ struct job *jobs = NULL;

	raise_descriptor_limit();
	if (!check_descriptors(count * descriptors_of_job(&options->request)))
		return EXIT_FAILURE;
	jobs = calloc((unsigned)count, sizeof(*jobs));
	if (jobs)
		return open_and_signal(jobs, count, options);
	report_error("%s", nls_error(-ENOMEM));
	return EXIT_FAILURE;
}

/* Somebody may have meant it as the time of --wait, and expects to wait for the others. */
static bool check_wait_word(const char *word)
{
	struct hint hint = { .kind = HINT_MEANT };

	if (!word || lookup_exists(word))
		return true;
	snprintf(hint.text, sizeof(hint.text), "--wait=%s", word);
	hints_report(word, _("no such cgroup"), &hint);
	return false;
}

static bool check_operands(const struct options *options)
{
	for (int i = 0; i < options->operand_count; i++)
		if (!lookup_check(options->operands[i]))
			return false;
	return check_wait_word(options->wait_word);
}

static int signal_all(const struct options *options)
{
	struct job single;

	if (!check_operands(options))
		return EXIT_FAILURE;
	if (options->operand_count > 1)
		return signal_several(options);
	/* The common case does not allocate memory. */
	return open_and_signal(&single, 1, options);
}

int cgroups_signal(const struct options *options)
{
	int status;

	if (options->json && !options->dry_run)
		results_begin(options->operands, options->operand_count);
	status = signal_all(options);
	mountpoint_close();
	results_end(status);
	return status;
}
