/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PIDs that change hands. Everything is in a PID namespace with few PIDs. A nursery fills the
 * cgroup with victims, then ends one after the other and gives its PID to a bystander outside;
 * another nursery makes bystanders that get the PIDs which come round. All bystanders end by
 * themselves, with status 0, unless they are signalled: the first kind after the program has
 * ended.
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

#define VICTIMS 200	/* per run; reading the list of them takes some time */
#define YOUNG 4		/* other bystanders at a time */
#define LIFE 500	/* maximum lifetime of each of these in microseconds */
#define PATIENCE 10	/* seconds for signalled processes to end */
#define DELAY 3000	/* maximum head start of the program in microseconds */
#define PIDS 65536

/* What a nursery of victims does. */
enum phase { REST, FILL, FULL, REPLACE, BURY };

/* What the nurseries and the race share. */
struct register_of_births {
	_Atomic enum phase phase;
	int target, outside;		/* cgroups of victims and bystanders, open */
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

static pid_t make_bystander(pid_t wanted)
{
	pid_t pid = clone_process(0, births->outside, wanted);

	if (pid == 0 && !wanted)
		sleep_microseconds((unsigned)getpid() * 37 % LIFE);
	while (pid == 0 && wanted && births->phase == REPLACE)
		sleep_microseconds(500);
	if (pid == 0)
		_exit(0);
	note_bystander(pid);
	return pid;
}

static void bury_bystander(int status)
{
	if (WIFSIGNALED(status))
		births->hurt = WTERMSIG(status);
}

/* Takes the PIDs that come round, which may have belonged to victims. */
static void breed_bystanders(void)
{
	int young = 0, status;

	for (;;) {
		while (young < YOUNG && make_bystander(0) > 0)
			young++;
		while (young && waitpid(-1, &status, young < YOUNG ? WNOHANG : 0) > 0) {
			bury_bystander(status);
			young--;
		}
	}
}

static pid_t make_victim(void)
{
	pid_t pid = clone_process(0, births->target, 0);

	if (pid == 0)
		for (;;)
			pause();
	note_victim(pid);
	return pid;
}

static void await_phase(enum phase phase)
{
	while (births->phase != phase)
		sleep_microseconds(100);
}

/* Ends the victims, even where they are frozen, beginning with those at the end of the list. */
static void replace_victims(pid_t *pids, bool *replaced)
{
	for (int i = VICTIMS - 1; i >= 0 && births->phase == REPLACE; i--) {
		pid_t victim = pids[i];

		end_child(victim);
		pids[i] = victim > 0 ? make_bystander(victim) : 0;
		replaced[i] = true;
	}
}

/* The remaining victims are waited for: the program has to end them. */
static void bury_all(const pid_t *pids, const bool *replaced)
{
	for (int i = 0; i < VICTIMS; i++) {
		int status;

		if (pids[i] <= 0 || waitpid(pids[i], &status, 0) != pids[i])
			continue;
		if (replaced[i])
			bury_bystander(status);
	}
}

static void breed_victims(void)
{
	pid_t pids[VICTIMS] = { 0 };

	for (;;) {
		bool replaced[VICTIMS] = { false };

		await_phase(FILL);
		for (int i = 0; i < VICTIMS; i++)
			pids[i] = make_victim();
		births->phase = FULL;
		while (births->phase == FULL)
			sleep_microseconds(100);
		replace_victims(pids, replaced);
		bury_all(pids, replaced);
		births->phase = REST;
	}
}

static pid_t start_nursery(void (*breed)(void))
{
	pid_t pid = start_process(0, -1);

	if (pid == 0)
		breed();
	return pid;
}

static void open_register(struct arena *arena)
{
	births = mmap(NULL, sizeof(*births), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		      -1, 0);
	if (births == MAP_FAILED)
		err(1, "mmap");
	births->target = arena_make_cgroup(arena, "target");
	births->outside = arena_make_cgroup(arena, "outside");
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
	close(births->target);
	close(births->outside);
	munmap(births, sizeof(*births));
}

static void check_all_dead(struct arena *arena)
{
	double end = seconds_now() + PATIENCE;

	while (births->phase != REST && seconds_now() < end)
		sleep_microseconds(200);
	if (births->phase != REST)
		arena_fail(arena, "not all victims are dead");
}

void run_recycling(struct arena *arena, const struct race *race, const char *method)
{
	char path[PATH_MAX];
	const char *argv[WORDS] = { program, "-s", race->signal, "--method", method, "--cgroup", path };
	pid_t victims, bystanders, killer;

	open_register(arena);
	join_path(path, arena->path, "target");
	victims = start_nursery(breed_victims);
	bystanders = start_nursery(breed_bystanders);
	while (arena_next(arena)) {
		births->phase = FILL;
		await_phase(FULL);
		killer = arena_start(arena, argv);
		sleep_microseconds(any_below(DELAY));
		births->phase = REPLACE;
		arena_check_quiet(arena, arena_finish(arena, killer));
		births->phase = BURY;
		check_all_dead(arena);
		check_hurt(arena);
		arena_check_bystanders(arena);
		if (births->phase != REST)
			break;
	}
	end_child(victims);
	end_child(bystanders);
	close_register(arena);
}

/* A process whose PID a bystander gets as soon as it is dead. */
static void run_successor(struct arena *arena, pid_t victim, pid_t killer)
{
	pid_t bystander;
	int status;

	births->phase = REPLACE;
	await_child(victim, PATIENCE);
	bystander = make_bystander(victim);
	arena_check_quiet(arena, arena_finish(arena, killer));
	births->phase = REST;
	if (bystander > 0 && waitpid(bystander, &status, 0) == bystander)
		bury_bystander(status);
}

void run_follow_up(struct arena *arena, const struct race *race, const char *method)
{
	char number[16];
	const char *argv[WORDS] = { program, "-s", race->signal, "--timeout", "1", "KILL", number };
	pid_t bystanders, victim;

	(void)method;
	open_register(arena);
	bystanders = start_nursery(breed_bystanders);
	while (arena_next(arena)) {
		victim = make_victim();
		snprintf(number, sizeof(number), "%d", (int)victim);
		run_successor(arena, victim, arena_start(arena, argv));
		check_hurt(arena);
		arena_check_bystanders(arena);
	}
	end_child(bystanders);
	close_register(arena);
}
