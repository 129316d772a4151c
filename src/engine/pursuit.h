/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Deliveries to one cgroup until nobody is left, or nobody who has not been dealt with,
 * and the judgement of how that ended.
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
	PURSUIT_QUIET,		/* all that are left were dealt with */
	PURSUIT_ENDLESS,	/* new ones kept appearing */
	PURSUIT_UNREADABLE,	/* deliveries failed */
	PURSUIT_INTERRUPTED,	/* a signal that ends the program is pending */
};

/* A job with the state of its deliveries. */
struct pursuit {
	const struct job *job;
	const struct message *message;
	struct delivery delivery;
	bool empty;		/* the cgroup was so once */
	bool left_frozen;	/* as in the job */
	const struct sigmask *frozen;	/* it is, with all signals blocked: the mask before */
	enum pursuit_end end;
	int err;		/* for PURSUIT_UNREADABLE, a negative errno */
};

/*
 * Whether the cgroup is empty within the time that victims of cgroup_kill() take to end, which
 * grows with the milliseconds that the write took; notes it.
 */
bool pursuit_drains(struct pursuit *pursuit, int64_t write_milliseconds) _nonnull_ _must_check_;

/* Delivers until one of the ends above, which it notes. */
void pursuit_run(struct pursuit *pursuit) _nonnull_;

/* What that comes to, after an event for what failed. */
enum outcome pursuit_judge(struct pursuit *pursuit) _nonnull_ _must_check_;

#endif
