/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "modes/cgroups.h"

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "engine/await.h"
#include "engine/caller.h"
#include "engine/delivery.h"
#include "engine/job.h"
#include "engine/lookup.h"
#include "engine/methods.h"
#include "engine/remove.h"
#include "engine/siblings.h"
#include "kernel/cgroup.h"
#include "modes/dryrun.h"
#include "modes/exitcode.h"
#include "modes/print.h"
#include "show/nls.h"
#include "show/report.h"
#include "show/survivors.h"

/* Descriptors that each operand keeps open, and those that all else needs. */
#define JOB_DESCRIPTORS 2
#define OTHER_DESCRIPTORS 40

static const struct message null_message;

/*
 * Where that cannot be told, it is taken to be so if the caller is to be spared: the kernel
 * would not spare it.
 */
static bool holds_caller(const struct cgroup *cgroup, const struct options *options)
{
	int inside = caller_is_inside(cgroup);

	return inside == 1 || (inside < 0 && options->exclude_self);
}

/* A cgroup that goes away once it is open is one that nothing is left to do to. */
static void open_job(struct job *job, const char *operand, const struct options *options)
{
	*job = (struct job){
		.name = operand,
		.cgroup = { .fd = -1 },
		.events = -1,
		.method = options->method,
		.outcome = OUTCOME_REFUSED,
	};
	if (lookup_open(operand, &job->cgroup) < 0)
		return;
	job->events = cgroup_open_events(job->cgroup.fd);
	if (job->events < 0 && !cgroup_is_gone(job->cgroup.fd, job->events)) {
		report_failure(operand, job->events, _("cannot tell whether it is empty"));
		return;
	}
	job->outcome = OUTCOME_DONE;
	if (options->message.signal && !options->print)
		job->holds_caller = holds_caller(&job->cgroup, options);
}

static void close_job(struct job *job)
{
	cleanup_close(&job->events);
	cgroup_close(&job->cgroup);
}

/* Whether there is something left to be done to it. */
static bool is_live(const struct job *job)
{
	return job->events >= 0 && job->outcome != OUTCOME_REFUSED;
}

/* Signal 0: is there a process that could be signalled? */
static void probe_cgroup(struct job *job, const struct options *options)
{
	struct delivery delivery;
	int err;

	delivery_forget();
	delivery_start(&delivery, &null_message);
	err = delivery_run(&delivery, &job->cgroup);
	if (delivery.signalled || (delivery.self_seen && !options->exclude_self))
		return;
	report_failure(job->name, delivery.failed ? -delivery.failed_errno : err,
		       _("no process that could be signalled"));
	job->outcome = OUTCOME_FAILED;
}

/* What was empty once is done with: what came in later is not ours to kill. */
static bool awaits_signal(const struct job *job)
{
	return is_live(job) && !job->empty;
}

/* Those that hold the caller come last: they may be the end of it. */
static void send_to_all(struct job *jobs, int count, const struct message *message)
{
	delivery_forget();
	for (int i = 0; i < count; i++)
		if (awaits_signal(&jobs[i]) && !jobs[i].holds_caller)
			jobs[i].outcome = methods_send(&jobs[i], message);
	for (int i = 0; i < count; i++)
		if (awaits_signal(&jobs[i]) && jobs[i].holds_caller)
			jobs[i].outcome = siblings_send(&jobs[i], message);
}

/* It may have been moved while it waited. */
static void look_for_caller(struct job *jobs, int count, const struct options *options)
{
	for (int i = 0; i < count; i++)
		if (awaits_signal(&jobs[i]))
			jobs[i].holds_caller = holds_caller(&jobs[i].cgroup, options);
}

/* The signals of --timeout, with the last one sent in message. Returns a negative errno. */
static int follow_up(struct job *jobs, int count, const struct options *options,
		     struct message *message)
{
	for (int i = 0; i < options->followup_count; i++) {
		const struct followup *next = &options->followups[i];
		int err = await_empty(jobs, count, clock_milliseconds() + next->milliseconds);

		if (err != -ETIME)
			return err;
		look_for_caller(jobs, count, options);
		*message = message_followup(message, next->signal);
		send_to_all(jobs, count, message);
	}
	return 0;
}

