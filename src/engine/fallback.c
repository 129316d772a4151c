/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/fallback.h"

#include <errno.h>
#include <stddef.h>

#include "engine/event.h"
#include "engine/threaded.h"
#include "kernel/control.h"

static void tell_method(enum event_kind kind, const struct job *job, const struct cgroup *cgroup,
			enum method method, int err)
{
	event_emit(&(struct event){
		.kind = kind,
		.cgroup = job->name,
		.job = job,
		.below = cgroup == &job->cgroup ? NULL : cgroup,
		.method = method,
		.err = err,
	});
}

void fallback_refuse(const struct job *job, enum method method, int err)
{
	/* Its type may have changed since it was checked. */
	if (err == -EOPNOTSUPP)
		threaded_refuse(job->name, &job->cgroup);
	else
		tell_method(EVENT_METHOD_REFUSED, job, &job->cgroup, method, err);
}

/*
 * Errors after which another method may still work; others are errors of the kill itself.
 * EDEADLK: freezing would stop the caller.
 */
static bool may_fall_back(int err)
{
	switch (err) {
	case -ENOENT:
	case -ENOSYS:
	case -EACCES:
	case -EROFS:
	case -EPERM:
	case -EDEADLK:
	case -ENOMEM:
	case -EMFILE:
	case -ENFILE:
	case -EINTR:
		return true;
	default:
		return false;
	}
}

/* Freezing has side effects that a signal other than KILL should not have. */
static enum method first_method(const struct job *job, const struct message *message)
{
	if (job->method != METHOD_AUTO)
		return job->method;
	return message_kills(message) ? METHOD_KERNEL : METHOD_SIGNAL;
}

static bool is_last_chance(const struct job *job, enum method method, int err)
{
	return job->method != METHOD_AUTO || method == METHOD_SIGNAL || !may_fall_back(err);
}

int fallback_attempt(const struct job *job, const struct cgroup *cgroup,
		     const struct message *message, method_attempt *attempt, void *data)
{
	enum method method = first_method(job, message);

	for (;; method++) {
		int err;

		tell_method(EVENT_METHOD, job, cgroup, method, 0);
		err = attempt(method, data);
		if (!err || cgroup_is_gone(cgroup->fd, err))
			return 0;
		if (is_last_chance(job, method, err)) {
			fallback_refuse(job, method, err);
			return err;
		}
		tell_method(EVENT_METHOD_FAILED, job, cgroup, method, err);
	}
}

static int may_use(const struct job *job, enum method method)
{
	switch (method) {
	case METHOD_KERNEL:
		return cgroup_may_kill(&job->cgroup);
	case METHOD_FREEZE:
		return cgroup_may_freeze(&job->cgroup);
	default:
		return 0;
	}
}

int fallback_predict(const struct job *job, const struct message *message, enum method *method)
{
	int err;

	for (*method = first_method(job, message);; ++*method) {
		err = may_use(job, *method);
		if (!err || is_last_chance(job, *method, err) ||
		    cgroup_is_gone(job->cgroup.fd, err))
			return err;
	}
}
