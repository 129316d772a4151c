/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PIDs that change hands. All of it is in a PID namespace with few PIDs. A nursery makes victims
 * in the cgroup and ends them; another one makes bystanders outside, which get the PIDs of those
 * and end by themselves, with status 0, unless somebody signals them.
 */
#include <err.h>
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../helpers/clone.h"
#include "race.h"

#define VICTIMS 6	/* at a time */
#define YOUNG 4		/* bystanders at a time */
#define LIFE 200	/* microseconds that a bystander lives at most */
#define SEASON 300	/* victims that are made during a run; then the program can succeed */
#define PIDS 65536

/* What the nurseries and the race share. */
struct register_of_births {
	atomic_int season;		/* victims that are still to be made */
	atomic_int hurt;		/* the signal that ended a bystander */
	atomic_ulong handed_over;	/* PIDs of victims that went to bystanders */
	atomic_bool was_victim[PIDS];
};

static struct register_of_births *births;

static void note_victim(pid_t pid)
{
	if (pid > 0 && pid < PIDS)
		births->was_victim[pid] = true;
}

static void note_bystander(pid_t pid)
{
	if (pid > 0 && pid < PIDS && atomic_exchange(&births->was_victim[pid], false))
		births->handed_over++;
}

static void end_child(pid_t pid)
{
	if (pid <= 0)
		return;
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

/* The oldest is ended, even where it is frozen, and its PID is free. */
static void renew(pid_t *victim, int cgroup)
{
	end_child(*victim);
	*victim = clone_process(0, cgroup, 0);
	if (*victim == 0)
		for (;;)
			pause();
	note_victim(*victim);
}

static void breed_victims(int cgroup)
{
	pid_t ring[VICTIMS] = { 0 };

	for (unsigned i = 0;; i = (i + 1) % VICTIMS) {
		while (births->season <= 0)
			sleep_microseconds(100);
		births->season--;
		renew(&ring[i], cgroup);
	}
}

static void bury_bystander(int status)
{
	if (WIFSIGNALED(status))
		births->hurt = WTERMSIG(status);
}

static void breed_bystanders(int cgroup)
{
	int young = 0, status;
	pid_t pid;

	for (;;) {
		pid = young < YOUNG ? clone_process(0, cgroup, 0) : 0;
		if (pid == 0 && young < YOUNG) {
			sleep_microseconds((unsigned)getpid() * 37 % LIFE);
			_exit(0);
		}
		note_bystander(pid);
		young += pid > 0;
		while (young && waitpid(-1, &status, young < YOUNG ? WNOHANG : 0) > 0) {
			bury_bystander(status);
			young--;
		}
	}
}

static pid_t start_nursery(void (*breed)(int), int cgroup)
{
	pid_t pid = start_process(0, -1);

	if (pid == 0)
		breed(cgroup);
	return pid;
}

static void open_register(void)
{
	births = mmap(NULL, sizeof(*births), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		      -1, 0);
	if (births == MAP_FAILED)
		err(1, "mmap");
}

static void check_hurt(struct arena *arena)
{
	int hurt = atomic_exchange(&births->hurt, 0);

	if (hurt)
		arena_fail(arena, "a bystander was ended by signal %d", hurt);
}

static void close_register(struct arena *arena)
{
	snprintf(arena->remark, sizeof(arena->remark), ", %lu PIDs went to bystanders",
		 (unsigned long)births->handed_over);
	if (!births->handed_over)
		arena->idle = "no PID went to a bystander";
	munmap(births, sizeof(*births));
}

void run_recycling(struct arena *arena, const struct race *race, const char *method)
{
	int target = arena_make_cgroup(arena, "target"), outside = arena_make_cgroup(arena, "outside");
	char path[PATH_MAX];
	const char *argv[WORDS] = { program, "-s", race->signal, "--method", method, "--cgroup", path };
	pid_t victims, bystanders;

	open_register();
	join_path(path, arena->path, "target");
	victims = start_nursery(breed_victims, target);
	bystanders = start_nursery(breed_bystanders, outside);
	while (arena_next(arena)) {
		births->season = SEASON;
		sleep_microseconds(any_below(1000));
		arena_check_quiet(arena, arena_finish(arena, arena_start(arena, argv)));
		check_hurt(arena);
		arena_check_bystanders(arena);
	}
	end_child(victims);
	end_child(bystanders);
	close(target);
	close(outside);
	close_register(arena);
}

void run_follow_up(struct arena *arena, const struct race *race, const char *method)
{
	int outside = arena_make_cgroup(arena, "outside");
	char number[16];
	const char *argv[WORDS] = { program, "-s", race->signal, "--timeout", "1", "KILL", number };
	pid_t bystanders, killer, victim;

	(void)method;
	open_register();
	bystanders = start_nursery(breed_bystanders, outside);
	while (arena_next(arena)) {
		victim = start_process(0, -1);
		if (victim == 0)
			for (;;)
				pause();
		note_victim(victim);
		snprintf(number, sizeof(number), "%d", (int)victim);
		killer = arena_start(arena, argv);
		/* From here on a bystander may have its PID. */
		await_child(victim, 10);
		arena_check_quiet(arena, arena_finish(arena, killer));
		check_hurt(arena);
		arena_check_bystanders(arena);
	}
	end_child(bystanders);
	close(outside);
	close_register(arena);
}
