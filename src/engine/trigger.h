/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What --when waits for, in one cgroup. Everything that the shot needs is opened before, so that
 * from the event on nothing is looked up.
 */
#ifndef CGKILL_TRIGGER_H
#define CGKILL_TRIGGER_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/attributes.h"
#include "engine/request.h"
#include "kernel/cgroup.h"

struct trigger {
	int kill;			/* cgroup.kill, open, or negative */
	int watches[CONDITIONS_MAX];	/* for poll(2), or negative */
	unsigned long oom_kills;	/* until now */
	int lost;			/* how many conditions cannot come true any more */
	bool populated;			/* the cgroup has had a process */
	const struct condition *met;	/* the one that has come true, or NULL */
};

#define TRIGGER_CLOSED { .kill = -1, .watches = { [0 ... CONDITIONS_MAX - 1] = -1 } }

/*
 * Opens all. Returns 0, or a negative errno, and sets failed to the condition that cannot be
 * watched for, or NULL.
 */
int trigger_arm(struct trigger *trigger, const struct cgroup *cgroup, const struct request *request,
		const struct condition **failed) _nonnull_ _must_check_;

/* The file of the condition, for messages. */
const char *condition_file(const struct condition *condition) _nonnull_ _returns_nonnull_;

/* Closes all, if it was armed. */
void trigger_disarm(struct trigger *trigger, const struct request *request) _nonnull_;

/* When the first of the times is over that began at start; INT64_MAX: there is none. */
int64_t trigger_due(const struct request *request, int64_t start) _nonnull_ _must_check_;

/* What to poll: one entry for each condition. */
void trigger_poll(const struct trigger *trigger, const struct request *request,
		  struct pollfd *polls) _nonnull_;

/*
 * Whether a condition has come true, according to poll(2) and the clock; notes which one. One that
 * never will, since what was watched is gone, is lost.
 */
bool trigger_is_met(struct trigger *trigger, const struct request *request,
		    const struct pollfd *polls, int64_t passed) _nonnull_ _must_check_;

#endif
