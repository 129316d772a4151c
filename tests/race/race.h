/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The races. */
#ifndef CGKILL_RACE_H
#define CGKILL_RACE_H

#include "arena.h"

struct race {
	const char *name;
	void (*run)(struct arena *arena, const struct race *race, const char *method);
	unsigned pids;		/* how many there are (pid_max), 0: as many as usual */

	/* Of a siege: arguments of spawn, and cgroups below the one to be killed. */
	const char *kind;
	const char *count, *limit;
	const char *cgroups;	/* names, each with a blank behind it */
	const char *into;	/* the one to join */
	const char *other;	/* of a mover */
	const char *churn;	/* where cgroups come and go */

	const char *signal;	/* not of a siege */
};

/* Fills a cgroup with processes that make it hard, and has the program kill it. */
void run_siege(struct arena *arena, const struct race *race, const char *method);

/* Processes that move all the time are to get a signal, each of them once. */
void run_delivery(struct arena *arena, const struct race *race, const char *method);

/* Bystanders get the PIDs of processes that die in the cgroup while it is signalled. */
void run_recycling(struct arena *arena, const struct race *race, const char *method);

/* Bystanders get the PID of a process that has had the first of two signals, without cgroups. */
void run_follow_up(struct arena *arena, const struct race *race, const char *method);

#endif
