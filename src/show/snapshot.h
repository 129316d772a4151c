/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A snapshot of a tree of cgroups and its processes, in memory: to be shown, not to be acted
 * upon.
 */
#ifndef CGKILL_SNAPSHOT_H
#define CGKILL_SNAPSHOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/attributes.h"
#include "engine/message.h"
#include "kernel/cgroup.h"

/* A cgroup, or a process in one. */
struct node {
	struct node *parent;	/* the cgroup that it is in; NULL: the top */
	struct node *child;	/* its first child, processes before cgroups */
	struct node *next;	/* the next one in the same cgroup */
	size_t depth;
	pid_t pid;		/* 0: a cgroup */
	bool frozen;

	/* For a cgroup; the counts include the whole tree below it. */
	uint64_t id;
	bool threaded;		/* its domain lists its processes */
	bool gone;		/* removed meanwhile */
	unsigned long cgroups, processes, kernel_threads;
	unsigned long hidden;	/* those of the processes in other PID namespaces */
	unsigned long hidden_here;	/* those of them in the cgroup itself */
	bool holds_init;	/* see init; it is not counted */

	/* For a process. */
	long threads;		/* 0: unknown */
	bool headless;		/* its main thread has exited */
	bool kernel_thread;
	bool self;		/* the calling process */
	bool init;		/* of this PID namespace, which does not take the signal */

	char name[];		/* the path, or the process's name; empty: unknown */
};

struct snapshot {
	struct node **nodes;	/* parents before children: the top is the first */
	size_t count, capacity;
	struct node *last;	/* the cgroup found last */
	const struct message *message;
	bool has_proc;		/* there is a /proc that tells about these processes */
	int failure;		/* the first errno of a failed read */
};

/*
 * Takes a snapshot for that message, which the caller frees. What is removed meanwhile is
 * included as far as it was seen. Returns 0, or a negative errno if not everything could be read.
 */
int snapshot_take(const struct cgroup *top, const struct message *message,
		  struct snapshot *snapshot) _nonnull_ _must_check_;

void snapshot_free(struct snapshot *snapshot) _nonnull_;

#endif
