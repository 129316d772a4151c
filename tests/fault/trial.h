/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One run of the program with a fault, and the verdict on it. */
#ifndef TRIAL_H
#define TRIAL_H

#include <stdbool.h>

#include "arena.h"

/* What success means. */
enum want {
	WANT_DEAD,	/* every victim is dead */
	WANT_REMOVED,	/* and the cgroup gone */
	WANT_SHOWN,	/* every victim is in the output, and none ever dies */
	WANT_REFUSED,	/* there is no success, and none ever dies */
};

struct scenario {
	const char *name;
	/*
	 * Words in which {path}, {name} and {pid} stand for the target and the first victim, and
	 * {id} for that of the arena.
	 */
	const char *command;
	int status;		/* without a fault; 128 plus the number of a signal that ends it */
	enum want want;
	unsigned int victims;	/* flags for arena_fill() */
	bool inside;		/* the program itself is in the target */
};

struct fault {
	char call[24];
	char effect[16];	/* an errno, a signal, or a number to return */
	unsigned int when;	/* counted among the calls with that name */
	bool lasting;		/* all later ones fail, too */
};

bool fault_is_signal(const struct fault *fault);

/* As on the command line: "openat:ENOENT:3", with a "+" at the end if it lasts. */
void fault_format(const struct fault *fault, char *text, unsigned int size);
bool fault_parse(const char *text, struct fault *fault);

enum verdict {
	VERDICT_NONE,		/* there was no trial */
	VERDICT_PASSED,
	VERDICT_NOT_REACHED,	/* passed, but there were not as many calls this time */
	VERDICT_FAILED,
};

#define REASON_SIZE 256

/* How to run the programs. */
struct setup {
	const char *self;	/* this program */
	const char *mount;	/* of cgroup2, the start of each path that is not looked up */
	int limit;		/* milliseconds */
};

/*
 * Runs the scenario, without a fault if that is NULL, in which case the trace in the arena is
 * complete. Stores what failed.
 */
enum verdict trial_run(const struct setup *setup, struct arena *arena,
		       const struct scenario *scenario, const struct fault *fault,
		       char reason[REASON_SIZE]);

/* Prints a shell command that repeats the trial. */
void trial_print(const struct setup *setup, struct arena *arena, const struct scenario *scenario,
		 const struct fault *fault);

/* The program that puts itself into a cgroup and becomes another: "--enter FILE PROGRAM...". */
void trial_enter(char **arguments);

#endif
