/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where trials take place: a worker's own cgroups, with processes in them, and others beside
 * them that must not be affected.
 *
 *	top            a bystander
 *	top/beside-ID  another one
 *	top/target-ID  victims, in all three of these
 *	top/target-ID/a
 *	top/target-ID/b
 */
#ifndef ARENA_H
#define ARENA_H

#include <limits.h>
#include <stdbool.h>
#include <sys/types.h>

#define VICTIMS 5

/* What is put into the target. */
enum { ONE_VICTIM = 1, IMMUNE_VICTIM = 2, HEADLESS_VICTIM = 4 };

struct arena {
	char id[32];			/* that nobody else has */
	char top[PATH_MAX], target[PATH_MAX];
	char out[PATH_MAX], err[PATH_MAX], trace[PATH_MAX];	/* for use by the trials */
	int top_fd, beside_fd, target_fds[3];
	pid_t bystanders[2];
	pid_t victims[VICTIMS];		/* the first one may be immune to TERM */
	bool ended[VICTIMS];
	unsigned int count;
};

/* Makes the arena with that number in a cgroup; files go into a directory. */
void arena_open(struct arena *arena, const char *cgroup, const char *directory,
		unsigned int number);

/* Makes what is missing from the target, and starts its processes. */
void arena_fill(struct arena *arena, unsigned int flags);

/* Ends the processes, and thaws. */
void arena_clear(struct arena *arena);

/* Returns which bystander has ended, or NULL. A new one takes its place. */
const char *arena_lost_bystander(struct arena *arena);

/* Waits until that many victims have ended, at most that many milliseconds; returns how many. */
unsigned int arena_await(struct arena *arena, unsigned int count, int milliseconds);

bool arena_is_frozen(const struct arena *arena);

bool arena_has_target(const struct arena *arena);

#endif
