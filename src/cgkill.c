/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cgkill.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "caller.h"
#include "cgroup.h"
#include "clock.h"
#include "exitcode.h"
#include "lookup.h"
#include "nls.h"
#include "report.h"
#include "walk.h"

/* Times in milliseconds. */
#define DRAIN 100	/* for the kernel's victims to end, before the sweep */
#define SETTLE 5	/* for a frozen cgroup's victims to end, before the next walk */
#define PAUSE 10	/* between walks that find nothing new */
#define PATIENCE 2000	/* for what cannot be signalled to end by itself */
#define LIMIT 30000	/* for new processes to stop appearing */

/* So many walks in a row must find nothing new, as a process can move past one. */
#define QUIET_WALKS 2

/* So many walks in a row may fail before the tree counts as unreadable. */
#define FAILED_WALKS 3

enum outcome { OUTCOME_DONE, OUTCOME_SOME, OUTCOME_FAILED };

/* One operand on its way. */
struct job {
	const char *name;		/* as the user gave it */
	struct cgroup cgroup;
	const struct options *options;
	struct walk walk;
	int events;			/* from cgroup_open_events() */
};

/* How a pursuit ended. */
enum end {
	END_EMPTY,		/* no process is left */
	END_QUIET,		/* all that are left were dealt with */
	END_LIMIT,		/* new ones kept appearing */
	END_UNREADABLE,		/* walks failed, with the errno in walk_error */
	END_INTERRUPTED,	/* a signal that ends the program is pending */
};

struct pursuit {
	int wait;		/* milliseconds after a walk that found something new */
	bool interruptible;	/* signals are blocked, so look for them */
	int walk_error;
};

/*
 * SIGKILL may be repeated, so only the last walk's PIDs count as dealt with: one
 * that comes up again later was recycled. Other signals arrive once, which needs
 * all PIDs ever signalled.
 */
static struct pidset pids[2];

static bool kills(const struct job *job)
{
	return job->walk.signal == SIGKILL;
}

static int next_walk(struct job *job)
{
	if (kills(job)) {
		struct pidset *oldest = job->walk.after == &pids[0] ? &pids[1] : &pids[0];

		job->walk.before = job->walk.after;
		job->walk.after = oldest;
		pidset_clear(oldest);
	}
	return walk_tree(&job->cgroup, &job->walk);
}

static void start_walks(struct job *job)
{
	pidset_clear(&pids[0]);
	pidset_clear(&pids[1]);
	job->walk = (struct walk){
		.signal = job->options->signal,
		.print = job->options->print,
		.self = getpid(),
		.before = &pids[0],
		.after = &pids[0],
	};
}

/* Whether one of the signals that end a program from outside waits for delivery. */
static bool is_interrupted(void)
{
	static const int enders[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM };
	struct sigaction action;
	sigset_t pending;

	if (sigpending(&pending) < 0)
		return false;
	for (size_t i = 0; i < sizeof(enders) / sizeof(enders[0]); i++)
		if (sigismember(&pending, enders[i]) == 1 &&
		    sigaction(enders[i], NULL, &action) == 0 &&
		    action.sa_handler != SIG_IGN)
			return true;
	return false;
}

/*
 * Walks until nobody is left or walks find nothing new. Freezing is no substitute
 * for that: root can move frozen processes, too.
 */
static enum end pursue(struct job *job, struct pursuit *pursuit)
{
	int64_t limit = clock_milliseconds() + LIMIT;
	int quiet = 0, failed = 0;

	while (clock_milliseconds() < limit) {
		int err, wait;

		if (pursuit->interruptible && is_interrupted())
			return END_INTERRUPTED;
		err = next_walk(job);
		failed = err && err != -ESTALE ? failed + 1 : 0;
		if (failed == FAILED_WALKS) {
			pursuit->walk_error = err;
			return END_UNREADABLE;
		}
		quiet = err || job->walk.fresh || job->walk.unsure ? 0 : quiet + 1;
		wait = !kills(job) ? 0 : quiet ? PAUSE : pursuit->wait;
		if (cgroup_wait_empty(job->events, wait) == 0)
			return END_EMPTY;
		if (quiet == QUIET_WALKS)
			return END_QUIET;
	}
	return END_LIMIT;
}

