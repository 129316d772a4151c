/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A siege: the processes to be killed are in a PID namespace of their own, whose init is the
 * manager of spawn. It ends when all of them are dead, wherever they are, and they all die with
 * it.
 */
#include <err.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../helpers/demolish.h"
#include "race.h"

#define PATIENCE 10	/* seconds for signalled processes to end */
#define LIFE "60"	/* maximum lifetime of a bomb in seconds */
#define HEAD_START 2000 /* its maximum head start in microseconds */

/* One run. */
struct siege {
	struct arena *arena;
	const struct race *race;
	char name[16];			/* of the cgroup to be killed */
	char path[PATH_MAX];
	int fd;
	pid_t bomb, churner;
};

static void make_cgroup(struct siege *siege, const char *name)
{
	char file[300];

	if (mkdirat(siege->fd, name, 0755))
		err(1, "mkdir %s", name);
	/* Processes that move or make cgroups do not run as root. */
	snprintf(file, sizeof(file), "%s/cgroup.procs", name);
	if (fchownat(siege->fd, name, siege->arena->uid, (gid_t)-1, 0) ||
	    fchownat(siege->fd, file, siege->arena->uid, (gid_t)-1, 0))
		err(1, "chown %s", name);
}

static void make_cgroups(struct siege *siege)
{
	const char *names = siege->race->cgroups ? siege->race->cgroups : "";
	int arena = siege->arena->fd;
	char name[256];

	snprintf(siege->name, sizeof(siege->name), "t%u", siege->arena->runs);
	join_path(siege->path, siege->arena->path, siege->name);
	siege->fd = arena;
	make_cgroup(siege, siege->name);
	siege->fd = open_directory(arena, siege->name);
	while (*names) {
		size_t length = strcspn(names, " ");

		snprintf(name, sizeof(name), "%.*s", (int)length, names);
		make_cgroup(siege, name);
		names += length + 1;
	}
}

/* The path of a cgroup below the one to be killed. */
static const char *path_of(const struct siege *siege, const char *name, char path[PATH_MAX])
{
	if (!name)
		return siege->path;
	join_path(path, siege->path, name);
	return path;
}

static void exec_spawn(const struct siege *siege)
{
	const struct race *race = siege->race;
	char tool[PATH_MAX], into[PATH_MAX], other[PATH_MAX], uid[16];
	const char *argv[WORDS] = { tool, "-f", "-t", LIFE, "-c", path_of(siege, race->into, into) };
	int n = 6;

	join_path(tool, helpers, "spawn");
	snprintf(uid, sizeof(uid), "%u", (unsigned)siege->arena->uid);
	if (race->limit) {
		argv[n++] = "-u";
		argv[n++] = uid;
		argv[n++] = "-l";
		argv[n++] = race->limit;
	}
	if (race->other) {
		argv[n++] = "-d";
		argv[n++] = path_of(siege, race->other, other);
	}
	argv[n++] = race->kind;
	argv[n] = race->count;
	become(argv);
}

/* Returns when the bomb is what its kind promises. */
static void start_bomb(struct siege *siege)
{
	char pids[4096];
	int output[2];

	if (pipe2(output, O_CLOEXEC))
		err(1, "pipe");
	siege->bomb = start_process(CLONE_NEWPID, -1);
	if (siege->bomb == 0) {
		dup2(output[1], STDOUT_FILENO);
		exec_spawn(siege);
	}
	close(output[1]);
	while (read(output[0], pids, sizeof(pids)) > 0)
		;
	close(output[0]);
}

static void start_churner(struct siege *siege)
{
	char tool[PATH_MAX], where[PATH_MAX];
	const char *argv[WORDS] = { tool, "churn", where, LIFE };

	siege->churner = 0;
	if (!siege->race->churn)
		return;
	siege->churner = start_process(0, -1);
	if (siege->churner)
		return;
	join_path(tool, helpers, "nest");
	join_path(where, siege->path, siege->race->churn);
	become(argv);
}

/* Each run has its own option, or none. */
static const char *option_of(const struct siege *siege)
{
	switch (siege->arena->runs % 3) {
	case 0:
		return "--wait";
	case 1:
		/* A process that keeps making cgroups could prevent their removal. */
		return siege->race->churn ? "--wait" : "--remove";
	default:
		return NULL;
	}
}

static int attack(const struct siege *siege, const char *method, const char *option)
{
	char when[32];
	const char *argv[WORDS] = { program, "--method", method, "--cgroup", siege->path };
	int n = 5;

	if (siege->race->armed) {
		/* It takes some milliseconds to arm, or tens where all is slow. */
		snprintf(when, sizeof(when), "--when=%ums", any_below(8) << any_below(4));
		argv[n++] = when;
	}
	argv[n] = option;

	sleep_microseconds(any_below(HEAD_START));
	return arena_finish(siege->arena, arena_start(siege->arena, argv));
}

/* With an option, the cgroup is empty when the program ends; without one, soon after. */
static void check_empty(const struct siege *siege, const char *option)
{
	struct arena *arena = siege->arena;
	double end = seconds_now() + (option ? 0 : PATIENCE);

	while (is_populated(siege->fd)) {
		if (seconds_now() >= end) {
			arena_fail(arena, "not empty after %s", option ? option : "some time");
			return;
		}
		sleep_microseconds(500);
	}
	if (option && !strcmp(option, "--remove") && !access(siege->path, F_OK))
		arena_fail(arena, "not removed");
}

static void check_frozen(const struct siege *siege)
{
	if (is_frozen(siege->fd))
		arena_fail(siege->arena, "left frozen");
}

static void end_churner(const struct siege *siege)
{
	if (!siege->churner)
		return;
	kill(siege->churner, SIGKILL);
	waitpid(siege->churner, NULL, 0);
}

static void fight(struct siege *siege, const char *method)
{
	const char *option = option_of(siege);
	struct arena *arena = siege->arena;
	int status;

	make_cgroups(siege);
	start_churner(siege);
	start_bomb(siege);
	status = attack(siege, method, option);
	check_empty(siege, option);
	arena_check_quiet(arena, status);
	end_churner(siege);
	check_frozen(siege);
	arena_check_bystanders(arena);
	if (await_child(siege->bomb, arena->failed_run == arena->runs ? 1 : PATIENCE))
		arena_fail(arena, "somebody lives outside of the cgroup");
	close(siege->fd);
	demolish(arena->fd, siege->name);
}

void run_siege(struct arena *arena, const struct race *race, const char *method)
{
	struct siege siege = { .arena = arena, .race = race };

	while (arena_next(arena))
		fight(&siege, method);
}
