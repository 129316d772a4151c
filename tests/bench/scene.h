/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a command is let loose on: a cgroup with processes, all of them children of this one, and
 * with cgroups below it.
 */
#ifndef CGKILL_BENCH_SCENE_H
#define CGKILL_BENCH_SCENE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <sys/types.h>

#define NO_ROOM 3	/* exit status: the machine cannot hold that many */

/* How the processes behave. */
enum kind {
	KIND_SLEEPER,
	KIND_SLOW,		/* takes 300 ms to obey TERM */
	KIND_DEAF,		/* blocks URG, which stays pending */
};

struct scene {
	const char *directory;
	int top;		/* the directory, open */
	bool v1;		/* it is of cgroup v1, and has no cgroups below it */
	int processes;
	int cgroups;		/* 0: the processes are in the directory itself */
	bool nested;		/* each cgroup is in the one before, not beside it */
	int below;		/* more cgroups in each, one in the other */
	enum kind kind;
	int stuck;		/* the processes of the first so many cgroups cannot die */
	const char *freezer;	/* the cgroup v1 that holds these; NULL: they are traced */

	int made;		/* processes so far */
	pid_t *pids;		/* of these */
	atomic_int *ready;	/* how many of these have begun to sleep */
};

double now(void);	/* milliseconds */

/* Makes the cgroups, then the processes, until all sleep. Exits with NO_ROOM if it cannot. */
void scene_fill(struct scene *scene);

/* The path of one of the cgroups, without what is mounted at skip. */
void scene_path(const struct scene *scene, int number, const char *skip, char *path, size_t size);

/* The descriptor of the file that tells when all who can die are dead. */
int scene_open_events(const struct scene *scene);

/* Whether it does: one that is gone is empty, too, since a service manager removes it at once. */
bool scene_is_empty(const struct scene *scene, int events);

/* How many processes are left, or if these are deaf, have not got their signal. Reaps. */
int scene_count_left(const struct scene *scene);

/* Kills and reaps all processes, and removes the cgroups. */
void scene_end(const struct scene *scene);

#endif