static enum outcome report_failed(const struct job *job)
{
	const struct walk *walk = &job->walk;

	report_failure(job->name, -walk->failed_errno,
		       P_("%lu process could not be signalled, PID %d",
			  "%lu processes could not be signalled, the first with PID %d",
			  walk->failed),
		       walk->failed, walk->failed_pid);
	return walk->signalled ? OUTCOME_SOME : OUTCOME_FAILED;
}

static enum outcome report_hidden(const struct job *job)
{
	report_failure(job->name, 0,
		       P_("%lu process of another PID namespace is left, "
			  "which cannot be signalled from this one",
			  "%lu processes of other PID namespaces are left, "
			  "which cannot be signalled from this one",
			  job->walk.hidden),
		       job->walk.hidden);
	return job->walk.signalled ? OUTCOME_SOME : OUTCOME_FAILED;
}

/*
 * All that is listed was dealt with. Is that all there is? Processes that cannot be
 * seen may still be on their way out.
 */
static enum outcome judge_quiet(struct job *job)
{
	struct walk *walk = &job->walk;

	if (walk->hidden || (kills(job) && !walk->listed && !walk->self_seen)) {
		if (cgroup_wait_empty(job->events, kills(job) ? PATIENCE : PAUSE) == 0)
			return OUTCOME_DONE;
		if (next_walk(job) < 0 || walk->hidden)
			return report_hidden(job);
		if (kills(job) && !walk->listed) {
			report_failure(job->name, 0,
				       _("not empty, but no process in it is listed"));
			return OUTCOME_FAILED;
		}
	}
	return walk->failed ? report_failed(job) : OUTCOME_DONE;
}

static enum outcome judge(struct job *job, enum end end, const struct pursuit *pursuit)
{
	switch (end) {
	case END_EMPTY:
		/* Who refused SIGKILL and is gone now does not matter. */
		return job->walk.failed && !kills(job) ? report_failed(job) : OUTCOME_DONE;
	case END_QUIET:
		return judge_quiet(job);
	case END_LIMIT:
		report_failure(job->name, 0,
			       _("new processes keep appearing, gave up after %d seconds"),
			       LIMIT / 1000);
		return OUTCOME_FAILED;
	case END_UNREADABLE:
		report_failure(job->name, pursuit->walk_error, _("cannot list all processes"));
		return OUTCOME_FAILED;
	default:
		report_failure(job->name, 0, _("interrupted"));
		return OUTCOME_FAILED;
	}
}

/*
 * The methods. Each returns 0 and the outcome once it has begun its work, or a
 * negative errno when it cannot be used.
 */

static int by_kernel(struct job *job, enum outcome *outcome)
{
	struct pursuit pursuit = { 0 };
	int err = cgroup_kill(job->cgroup.fd);

	if (err)
		return err;
	/*
	 * A process whose main thread has exited while others live is passed over
	 * (5.14 to at least 6.18), so whatever stays is signalled.
	 */
	if (cgroup_wait_empty(job->events, DRAIN) == 0)
		*outcome = OUTCOME_DONE;
	else
		*outcome = judge(job, pursue(job, &pursuit), &pursuit);
	return 0;
}

