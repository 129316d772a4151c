/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One cgroup on its way through the cgroup mode: what is known of it, and how far it has come. */
#ifndef CGKILL_JOB_H
#define CGKILL_JOB_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/attributes.h"
#include "engine/delivery.h"
#include "engine/event.h"
#include "engine/freeze.h"
#include "engine/request.h"
#include "engine/trigger.h"
#include "kernel/cgroup.h"

/* In order of severity. */
enum outcome {
	OUTCOME_DONE,		/* every process was signalled, or is gone */
	OUTCOME_SOME,		/* some processes could not be signalled */
	OUTCOME_FAILED,
	OUTCOME_REFUSED,	/* nothing can be done about it at all */
};

enum stage {
	STAGE_ARMED,		/* watched until it is to be struck */
	STAGE_READY,		/* to be struck with its message */
	STAGE_DRAIN,		/* the kernel has killed: its victims are given time to end */
	STAGE_SWEEP,		/* walked in each round until nobody new is found */
	STAGE_LINGER,		/* what cannot be signalled is given time to end by itself */
	STAGE_REST,		/* all have been signalled, and some are left */
	STAGE_REMOVE,		/* empty, and still to be removed */
	STAGE_END,		/* nothing is left to be done about it */
};

/* Walks through the cgroup, one in each round. */
struct sweep {
	struct delivery delivery;
	int quiet;		/* consecutive walks that have found nobody new */
	int64_t quiet_due;	/* when the next one counts */
	int failed;		/* consecutive walks that have failed */
	int err;		/* of the last walk */
	bool calm;		/* after a quiet walk no thread could have been forking */
	int64_t found;		/* when a walk has last found somebody new, or failed */
	bool owed;		/* somebody may be in the fork(2) in which the signal found it */
	bool lingered;
	bool by_kernel;		/* it has killed everybody before, but for a few */
};

/* Looks at whether the cgroup is empty. */
struct watch {
	int process;		/* descriptor of one that is waited for, or negative */
	int empty_looks;	/* consecutive looks that have found no process to wait for */
	int mute;		/* milliseconds for which the next needless wake-up mutes it */
	int64_t muted_until;
	bool trusts_lists;	/* it can be removed when these show nobody, whatever populated says */
	unsigned long left;
	unsigned long hidden;	/* of those that watch_remember() has seen */
};

/* How many processes the last message was sent to, by each method; see count.h. */
struct count {
	int64_t end;		/* until when lists may be counted; 0: nothing is to be counted */
	enum method by_delivery;	/* the method of the delivery, or METHOD_AUTO: none */
	enum method by_lists;	/* a method whose number is of those that were listed before */
	bool used[METHOD_COUNT];
	unsigned long processes[METHOD_COUNT];
};

#define COUNT_UNKNOWN ULONG_MAX

struct job {
	const char *name;	/* as the user gave it, for messages */
	int lookup;		/* what lookup_open() returned, for lookup_explain() */
	struct cgroup cgroup;
	int events;		/* from cgroup_open_events(), or negative when it is gone */
	enum method method;
	bool holds_caller;	/* as far as known */
	bool owes_caller;	/* it held the caller when the last message was sent to the others */
	bool left_frozen;	/* it or a cgroup below it could not be thawed by this program */
	bool late;		/* not empty, or not removed, in time */
	bool owes_release;	/* memory of its processes is yet to be freed */
	bool kept;		/* late, because it could not be removed */
	struct message message;	/* the last one sent, or to be sent */
	enum outcome outcome;	/* of the last signal, or of the steps after it */

	enum stage stage;
	int64_t due;		/* when the stage ends, or goes on */
	int64_t struck;		/* when that had gone out to all that were struck together */
	int64_t waited;		/* the same of the first time, if newcomers were struck since */
	struct trigger trigger;
	struct sweep sweep;
	struct freezer freezer;
	struct watch watch;
	struct count count;
	int retry;		/* milliseconds before removing it is tried again */
};

static inline enum outcome outcome_worse(enum outcome a, enum outcome b)
{
	return a > b ? a : b;
}

/*
 * Looks up the operand and opens its cgroup; for a refused operand there has been an event, but
 * for lookup_explain(). If the cgroup is removed after it is opened, nothing is left to be done
 * about it.
 */
void job_open(struct job *job, const char *operand, const struct request *request) _nonnull_;

void job_close(struct job *job) _nonnull_;

/* Whether something can be done about it. */
bool job_is_live(const struct job *job) _nonnull_ _must_check_;

/*
 * Makes ready for what the request says it is to be watched for; if that cannot be, it is refused
 * after an event.
 */
void job_arm(struct job *job, const struct request *request) _nonnull_;

/* Checks again whether it holds the caller, which may be moved at any time. */
void job_look_for_caller(struct job *job, const struct request *request) _nonnull_;

/* A shortcut for an event about it with only these members. */
void job_tell(enum event_kind kind, const struct job *job, int err) _nonnull_;

/* Thaws it if this program has frozen it; if that fails, there is an event. */
void job_thaw(struct job *job) _nonnull_;

#endif
