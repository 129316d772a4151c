/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "remove.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>

#include "clock.h"
#include "nls.h"
#include "report.h"
#include "tree.h"

/* Milliseconds between attempts while no event says that one may succeed. */
#define RETRY 50

static int wait_for_event(const struct job *job, int64_t milliseconds)
{
	struct pollfd event = { .fd = job->events, .events = POLLPRI };

	/* Reading makes the next change an event again; what it says does not matter. */
	(void)!cgroup_populated(job->events);
	return poll(&event, 1, (int)milliseconds);
}

/* EBUSY: there is a process in one of them, be it new or not quite gone. */
static int remove_until(const struct job *job, int64_t end)
{
	int64_t slice = 1, left;
	int err;

	while ((err = tree_remove(&job->cgroup)) == -EBUSY) {
		left = end - clock_milliseconds();
		if (left <= 0)
			return -ETIME;
		(void)wait_for_event(job, slice < left ? slice : left);
		slice = slice < RETRY ? slice * 2 : RETRY;
	}
	return err;
}

enum outcome remove_tree(const struct job *job, int64_t end, int *late)
{
	int err;

	if (job->holds_caller) {
		report_failure(job->name, 0, _("not removed, since this process is in it"));
		return OUTCOME_FAILED;
	}
	report_step(job->name, 0, N_("removing it"));
	err = remove_until(job, end);
	if (!err)
		return OUTCOME_DONE;
	if (err == -ETIME) {
		report_failure(job->name, -EBUSY, _("not removed in time"));
		*late = -ETIME;
	} else {
		report_failure(job->name, err, _("cannot remove it"));
	}
	return OUTCOME_FAILED;
}