static int by_freeze(struct job *job, enum outcome *outcome)
{
	struct pursuit pursuit = { .wait = SETTLE, .interruptible = true };
	enum end end = END_EMPTY;
	sigset_t all, before;
	int err, left_frozen = 0;
	bool was_frozen;

	err = cgroup_get_freeze(job->cgroup.fd, &was_frozen);
	if (err)
		return err;
	/* A signal that ends the program must wait until the cgroup is thawed. */
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	report_hold();
	if (!was_frozen)
		err = cgroup_set_freeze(job->cgroup.fd, true);
	if (!err)
		end = pursue(job, &pursuit);
	if (!err && !was_frozen)
		left_frozen = cgroup_set_freeze(job->cgroup.fd, false);
	sigprocmask(SIG_SETMASK, &before, NULL);
	report_release();
	if (err)
		return err;
	*outcome = judge(job, end, &pursuit);
	if (left_frozen && left_frozen != -ENOENT && left_frozen != -ENODEV) {
		report_failure(job->name, left_frozen, _("left frozen, cannot write %s"),
			       CGROUP_FREEZE_FILE);
		*outcome = OUTCOME_FAILED;
	}
	return 0;
}

static int by_signal(struct job *job, enum outcome *outcome)
{
	struct pursuit pursuit = { 0 };

	*outcome = judge(job, pursue(job, &pursuit), &pursuit);
	return 0;
}

static const struct {
	const char *file;
	int (*run)(struct job *job, enum outcome *outcome);
} methods[] = {
	[METHOD_KERNEL] = { CGROUP_KILL_FILE, by_kernel },
	[METHOD_FREEZE] = { CGROUP_FREEZE_FILE, by_freeze },
	[METHOD_SIGNAL] = { NULL, by_signal },
};

static enum outcome refuse_method(const struct job *job, enum method method, int err)
{
	report_failure(job->name, err, _("cannot use method %s, %s"), method_name(method),
		       methods[method].file);
	return OUTCOME_FAILED;
}

static bool is_gone(const struct job *job, int err)
{
	enum cgroup_kind kind;

	return err == -ENODEV ||
	       (err == -ENOENT && cgroup_identify(&job->cgroup, &kind) == 0 &&
		kind == CGROUP_GONE);
}

/* Errors for which another method may still do; others are errors of the kill. */
static bool may_fall_back(int err)
{
	return err == -ENOENT || err == -EACCES || err == -EROFS || err == -EPERM;
}

static enum outcome run_method(struct job *job, enum method method)
{
	enum outcome outcome;
	int err;

	for (;; method++) {
		report_step(job->name, 0, N_("method: %s"), method_name(method));
		err = methods[method].run(job, &outcome);
		if (!err)
			return outcome;
		if (is_gone(job, err))
			return OUTCOME_DONE;
		if (job->options->method != METHOD_AUTO || !may_fall_back(err))
			return refuse_method(job, method, err);
		report_step(job->name, err, "%s", methods[method].file);
	}
}

/* Freezing has side effects that a signal other than KILL should not have. */
static enum method first_method(const struct job *job)
{
	if (job->options->method != METHOD_AUTO)
		return job->options->method;
	return kills(job) ? METHOD_KERNEL : METHOD_SIGNAL;
}

/*
 * A cgroup that holds the caller is never frozen, since that write would not return.
 * The kernel would end the caller first of all; so that several cgroups, and what
 * the kernel leaves, are done too, all others are signalled before.
 */
static enum outcome signal_others(struct job *job)
{
	enum outcome outcome;
	bool frozen;
	int err = 0;

	if (job->options->method == METHOD_KERNEL)
		err = cgroup_check_kill(job->cgroup.fd);
	else if (job->options->method == METHOD_FREEZE)
		err = cgroup_get_freeze(job->cgroup.fd, &frozen);
	if (err)
		return refuse_method(job, job->options->method, err);
	report_step(job->name, 0, N_("holds this process, which comes last; method: %s"),
		    method_name(METHOD_SIGNAL));
	by_signal(job, &outcome);
	return outcome;
}

static enum outcome print_processes(struct job *job)
{
	const struct walk *walk = &job->walk;
	int err = next_walk(job);

