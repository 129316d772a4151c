/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/siblings.h"

#include <unistd.h>

#include "base/cleanup.h"
#include "engine/census.h"
#include "engine/count.h"
#include "engine/event.h"
#include "engine/fallback.h"
#include "kernel/control.h"
#include "kernel/tree.h"

/*
 * In a frozen cgroup a second walk is needed, for forks that were under way when it was frozen,
 * and sometimes a third. What comes later is left to the walks of the whole tree.
 */
#define FROZEN_WALKS 8

/* The way from a cgroup down to the one that holds the caller. */
struct descent {
	struct job *job;
	const struct message *message;
	const struct cgroup *sibling;	/* the one that is being struck */
	struct cgroup next;		/* the child that holds the caller, once found */
};

/* Until a walk finds nobody new. */
static void walk_frozen(const struct descent *descent)
{
	struct delivery delivery;
	int err, walks = 0;

	delivery_start(&delivery, descent->message);
	do {
		delivery_next_round(descent->message);
		err = delivery_run(&delivery, descent->sibling);
	} while (!err && delivery.fresh && ++walks < FROZEN_WALKS && !freeze_is_interrupted());
	count_add(descent->job, METHOD_FREEZE, delivery.signalled);
}

static int strike_by_freeze(struct descent *descent)
{
	struct freezer freezer;
	int thaw_error, err = freeze_prepare(&freezer, descent->sibling);

	if (err)
		return err;
	err = freeze_begin(&freezer, descent->sibling, false);
	if (!err)
		walk_frozen(descent);
	thaw_error = freeze_end(&freezer, descent->sibling);
	if (thaw_error) {
		descent->job->left_frozen = true;
		job_tell(EVENT_LEFT_FROZEN, descent->job, thaw_error);
	}
	return err;
}

static int strike_by_kernel(struct descent *descent)
{
	unsigned long listed = count_listed(descent->job, descent->sibling);
	int err = cgroup_kill(descent->sibling);

	if (!err)
		count_add(descent->job, METHOD_KERNEL, listed);
	return err;
}

static int strike_by_method(enum method method, void *data)
{
	struct descent *descent = data;

	switch (method) {
	case METHOD_KERNEL:
		return strike_by_kernel(descent);
	case METHOD_FREEZE:
		return strike_by_freeze(descent);
	default:
		return 0;
	}
}

static int strike_child(const struct cgroup *child, void *data)
{
	struct descent *descent = data;
	enum cgroup_kind kind;
	int finds, err = cgroup_identify(child, &kind);

	/* The processes of a threaded child are listed by its domain, and signalled there. */
	if (err || kind != CGROUP_DOMAIN)
		return 0;
	finds = descent->next.fd < 0 ? census_finds(child, getpid()) : 0;
	if (finds == 1)
		return cgroup_open(child->fd, ".", &descent->next);
	/* A child that may hold the caller is left to the walks. */
	if (finds < 0)
		return 0;
	descent->sibling = child;
	if (fallback_attempt(descent->job, child, descent->message, strike_by_method, descent) < 0)
		descent->job->outcome = OUTCOME_FAILED;
	return 0;
}

/* Level by level. What cannot be read here is told by the walks, which come here too. */
static void strike_beside_caller(struct job *job, const struct message *message)
{
	struct descent descent = { .job = job, .message = message, .next = CGROUP_CLOSED };
	int err = tree_children(&job->cgroup, strike_child, &descent);

	while (!err && descent.next.fd >= 0) {
		_cleanup_cgroup_ struct cgroup at = cgroup_take(&descent.next);

		err = tree_children(&at, strike_child, &descent);
	}
	cgroup_close(&descent.next);
}

/* A method that was asked for must be available, even where it is only used in part. */
static int check_method(const struct job *job)
{
	_cleanup_close_ int freeze = -1;

	switch (job->method) {
	case METHOD_KERNEL:
		return cgroup_check_kill(&job->cgroup);
	case METHOD_FREEZE:
		freeze = cgroup_open_freeze(&job->cgroup);
		return freeze < 0 ? freeze : 0;
	default:
		return 0;
	}
}

int siblings_strike(struct job *job, const struct message *message)
{
	int err = check_method(job);

	if (err) {
		fallback_refuse(job, job->method, err);
		return err;
	}
	event_tell(EVENT_CALLER_LEFT_OUT, job->name, 0);
	/* Any other signal would reach them twice. */
	if (message_kills(message) && job->method != METHOD_SIGNAL) {
		unsigned long listed = count_listed(job, &job->cgroup);

		strike_beside_caller(job, message);
		count_add_rest(job, METHOD_SIGNAL, listed);
	} else {
		job->count.by_delivery = METHOD_SIGNAL;
	}
	event_emit(&(struct event){
		.kind = EVENT_METHOD, .cgroup = job->name, .job = job, .method = METHOD_SIGNAL,
	});
	return 0;
}
