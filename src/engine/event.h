/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the engine does, and what fails: values, for a listener to put into words.
 * Nothing else leads from the engine to what people see.
 */
#ifndef CGKILL_EVENT_H
#define CGKILL_EVENT_H

#include <stdint.h>
#include <sys/types.h>

#include "base/attributes.h"
#include "engine/method.h"
#include "kernel/procfs.h"

/* In braces: the members of struct event that are set besides the cgroup. */
enum event_kind {
	/* What is done */
	EVENT_IS_PATH,			/* the operand is taken as one */
	EVENT_IS_NAME,			/* as one below a mount point {name} */
	EVENT_IS_OF_PROCESS,		/* as that of a process: a cgroup {name} */
	EVENT_METHOD,			/* a method is tried {method} */
	EVENT_METHOD_FAILED,		/* so the next one is {method, err} */
	EVENT_CALLER_LEFT_OUT,
	EVENT_REMOVING,
	EVENT_SENT,			/* to one process {signal, pid} */
	EVENT_BUSY,			/* until EVENT_READY, the listener must not block */
	EVENT_READY,
	EVENT_WAITING,			/* {count processes in cgroups since start} */
	EVENT_WAIT_ENDED,

	/* Why an operand is refused */
	EVENT_EMPTY_OPERAND,
	EVENT_BAD_PID,
	EVENT_MISSING,
	EVENT_CANNOT_OPEN,		/* {err} */
	EVENT_NO_DIRECTORY,
	EVENT_OUTSIDE_NAMESPACE,	/* {name} */
	EVENT_NO_MOUNT_POINT,		/* for a name {err of mountpoint_open()} */
	EVENT_NO_MOUNT_POINT_FOR_PID,	/* for that of a process, as before */
	EVENT_NO_PROC,			/* {problem} */
	EVENT_PROCESS_UNKNOWN,		/* where it is {err} */
	EVENT_KIND_UNKNOWN,		/* {err} */
	EVENT_EVENTS_UNREADABLE,	/* so whether it is empty is unknown {err} */
	EVENT_ROOT,
	EVENT_V1,
	EVENT_FOREIGN,
	EVENT_THREADED,			/* {name of the domain, or NULL} */
	EVENT_THREADED_ROOT,		/* the domain is the root */
	EVENT_METHOD_REFUSED,		/* {method, err} */

	/* What fails */
	EVENT_REFUSED_BY,		/* {count processes, of which the first is pid, err} */
	EVENT_HIDDEN_LEFT,		/* of other PID namespaces {count} */
	EVENT_UNLISTED_LEFT,
	EVENT_PROCESSES_UNREADABLE,	/* {err} */
	EVENT_CGROUPS_UNREADABLE,	/* {err} */
	EVENT_ENDLESS,			/* there were new processes for {count} seconds */
	EVENT_INTERRUPTED,
	EVENT_LEFT_FROZEN,		/* {err} */
	EVENT_LATE,			/* not empty in time {job} */
	EVENT_KEPT_FOR_CALLER,		/* not removed, and so on */
	EVENT_KEPT_BUSY,
	EVENT_KEPT_MOUNTED,
	EVENT_KEPT,			/* {err} */
};

struct job;

struct event {
	enum event_kind kind;
	const char *cgroup;	/* as the user gave it; of a wait, one of them */
	const char *name;
	const struct job *job;	/* for a listener that looks at what is left */
	int err;		/* a negative errno, or 0 */
	enum procfs_problem problem;
	enum method method;
	int signal;
	pid_t pid;
	unsigned long count;
	int cgroups;
	int64_t start;		/* on the clock of clock_milliseconds() */
};

typedef void event_listener(const struct event *event);

/* Names the one who is told from now on; before, nobody is. */
void event_listen(event_listener *listener) _nonnull_;

void event_emit(const struct event *event) _nonnull_;

/* The same for one that is said with that. */
void event_tell(enum event_kind kind, const char *cgroup, int err) _nonnull_;

#endif
