/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A tree of cgroups with its processes, as it was found at one time, in memory: to be
 * shown, not to be acted upon.
 */
#ifndef CGKILL_SNAPSHOT_H
#define CGKILL_SNAPSHOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/attributes.h"
#include "kernel/cgroup.h"

/* A cgroup, or a process in one. */
struct node {
	struct node *parent;	/* the cgroup that it is in; NULL: the top */
	struct node *child;	/* the first of those in it, processes before cgroups */
	struct node *next;	/* the next one in the same cgroup */
	size_t depth;
	pid_t pid;		/* 0: a cgroup */
	bool frozen;

	/* Of a cgroup; the counts are those of the whole tree below, too. */
	uint64_t id;
	bool threaded;		/* its domain lists its processes */
	bool gone;		/* removed meanwhile */
	unsigned long cgroups, processes, kernel_threads;
	unsigned long hidden;	/* of the processes, those of other PID namespaces */
	unsigned long hidden_here;	/* of these, those of the cgroup itself */

	/* Of a process. */
	long threads;		/* 0: not known */
	bool headless;		/* its main thread has exited */
	bool kernel_thread;
	bool self;		/* the calling process */

	char name[];		/* the path, or the process's name; empty: not known */
};

struct snapshot {
	struct node **nodes;	/* parents before children: the top is the first */
	size_t count, capacity;
	struct node *last;	/* the cgroup that was found last */
	bool has_proc;		/* there is a /proc that tells of these processes */
	int failure;		/* the first errno of what could not be read */
};

/*
 * Takes a snapshot, which the caller frees. Whatever goes away meanwhile is in it as far
 * as it was seen. Returns 0, or a negative errno when not all could be read.
 */
int snapshot_take(const struct cgroup *top, struct snapshot *snapshot) _nonnull_ _must_check_;

void snapshot_free(struct snapshot *snapshot) _nonnull_;

#endif
