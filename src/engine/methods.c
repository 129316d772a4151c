/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/methods.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/clock.h"
#include "engine/caller.h"
#include "engine/census.h"
#include "engine/delivery.h"
#include "engine/lookup.h"
#include "kernel/tree.h"
#include "show/nls.h"
#include "show/report.h"

/* Times in milliseconds. */
#define DRAIN 250	/* for the kernel's victims to end, before the sweep, at least */
#define SETTLE 5	/* for a frozen cgroup's victims to end, before the next walk */
#define PATIENCE 2000	/* for what cannot be signalled to end by itself */
#define DYING 5000	/* for those to end whom no list has any more, on a busy machine */
#define LIMIT 30000	/* for new processes to stop appearing */

/*
 * A process that moves to and fro can be past a walk each time, and one that is being
 * forked comes up a moment later, so the end is believed only when so many walks in a row
 * found nothing new, with pauses of 1, 2, 4... milliseconds between them.
 */
#define QUIET_WALKS 6

/* From the one after so many on, walks send SIGKILL to all once more. */
#define PATIENT_WALKS 3

/*
 * Walks take their time from those who are to end: of a large tree that long, in times of
 * the last walk, a pause is at least, and this many milliseconds at most.
 */
#define PACE 8
#define PAUSE_LIMIT 100

/* So many walks in a row may fail before the tree counts as unreadable. */
#define FAILED_WALKS 3

/* Milliseconds after the first that fails; twice as long after each further one. */
#define FAILED_PAUSE 10

/* So often the thawing of a cgroup is tried. */
#define THAW_ATTEMPTS 10

/* A job with the state of its walks. */
struct task {
	const struct job *job;
	const struct message *message;
	bool empty;		/* was so once */
	bool left_frozen;	/* as in the job */
	struct walk walk;
};

/*
 * The C library's sigprocmask(3) keeps its own signals, 32 and 33, from being blocked,
 * and they end the program like others. So the kernel's mask is set directly.
 */
struct kernel_mask {
	unsigned char bytes[_NSIG / 8];
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
	const struct kernel_mask *before;	/* signals are blocked; what was before */
	int walk_error;
};

static bool kills(const struct task *task)
{
	return task->message->signal == SIGKILL;
}

static int block_all(struct kernel_mask *before)
{
	struct kernel_mask all;
	long result;

	memset(&all, 0xff, sizeof(all));
	result = syscall(SYS_rt_sigprocmask, SIG_SETMASK, &all, before, sizeof(all));
	return result < 0 ? -errno : 0;
}

static void restore(const struct kernel_mask *before)
{
	syscall(SYS_rt_sigprocmask, SIG_SETMASK, before, NULL, sizeof(*before));
}

/* Bits are in words, so on a big-endian machine not simply in the bytes. */
static bool mask_has(const struct kernel_mask *mask, int number)
{
	unsigned long words[sizeof(*mask) / sizeof(unsigned long)];
	size_t bit = (size_t)number - 1, width = 8 * sizeof(words[0]);

	memcpy(words, mask, sizeof(words));
	return words[bit / width] >> (bit % width) & 1;
}

/* Whether a signal waits that will end the program once signals are no longer blocked. */
static bool is_interrupted(const struct kernel_mask *before)
{
	static const int enders[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM };
	struct sigaction action;
	sigset_t pending;

	if (sigpending(&pending) < 0)
		return false;
	for (size_t i = 0; i < sizeof(enders) / sizeof(enders[0]); i++)
		if (sigismember(&pending, enders[i]) == 1 && !mask_has(before, enders[i]) &&
		    sigaction(enders[i], NULL, &action) == 0 &&
		    action.sa_handler != SIG_IGN)
			return true;
	return false;
}

/* Whether the cgroup is, or becomes within so many milliseconds, empty. */
static bool becomes_empty(struct task *task, int milliseconds)
{
	if (cgroup_wait_empty(task->job->cgroup.fd, task->job->events, milliseconds) == 0)
		task->empty = true;
	return task->empty;
}

/* Milliseconds to wait after a walk; a cgroup that is empty before ends the wait. */
static int pause_after(const struct pursuit *pursuit, int quiet, int64_t walk)
{
	int64_t pause = quiet ? INT64_C(1) << (quiet - 1) : pursuit->wait;

	/* Whoever forks is followed at once, unless he is frozen. */
	if (pause && pause < PACE * walk)
		pause = PACE * walk;
	return (int)(pause < PAUSE_LIMIT ? pause : PAUSE_LIMIT);
}

/* The same after one that failed, or in which a cgroup was made again (ESTALE). */
static int pause_after_failure(int failed)
{
	return failed ? FAILED_PAUSE << (failed - 1) : 1;
}

