/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the engine does, and what fails: values for a listener to put into words. The engine has
 * no other way to tell people anything.
 */
#ifndef CGKILL_EVENT_H
#define CGKILL_EVENT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/attributes.h"
#include "engine/condition.h"
#include "engine/method.h"
#include "kernel/cgroup.h"
#include "kernel/procfs.h"

/* In braces: the members of struct event that are set in addition to the cgroup. */
enum event_kind {
	/* What is done */
	EVENT_IS_PATH,			/* the operand is taken for a path */
	EVENT_IS_NAME,			/* for a name below a mount point {name} */
	EVENT_IS_V1_NAME,		/* for a name in cgroup v1, whose directory is {name} */
	EVENT_IS_OF_PROCESS,		/* for a process, which is in a cgroup {name} */
	EVENT_MATCHED,			/* for a pattern, which only a cgroup {name} matches */
	EVENT_METHOD,			/* a method is tried {job, method, below} */
	EVENT_METHOD_FAILED,		/* so the next one is tried {job, method, below, err} */
	EVENT_CALLER_LEFT_OUT,
	EVENT_EMPTY,			/* it was waited for; {holds_caller}: but for the caller */
	EVENT_ARMED,
	EVENT_FIRED,			/* the first signal is sent now {condition} */
	EVENT_ENDED_ARMED,		/* it is empty, and was not signalled */
	EVENT_REMOVING,
	EVENT_SENT,			/* a signal to one process {signal, pid} */
	EVENT_SIGNALLED,		/* a signal to all {signal, method, count or COUNT_UNKNOWN} */
	EVENT_IDLE,			/* the listener may do now what does not block, */
	EVENT_READY,			/* and now anything: all have been signalled */
	EVENT_WAITING,			/* {count processes in cgroups since start} */
	EVENT_WAIT_ENDED,
	EVENT_RELEASED,			/* memory of processes {count calls, err of a failed one} */
	EVENT_ENDED,			/* nothing more will happen to it {job}; when it is late, also
					   {survivors or NULL, err if not all are known} */

	/* Why an operand is refused */
	EVENT_EMPTY_OPERAND,
	EVENT_BAD_PID,
	EVENT_BAD_PATTERN,
	EVENT_MISSING,			/* {hint} */
	EVENT_CANNOT_OPEN,		/* {err} */
	EVENT_NO_DIRECTORY,		/* {hint} */
	EVENT_OUTSIDE_NAMESPACE,	/* {name} */
	EVENT_NO_MOUNT_POINT,		/* for a name {err from mountpoint_get()} */
	EVENT_NO_MOUNT_POINT_FOR_PID,	/* for the cgroup of a process {err likewise} */
	EVENT_NO_MOUNT_POINT_TO_SEARCH,	/* {err likewise} */
	EVENT_CANNOT_SEARCH,		/* for what matches {err} */
	EVENT_UNMATCHED,		/* nothing matches the pattern */
	EVENT_AMBIGUOUS,		/* several do {search} */
	EVENT_PID_OF_V1,		/* there is no cgroup2 {names of its v1 cgroups} */
	EVENT_NO_PROC,			/* {problem} */
	EVENT_PROCESS_UNKNOWN,		/* its cgroup cannot be found {err} */
	EVENT_KIND_UNKNOWN,		/* {err} */
	EVENT_EVENTS_UNREADABLE,	/* it may or may not be empty {err} */
	EVENT_ROOT,
	EVENT_FOREIGN,			/* {hint} */
	EVENT_THREADED,			/* {name of the domain, or NULL} */
	EVENT_THREADED_ROOT,		/* the domain is the root */
	EVENT_METHOD_REFUSED,		/* {job, method, err} */
	EVENT_CANNOT_ARM,		/* {condition, err} */

	/* What fails */
	EVENT_NOBODY,			/* for signal 0 {err} */
	EVENT_REFUSED_BY,		/* {count processes, the first of them pid, err} */
	EVENT_INIT_LEFT,		/* PID 1 of this PID namespace does not take it {signal} */
	EVENT_HIDDEN_LEFT,		/* processes in other PID namespaces {count} */
	EVENT_UNLISTED_LEFT,
	EVENT_PROCESSES_UNREADABLE,	/* {err} */
	EVENT_DISARMED,			/* it cannot be watched any longer */
	EVENT_ENDLESS,			/* new processes for {count} seconds */
	EVENT_HELD_FROZEN,		/* they end after the thaw {name: a cgroup of v1, or NULL} */
	EVENT_MAY_HOLD_HIDDEN,		/* it is empty as far as can be seen */
	EVENT_LEFT_FROZEN,		/* {job, err} */
	EVENT_KEPT_FOR_CALLER,		/* not removed; the next three likewise */
	EVENT_KEPT_BUSY,
	EVENT_KEPT_MOUNTED,
	EVENT_KEPT,			/* {err} */
};

struct hint;
struct job;
struct search;
struct survivors;

struct event {
	enum event_kind kind;
	const char *cgroup;	/* as the user gave it; for a wait, one of them */
	const char *name;
	const struct cgroup *below;	/* the one below the cgroup that it is about, or NULL */
	const struct job *job;	/* for a listener that examines it */
	const struct search *search;
	const struct survivors *survivors;
	const struct hint *hint;	/* or NULL */
	int err;		/* a negative errno, or 0 */
	enum procfs_problem problem;
	enum method method;
	const struct condition *condition;
	int signal;
	pid_t pid;
	unsigned long count;
	int cgroups;
	bool holds_caller;
	int64_t start;		/* on the clock of clock_milliseconds() */
};

typedef void event_listener(const struct event *event);

/* Sets the listener; until then, events are discarded. */
void event_listen(event_listener *listener) _nonnull_;

void event_emit(const struct event *event) _nonnull_;

/* Discards events until it is unset: for what is only tried out. */
void event_mute(bool muted);

/* A shortcut for an event with only these members. */
void event_tell(enum event_kind kind, const char *cgroup, int err) _nonnull_;

#endif
