/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Deliveries to one cgroup until no process is left, or only handled ones are, and the
 * judgement of how that ended.
 */
#ifndef CGKILL_PURSUIT_H
#define CGKILL_PURSUIT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attributes.h"
#include "engine/delivery.h"
#include "engine/job.h"
#include "engine/message.h"
#include "kernel/sigmask.h"

enum pursuit_end {
	PURSUIT_EMPTY,		/* no process is left */
	PURSUIT_QUIET,		/* all remaining processes were handled */
	PURSUIT_ENDLESS,	/* new processes kept appearing */
	PURSUIT_UNREADABLE,	/* deliveries failed */
	PURSUIT_INTERRUPTED,	/* a signal that ends the program is pending */
};

/* A job and the state of its deliveries. */
struct pursuit {
	const struct job *job;
	const struct message *message;
	struct delivery delivery;
	bool empty;		/* the cgroup was empty once */
	bool left_frozen;	/* as in the job */
	const struct sigmask *frozen;	/* the signal mask before freezing, while it is frozen */
	enum pursuit_end end;
	int err;		/* for PURSUIT_UNREADABLE, a negative errno */
};

/*
 * Whether the cgroup becomes empty within the time that victims of cgroup_kill() take to end,
 * which grows with the milliseconds that the write took; notes the result.
 */
bool pursuit_drains(struct pursuit *pursuit, int64_t write_milliseconds) _nonnull_ _must_check_;

/* Delivers until one of the ends above is reached, and notes which. */
void pursuit_run(struct pursuit *pursuit) _nonnull_;

/* The resulting outcome, after an event for any failure. */
enum outcome pursuit_judge(struct pursuit *pursuit) _nonnull_ _must_check_;

#endif