static void remove_job(struct job *job, int64_t end, const struct options *options, int *late)
{
	/* It may have been moved while it waited. */
	if (job->holds_caller)
		job->holds_caller = holds_caller(&job->cgroup, options);
	job->outcome = remove_tree(job, end, late);
	/* What is gone needs no thawing. */
	if (job->outcome == OUTCOME_DONE)
		job->left_frozen = false;
}

/* Returns 0, or a negative errno: ETIME after the survivors were named. */
static int wait_and_remove(struct job *jobs, int count, const struct options *options)
{
	int64_t end = clock_milliseconds() + options->wait_limit;
	int err;

	if (!options->wait)
		return 0;
	err = await_empty(jobs, count, end);
	if (err && err != -ETIME)
		return err;
	for (int i = 0; i < count; i++) {
		struct job *job = &jobs[i];

		if (!is_live(job))
			continue;
		if (!job->empty) {
			survivors_report(job);
			job->outcome = OUTCOME_FAILED;
			continue;
		}
		/* Who could not be signalled before, but is gone, does not matter. */
		job->outcome = OUTCOME_DONE;
		if (options->remove)
			remove_job(job, end, options, &err);
	}
	return err;
}

static int signal_all(struct job *jobs, int count, const struct options *options)
{
	struct message message = options->message;
	int err;

	send_to_all(jobs, count, &message);
	err = follow_up(jobs, count, options, &message);
	if (!err)
		err = wait_and_remove(jobs, count, options);
	for (int i = 0; i < count; i++)
		jobs[i].last = message;
	return err;
}

static int run_jobs(struct job *jobs, int count, const struct options *options)
{
	if (options->dry_run) {
		dryrun_show(jobs, count, options);
		return 0;
	}
	if (!options->print && options->message.signal)
		return signal_all(jobs, count, options);
	for (int i = 0; i < count; i++) {
		if (!is_live(&jobs[i]))
			continue;
		if (options->print)
			print_processes(&jobs[i]);
		else
			probe_cgroup(&jobs[i], options);
	}
	return 0;
}

/* What became of all operands. */
struct tally {
	int done, failed;
	int err;		/* of waiting, a negative errno: ETIME, which has been reported */
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

	for (int i = 0; i < count; i++)
		open_job(&jobs[i], jobs[i].name, options);
	err = run_jobs(jobs, count, options);
	if (err && err != -ETIME)
		report_error(_("waiting failed: %s"), nls_error(err));
	if (err && tally->err != -ETIME)
		tally->err = err;
	for (int i = 0; i < count; i++) {
		count_outcome(tally, &jobs[i]);
		if (jobs[i].holds_caller && is_live(&jobs[i]) && !tally->own.name)
			tally->own = jobs[i];
		else
			close_job(&jobs[i]);
	}
}

/*
 * The caller gets the signal last of all. With SIGKILL, the method kernel catches what was
 * forked since; if it works, it does not return.
 */
static void end_caller(const struct job *job)
{
	const struct message *message = &job->last;
	bool by_kernel = job->method == METHOD_AUTO || job->method == METHOD_KERNEL;
	int err;

	report_sending(message->signal, getpid());
	report_finish();
	/* It was ignored for the sake of the others. */
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
 * How many operands can be open together. Their number may need more than the soft limit
 * on descriptors, which is low for the sake of select(2) alone.
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

int cgroups_signal(const struct options *options)
{
	int size = batch_size(options->operand_count);
	_cleanup_free_ struct job *many = NULL;
	struct job single, *jobs = &single;
	struct tally tally = { 0 };

	if (!check_operands(options))
		return EXIT_FAILURE;
	/* The common case does without memory from the system. */
	if (size > 1)
		jobs = many = calloc((size_t)size, sizeof(*jobs));
	if (!jobs) {
		report_error("%s", nls_error(-ENOMEM));
		return EXIT_FAILURE;
	}
	run_batches(jobs, size, options, &tally);
	/* It may have been moved since, and is nobody else's victim. */
	if (tally.own.name && !options->exclude_self && !options->dry_run &&
	    caller_is_inside(&tally.own.cgroup) != 0)
		end_caller(&tally.own);
	if (tally.own.name)
		close_job(&tally.own);
	return exit_status(&tally);
}
