/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "modes/cgroups.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "engine/caller.h"
#include "engine/delivery.h"
#include "engine/job.h"
#include "engine/lookup.h"
#include "engine/rounds.h"
#include "kernel/control.h"
#include "modes/exitcode.h"
#include "modes/print.h"
#include "show/dryrun.h"
#include "show/nls.h"
#include "show/report.h"

/* Descriptors that each operand keeps open, and those needed for everything else. */
#define JOB_DESCRIPTORS 2
#define OTHER_DESCRIPTORS 40

static const struct message null_message;

/* Signal 0: is there a process that could be signalled? */
static void probe_cgroup(struct job *job, const struct options *options)
{
	struct delivery delivery;
	int err;

	delivery_forget();
	delivery_next_round(&null_message);
	delivery_start(&delivery, &null_message);
	err = delivery_run(&delivery, &job->cgroup);
	if (delivery.signalled || (delivery.self_seen && !options->request.exclude_self))
		return;
	report_failure(job->name, delivery.failed ? -delivery.failed_errno : err,
		       _("no process that could be signalled"));
	job->outcome = OUTCOME_FAILED;
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
			print_processes(&jobs[i]);
		else
			probe_cgroup(&jobs[i], options);
	}
	return 0;
}

/* The results for all operands. */
struct tally {
	int done, failed;
	int err;		/* of waiting, a negative errno: ETIME if it has been reported */
	struct job own;		/* one that holds the caller, if it has a name */
};

static void count_outcome(struct tally *tally, const struct job *job)
{
	bool failed = job->left_frozen || job->outcome >= OUTCOME_FAILED;

	tally->done += !failed;
	tally->failed += failed || job->outcome == OUTCOME_SOME;
}

/* All jobs are looked up before the first is touched. */
static void run_batch(struct job *jobs, int count, const struct options *options,
		      struct tally *tally)
{
	int err;

	for (int i = 0; i < count; i++) {
		job_open(&jobs[i], jobs[i].name, &options->request);
		if (job_is_live(&jobs[i]) && options->request.message.signal && !options->print)
			job_look_for_caller(&jobs[i], &options->request);
	}
	err = run_jobs(jobs, count, options);
	if (err && err != -ETIME)
		report_error(_("waiting failed: %s"), nls_error(err));
	if (err && tally->err != -ETIME)
		tally->err = err;
	for (int i = 0; i < count; i++) {
		count_outcome(tally, &jobs[i]);
		if (jobs[i].holds_caller && job_is_live(&jobs[i]) && !tally->own.name)
			tally->own = jobs[i];
		else
			job_close(&jobs[i]);
	}
}

/*
 * The caller is signalled last of all. With SIGKILL, the method kernel also catches what was
 * forked since; if it works, it does not return.
 */
static void end_caller(const struct job *job)
{
	const struct message *message = &job->last;
	bool by_kernel = job->method == METHOD_AUTO || job->method == METHOD_KERNEL;
	int err;

	report_sending(message->signal, getpid());
	report_finish();
	/* It was ignored so that the others got signalled. */
	if (message->signal == SIGPIPE)
		signal(SIGPIPE, SIG_DFL);
	if (message_kills(message) && by_kernel && cgroup_kill(job->cgroup.fd) == 0)
		return;
	err = message_send(getpid(), message);
	if (err)
		report_failure(job->name, err, _("cannot signal this process itself"));
}

static int exit_status(const struct tally *tally)
{
	if (tally->err)
		return tally->err == -ETIME ? EXIT_LATE : EXIT_FAILURE;
	if (!tally->failed)
		return EXIT_SUCCESS;
	return tally->done ? EXIT_SOME : EXIT_FAILURE;
}

/*
 * How many operands can be open at the same time. That may take more than the soft limit on
 * descriptors, which is low only for the sake of select(2).
 */
static int batch_size(int count)
{
	rlim_t needed = (rlim_t)count * JOB_DESCRIPTORS + OTHER_DESCRIPTORS;
	struct rlimit limit;

	if (count == 1 || getrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_cur >= needed)
		return count;
	limit.rlim_cur = needed < limit.rlim_max ? needed : limit.rlim_max;
	(void)setrlimit(RLIMIT_NOFILE, &limit);
	if (limit.rlim_cur >= needed)
		return count;
	if (limit.rlim_cur < OTHER_DESCRIPTORS + JOB_DESCRIPTORS)
		return 1;
	return (int)((limit.rlim_cur - OTHER_DESCRIPTORS) / JOB_DESCRIPTORS);
}

static bool check_operands(const struct options *options)
{
	for (int i = 0; i < options->operand_count; i++)
		if (!lookup_check(options->operands[i]))
			return false;
	return true;
}

static void run_batches(struct job *jobs, int size, const struct options *options,
			struct tally *tally)
{
	for (int first = 0; first < options->operand_count; first += size) {
		int left = options->operand_count - first;
		int count = left < size ? left : size;

		for (int i = 0; i < count; i++)
			jobs[i].name = options->operands[first + i];
		run_batch(jobs, count, options, tally);
	}
}

/* Returns 0, or -ENOMEM. The common case does not allocate memory. */
static int run_all(const struct options *options, struct tally *tally)
{
	int size = batch_size(options->operand_count);
	_cleanup_free_ struct job *many = size > 1 ? calloc((unsigned)size, sizeof(*many)) : NULL;
	struct job single;

	if (size > 1 && !many)
		return -ENOMEM;
	run_batches(many ? many : &single, size, options, tally);
	return 0;
}

int cgroups_signal(const struct options *options)
{
	struct tally tally = { 0 };
	int err;

	if (!check_operands(options))
		return EXIT_FAILURE;
	err = run_all(options, &tally);
	if (err) {
		report_error("%s", nls_error(err));
		return EXIT_FAILURE;
	}
	/* It may have been moved since, and then it must not be signalled. */
	if (tally.own.name && !options->request.exclude_self && !options->dry_run &&
	    caller_is_inside(&tally.own.cgroup) != 0)
		end_caller(&tally.own);
	if (tally.own.name)
		job_close(&tally.own);
	return exit_status(&tally);
}