/*
 * Walks until nobody is left or walks find nothing new. Freezing is no substitute
 * for that: root can move frozen processes, too.
 */
static enum end pursue(struct task *task, struct pursuit *pursuit)
{
	int64_t start = clock_milliseconds(), limit = start + LIMIT, walk;
	int quiet = 0, failed = 0, err = 0, pause;

	for (; start < limit; start = clock_milliseconds()) {
		if (pursuit->before && is_interrupted(pursuit->before))
			return END_INTERRUPTED;
		task->walk.again = kills(task) && quiet >= PATIENT_WALKS;
		err = walk_tree(&task->job->cgroup, &task->walk);
		failed = err && err != -ESTALE ? failed + 1 : 0;
		quiet = err || task->walk.fresh || task->walk.unsure ? 0 : quiet + 1;
		walk = clock_milliseconds() - start;
		pause = err ? pause_after_failure(failed) : pause_after(pursuit, quiet, walk);
		if (becomes_empty(task, pause))
			return END_EMPTY;
		if (failed == FAILED_WALKS)
			break;
		if (quiet == QUIET_WALKS)
			return END_QUIET;
	}
	pursuit->walk_error = err;
	return err ? END_UNREADABLE : END_LIMIT;
}

static enum outcome report_failed(const struct task *task)
{
	const struct walk *walk = &task->walk;

	report_failure(task->job->name, -walk->failed_errno,
		       P_("%lu process could not be signalled, PID %d",
			  "%lu processes could not be signalled, the first with PID %d",
			  walk->failed),
		       walk->failed, walk->failed_pid);
	return walk->signalled ? OUTCOME_SOME : OUTCOME_FAILED;
}

static enum outcome report_hidden(const struct task *task)
{
	report_failure(task->job->name, 0,
		       P_("%lu process of another PID namespace is left, "
			  "which cannot be signalled from this one",
			  "%lu processes of other PID namespaces are left, "
			  "which cannot be signalled from this one",
			  task->walk.hidden),
		       task->walk.hidden);
	return task->walk.signalled ? OUTCOME_SOME : OUTCOME_FAILED;
}

static enum outcome report_unlisted(const struct task *task)
{
	report_failure(task->job->name, 0, _("not empty, but no process in it is listed"));
	return OUTCOME_FAILED;
}

static enum outcome report_unreadable(const struct task *task, int err)
{
	report_failure(task->job->name, err, _("cannot list all processes"));
	return OUTCOME_FAILED;
}

/*
 * All that is listed was dealt with. Is that all there is? Processes that cannot be
 * seen may still be on their way out.
 */
static enum outcome judge_quiet(struct task *task)
{
	struct walk *walk = &task->walk;
	bool unlisted = !walk->listed && !walk->hidden && !walk->self_seen;
	int err, patience = kills(task) ? PATIENCE : SETTLE;

	if (walk->hidden || unlisted) {
		if (becomes_empty(task, unlisted ? DYING : patience))
			return OUTCOME_DONE;
		err = walk_tree(&task->job->cgroup, walk);
		if (err)
			return report_unreadable(task, err);
		if (walk->hidden)
			return report_hidden(task);
		if (unlisted && !walk->listed)
			return report_unlisted(task);
	}
	return walk->failed ? report_failed(task) : OUTCOME_DONE;
}

static enum outcome judge(struct task *task, enum end end, const struct pursuit *pursuit)
{
	switch (end) {
	case END_EMPTY:
		/* Who refused SIGKILL and is gone now does not matter. */
		return task->walk.failed && !kills(task) ? report_failed(task) : OUTCOME_DONE;
	case END_QUIET:
		return judge_quiet(task);
	case END_LIMIT:
		report_failure(task->job->name, 0,
			       _("new processes keep appearing, gave up after %d seconds"),
			       LIMIT / 1000);
		return OUTCOME_FAILED;
	case END_UNREADABLE:
		return report_unreadable(task, pursuit->walk_error);
	default:
		report_failure(task->job->name, 0, _("interrupted"));
		return OUTCOME_FAILED;
	}
}

/*
 * The methods. Each returns 0 and the outcome once it has begun its work, or a
 * negative errno when it cannot be used.
 */

/* Where there are very many victims, or little time for them, they end later. */
static int drain_time(int64_t write)
{
	if (write < DRAIN)
		return DRAIN;
	return (int)(write < PATIENCE ? write : PATIENCE);
}

