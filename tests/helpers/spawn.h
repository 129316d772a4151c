/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What spawn's kinds of processes share. */
#ifndef CGKILL_SPAWN_H
#define CGKILL_SPAWN_H

#include <stdatomic.h>
#include <sys/resource.h>
#include <sys/types.h>
#include <time.h>

struct job {
	int cgroup;       /* directory of the cgroup to join, or -1 */
	int other;        /* the other cgroup of a mover, or -1 */
	int record;       /* descriptor to record on, or -1 */
	int report;       /* write end of the pipe that ready processes report on */
	unsigned count;   /* N */
	unsigned limit;   /* for a swarm, a breeder or a bomb; 0: not given */
	unsigned seconds; /* life time */
	time_t deadline;
	uid_t uid; /* (uid_t) -1: as the caller */
	pid_t pid; /* wanted, or 0 */
	atomic_uint *born;
};

/* Whether the processes may go on. */
int in_time(const struct job *job);

/* Becomes the user of the job, if any, with at most that many processes; 0: unlimited. */
void become_user(struct job *job, rlim_t processes);

/* The kinds that keep forking, in bombs.c. None of these functions returns. */
void run_rabbit(struct job *job);
void run_grow(struct job *job);
void run_vforks(struct job *job);
void run_threader(struct job *job);
void run_beheaded(struct job *job);
void run_cloner(struct job *job);
void run_nomad(struct job *job);
void run_burrower(struct job *job);

#endif
