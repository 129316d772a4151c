/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/methods.h"

#include <errno.h>

#include "base/clock.h"
#include "engine/event.h"
#include "engine/freeze.h"
#include "engine/pursuit.h"
#include "engine/threaded.h"
#include "kernel/control.h"

static int send_by_kernel(struct pursuit *pursuit, enum outcome *outcome)
{
	int64_t start = clock_milliseconds();
	int err = cgroup_kill(pursuit->job->cgroup.fd);

	if (err)
		return err;
	*outcome = OUTCOME_DONE;
	if (pursuit_drains(pursuit, clock_milliseconds() - start))
		return 0;
	/*
	 * The kernel skips a process whose main thread has exited while others are running
	 * (5.14 to at least 6.18), so any remaining process is signalled.
	 */
	pursuit_run(pursuit);
	*outcome = pursuit_judge(pursuit);
	return 0;
}

static int send_by_signal(struct pursuit *pursuit, enum outcome *outcome)
{
	pursuit_run(pursuit);
	*outcome = pursuit_judge(pursuit);
	return 0;
}

static int run_method(struct pursuit *pursuit, enum method method, enum outcome *outcome)
{
	/*
	 * Each returns 0 and the outcome once it has begun its work, or a negative errno if the
	 * method cannot be used.
	 */
	static int (*const methods[])(struct pursuit *pursuit, enum outcome *outcome) = {
		[METHOD_KERNEL] = send_by_kernel,
		[METHOD_FREEZE] = freeze_send,
		[METHOD_SIGNAL] = send_by_signal,
	};
	int err;

	if (message_kills(pursuit->message))
		delivery_forget();
	delivery_start(&pursuit->delivery, pursuit->message);
	event_emit(&(struct event){ .kind = EVENT_BUSY });
	err = methods[method](pursuit, outcome);
	event_emit(&(struct event){ .kind = EVENT_READY });
	return err;
}

static void tell_method(enum event_kind kind, const struct job *job, enum method method, int err)
{
	event_emit(&(struct event){
		.kind = kind, .cgroup = job->name, .method = method, .err = err,
	});
}

void methods_refuse(const struct job *job, enum method method, int err)
{
	/* Its type may have changed since it was checked. */
	if (err == -EOPNOTSUPP)
		threaded_refuse(job->name, &job->cgroup);
	else
		tell_method(EVENT_METHOD_REFUSED, job, method, err);
}

/*
 * Errors after which another method may still work; others are errors of the kill itself.
 * EDEADLK: freezing would, or might, stop the caller.
 */
static bool may_fall_back(int err)
{
	return err == -ENOENT || err == -EACCES || err == -EROFS || err == -EPERM ||
	       err == -EDEADLK;
}

/* Freezing has side effects that a signal other than KILL should not have. */
static enum method first_method(const struct job *job, const struct message *message)
{
	if (job->method != METHOD_AUTO)
		return job->method;
	return message_kills(message) ? METHOD_KERNEL : METHOD_SIGNAL;
}

enum outcome methods_send(struct job *job, const struct message *message)
{
	struct pursuit pursuit = {
		.job = job, .message = message, .left_frozen = job->left_frozen,
	};
	enum method method = first_method(job, message);
	enum outcome outcome;
	int err;

	for (;; method++) {
		tell_method(EVENT_METHOD, job, method, 0);
		err = run_method(&pursuit, method, &outcome);
		job->holds_caller |= pursuit.delivery.self_seen;
		job->empty |= pursuit.empty;
		job->left_frozen = pursuit.left_frozen;
		if (!err)
			return outcome;
		if (cgroup_is_gone(job->cgroup.fd, err))
			return OUTCOME_DONE;
		if (job->method != METHOD_AUTO || !may_fall_back(err)) {
			methods_refuse(job, method, err);
			return OUTCOME_REFUSED;
		}
		tell_method(EVENT_METHOD_FAILED, job, method, err);
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
	int err;

	for (*method = first_method(job, message);; ++*method) {
		err = may_use(job, *method);
		if (!err || job->method != METHOD_AUTO || !may_fall_back(err) ||
		    cgroup_is_gone(job->cgroup.fd, err))
			return err;
	}
}