static int by_kernel(struct task *task, enum outcome *outcome)
{
	struct pursuit pursuit = { 0 };
	int64_t start = clock_milliseconds();
	int err = cgroup_kill(task->job->cgroup.fd);

	if (err)
		return err;
	/*
	 * A process whose main thread has exited while others live is passed over
	 * (5.14 to at least 6.18), so whatever stays is signalled.
	 */
	if (becomes_empty(task, drain_time(clock_milliseconds() - start)))
		*outcome = OUTCOME_DONE;
	else
		*outcome = judge(task, pursue(task, &pursuit), &pursuit);
	return 0;
}

/* Thaws by the descriptor that froze. Only a cgroup that is gone needs no thawing. */
static int thaw(const struct task *task, int freeze)
{
	int err = 0;

	for (int i = 0; i < THAW_ATTEMPTS; i++) {
		err = cgroup_set_freeze(freeze, false);
		if (!err || cgroup_is_gone(task->job->cgroup.fd, err))
			return 0;
		poll(NULL, 0, 1);
	}
	return err;
}

/* What is done while the cgroup is frozen. Nothing is printed meanwhile. */
static int pursue_frozen(struct task *task, struct pursuit *pursuit, int freeze, enum end *end,
			 int *thaw_error)
{
	bool was_frozen = false;
	int err = cgroup_get_freeze(freeze, &was_frozen);

	if (err)
		return err;
	was_frozen &= !task->left_frozen;
	/* To find oneself inside after the write would be too late. */
	if (caller_is_inside(&task->job->cgroup) != 0)
		return -EDEADLK;
	if (!was_frozen)
		err = cgroup_set_freeze(freeze, true);
	if (err)
		return err;
	*end = pursue(task, pursuit);
	if (!was_frozen)
		*thaw_error = thaw(task, freeze);
	task->left_frozen = *thaw_error;
	return 0;
}

static int by_freeze(struct task *task, enum outcome *outcome)
{
	struct kernel_mask before;
	struct pursuit pursuit = { .wait = SETTLE, .before = &before };
	int err, thaw_error = 0, freeze = cgroup_open_freeze(task->job->cgroup.fd);
	enum end end = END_EMPTY;

	if (freeze < 0)
		return freeze;
	/* A signal that ends the program must wait until the cgroup is thawed. */
	err = block_all(&before);
	if (!err) {
		err = pursue_frozen(task, &pursuit, freeze, &end, &thaw_error);
		restore(&before);
	}
	close(freeze);
	if (err)
		return err;
	*outcome = judge(task, end, &pursuit);
	if (thaw_error) {
		report_failure(task->job->name, thaw_error,
			       _("left frozen: write 0 to its %s"), CGROUP_FREEZE_FILE);
		*outcome = OUTCOME_FAILED;
	}
	return 0;
}

static int by_signal(struct task *task, enum outcome *outcome)
{
	struct pursuit pursuit = { 0 };

	*outcome = judge(task, pursue(task, &pursuit), &pursuit);
	return 0;
}

static const struct {
	const char *file;
	int (*run)(struct task *task, enum outcome *outcome);
} methods[] = {
	[METHOD_KERNEL] = { CGROUP_KILL_FILE, by_kernel },
	[METHOD_FREEZE] = { CGROUP_FREEZE_FILE, by_freeze },
	[METHOD_SIGNAL] = { NULL, by_signal },
};

const char *methods_file(enum method method)
{
	return methods[method].file;
}

void methods_refuse(const struct job *job, enum method method, int err)
{
	/* Its type may have changed since it was looked at. */
	if (err == -EOPNOTSUPP)
		lookup_refuse_threaded(job->name, &job->cgroup);
	else
		report_failure(job->name, err, _("cannot use method %s, %s"),
			       method_name(method), methods[method].file);
}

static enum outcome refuse_method(const struct job *job, enum method method, int err)
{
	methods_refuse(job, method, err);
	return OUTCOME_REFUSED;
}

/*
 * Errors for which another method may still do; others are errors of the kill. EDEADLK:
 * freezing would, or might, stop the caller.
 */
static bool may_fall_back(int err)
{
	return err == -ENOENT || err == -EACCES || err == -EROFS || err == -EPERM ||
	       err == -EDEADLK;
}

/* Freezing has side effects that a signal other than KILL should not have. */
static enum method first_method(const struct task *task)
{
	if (task->job->method != METHOD_AUTO)
		return task->job->method;
	return kills(task) ? METHOD_KERNEL : METHOD_SIGNAL;
}

static int run_method(struct task *task, enum method method, enum outcome *outcome)
{
	int err;

	walk_start(&task->walk, task->message);
	report_hold();
	err = methods[method].run(task, outcome);
	report_release();
	return err;
}

enum outcome methods_send(struct job *job, const struct message *message)
{
	struct task task = { .job = job, .message = message, .left_frozen = job->left_frozen };
	enum method method = first_method(&task);
	enum outcome outcome;
	int err;