	if (err) {
		report_failure(job->name, err, _("cannot list all processes"));
		return OUTCOME_FAILED;
	}
	if (!walk->hidden)
		return OUTCOME_DONE;
	report_failure(job->name, 0,
		       P_("%lu process of another PID namespace has no PID in this one",
			  "%lu processes of other PID namespaces have no PID in this one",
			  walk->hidden),
		       walk->hidden);
	return walk->signalled ? OUTCOME_SOME : OUTCOME_FAILED;
}

/* Signal 0: is there a process that could be signalled? */
static enum outcome probe(struct job *job)
{
	int err = next_walk(job);

	if (job->walk.signalled || job->walk.self_seen)
		return OUTCOME_DONE;
	if (job->walk.failed)
		return report_failed(job);
	report_failure(job->name, err, _("no process that could be signalled"));
	return OUTCOME_FAILED;
}

/* What came of all operands, and those that were put off. */
struct tally {
	unsigned int done, some, failed;
	int postponed;
};

static void count(struct tally *tally, enum outcome outcome)
{
	if (outcome == OUTCOME_DONE)
		tally->done++;
	else if (outcome == OUTCOME_SOME)
		tally->some++;
	else
		tally->failed++;
}

static int open_job(struct job *job)
{
	int err = lookup_open(job->name, &job->cgroup);

	if (err)
		return err;
	job->events = cgroup_open_events(job->cgroup.fd);
	if (job->events < 0 && !is_gone(job, job->events)) {
		report_failure(job->name, job->events, _("cannot tell whether it is empty"));
		close(job->cgroup.fd);
		return job->events;
	}
	start_walks(job);
	return 0;
}

static void close_job(const struct job *job)
{
	if (job->events >= 0)
		close(job->events);
	close(job->cgroup.fd);
}

static enum outcome run(struct job *job)
{
	if (job->events < 0)
		return OUTCOME_DONE;
	if (job->options->print)
		return print_processes(job);
	if (job->options->signal == 0)
		return probe(job);
	return run_method(job, first_method(job));
}

static bool signals_caller(const struct job *job)
{
	return !job->options->print && job->options->signal &&
	       caller_is_inside(&job->cgroup);
}

/* First all cgroups that do not hold the caller. The others move to the front. */
static void run_others(const struct options *options, struct tally *tally)
{
	for (int i = 0; i < options->operand_count; i++) {
		struct job job = { .name = options->operands[i], .options = options };

		if (open_job(&job) < 0) {
			tally->failed++;
			continue;
		}
		if (signals_caller(&job))
			options->operands[tally->postponed++] = options->operands[i];
		else
			count(tally, run(&job));
		close_job(&job);
	}
}

static void end_caller(const struct job *job)
{
	const struct options *options = job->options;

	report_sending(options->signal, getpid());
	report_finish();
	/* The kernel's way catches whoever was forked since; it does not return. */
	if (kills(job) && (options->method == METHOD_AUTO || options->method == METHOD_KERNEL))
		(void)!cgroup_kill(job->cgroup.fd);
	raise(options->signal);
}

/* Then those that hold the caller, and the caller at the very end. */
static void run_own(const struct options *options, struct tally *tally)
{
	struct job last = { 0 };

	for (int i = 0; i < tally->postponed; i++) {
		struct job job = { .name = options->operands[i], .options = options };

		if (open_job(&job) < 0) {
			tally->failed++;
			continue;
		}
		count(tally, signal_others(&job));
		if (!last.name && job.walk.self_seen)
			last = job;
		else
			close_job(&job);
	}
	if (!last.name)
		return;
	end_caller(&last);
	close_job(&last);
}

int cgkill(const struct options *options)
{
	struct tally tally = { 0 };

	for (int i = 0; i < options->operand_count; i++)
		if (!lookup_check(options->operands[i]))
			return EXIT_FAILURE;
	run_others(options, &tally);
	run_own(options, &tally);
	if (!tally.failed && !tally.some)
		return EXIT_SUCCESS;
	return tally.done || tally.some ? EXIT_SOME : EXIT_FAILURE;
}
