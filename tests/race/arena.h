/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What all races share: a place to take place in, the program under test, and the score. */
#ifndef CGKILL_ARENA_H
#define CGKILL_ARENA_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define BYSTANDERS 2
#define WORDS 16

/* A cgroup of the race's own, in which it makes those to be killed. */
struct arena {
	char path[PATH_MAX];
	int fd;
	pid_t bystanders[BYSTANDERS];	/* in it, and in its child "bystander" */
	uid_t uid;			/* of the bombs, nobody else's */
	int output;			/* what the program said */
	unsigned seconds, most;		/* that the race takes, and runs that it has, at most */
	double end;			/* on the clock of seconds_now() */
	unsigned runs, failures;
	unsigned failed_run;		/* the last one that failed, which counts once */
	double slowest;			/* run of the program, in seconds */
	char name[96];			/* of the race */
	char remark[64];		/* on its result */
	const char *idle;		/* why it has tested nothing, or NULL */
};

/* Makes the cgroup below the directory, and starts those who must not be hurt. */
void arena_open(struct arena *arena, const char *base, const char *name);

/* Ends all that is left, and removes the cgroup. */
void arena_close(struct arena *arena);

/* Makes a cgroup in it, and opens that. */
int arena_make_cgroup(const struct arena *arena, const char *name);

/* Whether there is to be another run, which counts from now on. */
bool arena_next(struct arena *arena);

/* The run has failed. The first reason is shown, with what the program said. */
void arena_fail(struct arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Fails the run if a bystander was killed or is frozen. */
void arena_check_bystanders(struct arena *arena);

/*
 * Starts the program under test; waits for its end. Returns its status, as the shell tells it,
 * or -1 when it had to be ended after some time.
 */
pid_t arena_start(struct arena *arena, const char *const argv[]);
int arena_finish(struct arena *arena, pid_t pid);

/* Fails the run unless the status is 0 and the program said nothing. */
void arena_check_quiet(struct arena *arena, int status);

/* Waits for a child, at most so many seconds; then it is killed. Returns as arena_finish(). */
int await_child(pid_t pid, unsigned seconds);

/* The absolute time in seconds, for differences. */
double seconds_now(void);

/* A number below the bound. */
unsigned any_below(unsigned bound);

void sleep_microseconds(unsigned microseconds);

/* A process that ends with its parent, in a cgroup unless that is negative; or the race ends. */
pid_t start_process(unsigned long long flags, int cgroup);

/* Becomes another program, or the race ends. */
void become(const char *const argv[]) __attribute__((noreturn));

/* Opens a directory, or the race ends. */
int open_directory(int at, const char *path);

/* Writes "directory/name", or the race ends. */
void join_path(char path[static PATH_MAX], const char *directory, const char *name);

/* From the environment. */
extern const char *program;	/* under test */
extern const char *helpers;	/* directory of the helper programs */

#endif
