/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The races. */
#ifndef CGKILL_RACE_H
#define CGKILL_RACE_H

#include "arena.h"

struct race {
	const char *name;
	void (*run)(struct arena *arena, const struct race *race, const char *method);

	/* Of a siege: arguments of spawn, and cgroups below the one to be killed. */
	const char *kind;
	const char *count, *limit;
	const char *cgroups;	/* names, each followed by a blank */
	const char *into;	/* the one to join */
	const char *other;	/* for a mover */
	const char *churn;	/* where cgroups come and go */
	bool armed;		/* with --when and a time that may be over when it is armed */

	const char *signal;	/* not for a siege */
	unsigned mebibytes;	/* of memory for each process, which makes fork(2) slow */
	unsigned pids;		/* number of PIDs (pid_max); 0: the usual one */
};

/* Fills a cgroup with processes that are hard to kill, and has the program kill them. */
void run_siege(struct arena *arena, const struct race *race, const char *method);

/* The kernel kills one for lack of memory at any moment while --when oom is being armed. */
void run_armed(struct arena *arena, const struct race *race, const char *method);

/* Processes that keep moving must each get a signal exactly once. */
void run_delivery(struct arena *arena, const struct race *race, const char *method);

/*
 * Processes that keep forking must each get a signal exactly once. The kind is one of those in
 * once.c, and the limit is that of a tree.
 */
void run_once(struct arena *arena, const struct race *race, const char *method);

/* Bystanders get the PIDs of processes that die in the cgroup while it is signalled. */
void run_recycling(struct arena *arena, const struct race *race, const char *method);

/* A bystander gets the PID of a process after the first of its two signals, without cgroups. */
void run_follow_up(struct arena *arena, const struct race *race, const char *method);

#endif