	for (;; method++) {
		report_step(job->name, 0, N_("method: %s"), method_name(method));
		err = run_method(&task, method, &outcome);
		job->holds_caller |= task.walk.self_seen;
		job->empty |= task.empty;
		job->left_frozen = task.left_frozen;
		if (!err)
			return outcome;
		if (cgroup_is_gone(job->cgroup.fd, err))
			return OUTCOME_DONE;
		if (job->method != METHOD_AUTO || !may_fall_back(err))
			return refuse_method(job, method, err);
		report_step(job->name, err, "%s", methods[method].file);
	}
}

static int may_use(const struct job *job, enum method method)
{
	switch (method) {
	case METHOD_KERNEL:
		return cgroup_may_kill(job->cgroup.fd);
	case METHOD_FREEZE:
		return cgroup_may_freeze(job->cgroup.fd);
	default:
		return 0;
	}
}

int methods_predict(const struct job *job, const struct message *message, enum method *method)
{
	const struct task task = { .job = job, .message = message };
	int err;

	for (*method = first_method(&task);; ++*method) {
		err = may_use(job, *method);
		if (!err || job->method != METHOD_AUTO || !may_fall_back(err) ||
		    cgroup_is_gone(job->cgroup.fd, err))
			return err;
	}
}

/* The way from a cgroup down to the one that the caller is in. */
struct descent {
	const struct job *job;
	const struct message *message;
	struct cgroup next;		/* the child that holds the caller; fd -1: none */
	bool left_frozen;		/* a cgroup that was met */
	enum outcome outcome;
};

static enum outcome worse(enum outcome a, enum outcome b)
{
	return a > b ? a : b;
}

static int send_to_sibling(const struct cgroup *child, void *data)
{
	struct descent *descent = data;
	struct job job = *descent->job;
	enum cgroup_kind kind;
	int finds, err = cgroup_identify(child, &kind);

	/* The processes of a threaded child are listed, and signalled, by its domain. */
	if (err || kind != CGROUP_DOMAIN)
		return err;
	finds = descent->next.fd < 0 ? census_finds(child, getpid()) : 0;
	if (finds == 1)
		return cgroup_open(child->fd, ".", &descent->next);
	/* Where the caller may be is left to the walk of the whole tree. */
	if (finds < 0)
		return 0;
	job.cgroup = *child;
	job.left_frozen = false;
	job.events = cgroup_open_events(child->fd);
	if (job.events < 0)
		return cgroup_is_gone(child->fd, job.events) ? 0 : job.events;
	descent->outcome = worse(descent->outcome, methods_send(&job, descent->message));
	descent->left_frozen |= job.left_frozen;
	close(job.events);
	return 0;
}

/* Whole subtrees that the caller is not in, level by level. */
static enum outcome send_to_siblings(struct job *job, const struct message *message)
{
	struct descent descent = { .job = job, .message = message };
	struct cgroup at = job->cgroup;
	int err;

	do {
		descent.next.fd = -1;
		err = tree_children(&at, send_to_sibling, &descent);
		if (at.fd != job->cgroup.fd)
			close(at.fd);
		at = descent.next;
	} while (!err && at.fd >= 0);
	if (at.fd >= 0)
		close(at.fd);
	job->left_frozen |= descent.left_frozen;
	if (!err)
		return descent.outcome;
	report_failure(job->name, err, _("cannot list all cgroups"));
	return OUTCOME_FAILED;
}

/* A method that was asked for must be there, also where it is not used in full. */
static int check_method(const struct job *job)
{
	int freeze;

	switch (job->method) {
	case METHOD_KERNEL:
		return cgroup_check_kill(job->cgroup.fd);
	case METHOD_FREEZE:
		freeze = cgroup_open_freeze(job->cgroup.fd);
		if (freeze < 0)
			return freeze;
		close(freeze);
		return 0;
	default:
		return 0;
	}
}

enum outcome methods_send_to_others(struct job *job, const struct message *message)
{
	struct task task = { .job = job, .message = message };
	enum outcome siblings = OUTCOME_DONE, outcome;
	int err = check_method(job);

	if (err)
		return refuse_method(job, job->method, err);
	report_step(job->name, 0, N_("holds this process, which is left out"));
	/* Another signal would reach them twice. */
	if (kills(&task) && job->method != METHOD_SIGNAL)
		siblings = send_to_siblings(job, message);
	report_step(job->name, 0, N_("method: %s"), method_name(METHOD_SIGNAL));
	(void)run_method(&task, METHOD_SIGNAL, &outcome);
	return worse(siblings, outcome);
}
