/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What all races share: a place to run in, the program under test, and the score. */
#ifndef CGKILL_ARENA_H
#define CGKILL_ARENA_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define BYSTANDERS 2
#define WORDS 24

/* The race's own cgroup, in which it makes the ones to be killed. */
struct arena {
	char path[PATH_MAX];
	int fd;
	pid_t bystanders[BYSTANDERS];	/* in it, and in its child "bystander" */
	uid_t uid;			/* of the bombs alone */
	int output;			/* what the program printed */
	unsigned seconds, most;		/* maximum duration, and maximum number of runs */
	double end;			/* on the clock of seconds_now() */
	unsigned runs, failures;
	unsigned failed_run;		/* the last one that failed, to count it only once */
	double slowest, total;		/* runs of the program, in seconds */
	bool alone;			/* everything on one CPU, if the race can do that */
	int nice;			/* of the program */
	bool starved;			/* the processes hardly get any CPU time */
	char name[96];			/* of the race */
	char remark[64];		/* on its result */
	const char *idle;		/* why nothing was tested, or NULL */
};

/* Makes the cgroup below the directory, and starts the processes that must not be hurt. */
void arena_open(struct arena *arena, const char *base, const char *name);

/* Ends everything that is left, and removes the cgroup. */
void arena_close(struct arena *arena);

/* Makes a cgroup in it, and opens it. */
int arena_make_cgroup(const struct arena *arena, const char *name);

/* Whether to do another run, which counts from now on. */
bool arena_next(struct arena *arena);

/* Marks the run as failed. The first reason is shown, with what the program printed. */
void arena_fail(struct arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Fails the run if a bystander was killed or is frozen. */
void arena_check_bystanders(struct arena *arena);

/*
 * Starts the program under test and waits for its end. Returns its status, as a shell reports
 * it, or -1 if it had to be ended after some time.
 */
pid_t arena_start(struct arena *arena, const char *const argv[]);
int arena_finish(struct arena *arena, pid_t pid);

/* Fails the run unless the status is 0 and the program printed nothing. */
void arena_check_quiet(struct arena *arena, int status);

/*
 * Waits for a child for at most that many seconds, then kills it. Returns the same as
 * arena_finish().
 */
int await_child(pid_t pid, unsigned seconds);

/* An absolute time in seconds, for computing differences. */
double seconds_now(void);

/* A number below the bound. */
unsigned any_below(unsigned bound);

void sleep_microseconds(unsigned microseconds);

/*
 * Forks a process that ends with its parent, into a cgroup unless that is negative; if that
 * fails, the race ends.
 */
pid_t start_process(unsigned long long flags, int cgroup);

/* Becomes another program, or the race ends. */
void become(const char *const argv[]) __attribute__((noreturn));

/*
 * About the directory of a cgroup: whether it is of version 1, whether it or one below lists a
 * process, and whether it was frozen. One that is gone has no processes, and is not frozen.
 */
bool is_v1(int cgroup);
bool is_populated(int cgroup);
bool is_frozen(int cgroup);

/* Opens a directory, or the race ends. */
int open_directory(int at, const char *path);

/* Writes "directory/name", or the race ends. */
void join_path(char path[static PATH_MAX], const char *directory, const char *name);

/* From the environment. */
extern const char *program;	/* under test */
extern const char *helpers;	/* directory of the helper programs */

#endif
