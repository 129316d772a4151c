/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/siblings.h"

#include <unistd.h>

#include "base/cleanup.h"
#include "engine/census.h"
#include "engine/event.h"
#include "engine/methods.h"
#include "kernel/control.h"
#include "kernel/tree.h"

/* The way from a cgroup down to the one that holds the caller. */
struct descent {
	const struct job *job;
	const struct message *message;
	struct cgroup next;		/* the child that holds the caller, once found */
	bool left_frozen;		/* one of the cgroups below could not be thawed */
	enum outcome outcome;
};

static int send_to_subtree(const struct cgroup *top, struct descent *descent)
{
	_cleanup_close_ int events = cgroup_open_events(top->fd);
	struct job job = *descent->job;

	if (events < 0)
		return cgroup_is_gone(top->fd, events) ? 0 : events;
	job.cgroup = *top;
	job.events = events;
	job.left_frozen = false;
	descent->outcome = outcome_worse(descent->outcome, methods_send(&job, descent->message));
	descent->left_frozen |= job.left_frozen;
	return 0;
}

static int send_to_sibling(const struct cgroup *child, void *data)
{
	struct descent *descent = data;
	enum cgroup_kind kind;
	int finds, err = cgroup_identify(child, &kind);

	/* The processes of a threaded child are listed by its domain, and signalled there. */
	if (err || kind != CGROUP_DOMAIN)
		return err;
	finds = descent->next.fd < 0 ? census_finds(child, getpid()) : 0;
	if (finds == 1)
		return cgroup_open(child->fd, ".", &descent->next);
	/* A child that may hold the caller is left to the delivery to the whole tree. */
	return finds < 0 ? 0 : send_to_subtree(child, descent);
}

/* Sends to whole subtrees that do not hold the caller, level by level. */
static enum outcome send_beside_caller(struct job *job, const struct message *message)
{
	struct descent descent = { .job = job, .message = message, .next = CGROUP_CLOSED };
	int err = tree_children(&job->cgroup, send_to_sibling, &descent);

	while (!err && descent.next.fd >= 0) {
		_cleanup_cgroup_ struct cgroup at = cgroup_take(&descent.next);

		err = tree_children(&at, send_to_sibling, &descent);
	}
	cgroup_close(&descent.next);
	job->left_frozen |= descent.left_frozen;
	if (!err)
		return descent.outcome;
	event_tell(EVENT_CGROUPS_UNREADABLE, job->name, err);
	return OUTCOME_FAILED;
}

/* A method that was asked for must be available, even where it is only used in part. */
static int check_method(const struct job *job)
{
	_cleanup_close_ int freeze = -1;

	switch (job->method) {
	case METHOD_KERNEL:
		return cgroup_check_kill(job->cgroup.fd);
	case METHOD_FREEZE:
		freeze = cgroup_open_freeze(job->cgroup.fd);
		return freeze < 0 ? freeze : 0;
	default:
		return 0;
	}
}

enum outcome siblings_send(struct job *job, const struct message *message)
{
	enum outcome subtrees = OUTCOME_DONE;
	struct job rest = *job;
	int err = check_method(job);

	if (err) {
		methods_refuse(job, job->method, err);
		return OUTCOME_REFUSED;
	}
	event_tell(EVENT_CALLER_LEFT_OUT, job->name, 0);
	/* Any other signal would reach them twice. */
	if (message_kills(message) && job->method != METHOD_SIGNAL)
		subtrees = send_beside_caller(job, message);
	rest.method = METHOD_SIGNAL;
	return outcome_worse(subtrees, methods_send(&rest, message));
}
