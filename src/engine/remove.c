/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/remove.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <unistd.h>

#include "base/clock.h"
#include "engine/event.h"
#include "kernel/control.h"
#include "kernel/tree.h"

/* Milliseconds between attempts if no event suggests that the next one may succeed. */
#define RETRY 50

/* Milliseconds that the last attempt may take, even after the time limit. */
#define GRACE 1000

/* Removes a child. If the child has children itself, returns 1 and the open child. */
static int remove_child(const struct cgroup *parent, const char *name, uint64_t id, void *data)
{
	_cleanup_cgroup_ struct cgroup child = CGROUP_CLOSED;
	struct cgroup *next = data;
	bool is_leaf = false;
	int err;

	if (unlinkat(parent->fd, name, AT_REMOVEDIR) == 0 || errno == ENOENT)
		return 0;
	if (errno != EBUSY && errno != ENOTEMPTY)
		return -errno;
	err = cgroup_open_child(parent, name, id, &child, &is_leaf);
	if (err)
		return cgroup_says_gone(err) ? 0 : err;
	if (is_leaf)
		return -EBUSY;
	*next = cgroup_take(&child);
	return 1;
}

/*
 * Goes down to the first cgroup whose children have none, removes these, goes up one level and
 * starts again there, until top has no children. This needs no memory.
 */
static int remove_below(struct cgroup *at, int64_t end)
{
	unsigned long depth = 0;

	for (;;) {
		struct cgroup next;
		int err = tree_entries(at, remove_child, &next);

		if (err < 0)
			return err;
		if (err > 0) {
			depth++;
		} else {
			if (depth-- == 0)
				return 0;
			err = cgroup_open(at->fd, "..", &next);
			if (err)
				return err;
		}
		cgroup_close(at);
		*at = next;
		/* Others may create cgroups as fast as they are removed here. */
		if (clock_milliseconds() > end)
			return -EBUSY;
	}
}

static int remove_by_id(const struct cgroup *parent, const char *name, uint64_t id, void *data)
{
	const struct cgroup *top = data;

	if (id != top->id)
		return 0;
	return unlinkat(parent->fd, name, AT_REMOVEDIR) < 0 ? -errno : 1;
}

/*
 * Removes the cgroup from its parent. For a bind mount of the cgroup ".." is not its parent,
 * and may be any directory.
 */
static int remove_top(struct cgroup *top)
{
	_cleanup_cgroup_ struct cgroup parent = CGROUP_CLOSED;
	enum cgroup_kind kind;
	int err = cgroup_open(top->fd, "..", &parent);

	if (err)
		return err;
	err = cgroup_identify(&parent, &kind);
	if (!err && (kind == CGROUP_V1 || kind == CGROUP_FOREIGN))
		err = -EXDEV;
	if (!err)
		err = tree_entries(&parent, remove_by_id, top);
	if (err == 0)
		return cgroup_is_gone(top->fd, -ENOENT) ? 0 : -EXDEV;
	return err > 0 ? 0 : err;
}

static int remove_once(const struct cgroup *cgroup, int64_t end)
{
	int64_t grace = clock_milliseconds() + GRACE;
	_cleanup_cgroup_ struct cgroup at = CGROUP_CLOSED;
	struct cgroup top = *cgroup;
	int err = cgroup_open(cgroup->fd, ".", &at);

	if (err)
		return err;
	err = remove_below(&at, end > grace ? end : grace);
	if (!err)
		err = remove_top(&top);
	if (cgroup_is_gone(top.fd, err))
		return 0;
	/* Something below it was removed meanwhile. */
	return cgroup_says_gone(err) ? -EBUSY : err;
}

static void wait_for_event(const struct job *job, int64_t milliseconds)
{
	struct pollfd event = { .fd = job->events, .events = POLLPRI };

	/* Reading makes the next change an event again; the value does not matter. */
	if (cgroup_populated(job->cgroup.fd, job->events) >= 0)
		poll(&event, 1, (int)milliseconds);
}

/* EBUSY: one of them holds a process, which is new or has not quite ended. */
static int remove_until(const struct job *job, int64_t end)
{
	int64_t slice = 1, left;
	int err;

	while ((err = remove_once(&job->cgroup, end)) == -EBUSY) {
		left = end - clock_milliseconds();
		if (left <= 0)
			return -ETIME;
		wait_for_event(job, slice < left ? slice : left);
		slice = slice < RETRY ? slice * 2 : RETRY;
	}
	return err;
}

enum outcome remove_tree(const struct job *job, int64_t end, int *late)
{
	int err;

	if (job->holds_caller) {
		event_tell(EVENT_KEPT_FOR_CALLER, job->name, 0);
		return OUTCOME_FAILED;
	}
	event_tell(EVENT_REMOVING, job->name, 0);
	err = remove_until(job, end);
	switch (err) {
	case 0:
		return OUTCOME_DONE;
	case -ETIME:
		event_tell(EVENT_KEPT_BUSY, job->name, -EBUSY);
		*late = -ETIME;
		break;
	case -EXDEV:
		event_tell(EVENT_KEPT_MOUNTED, job->name, 0);
		break;
	default:
		event_tell(EVENT_KEPT, job->name, err);
	}
	return OUTCOME_FAILED;
}
