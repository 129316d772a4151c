/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * --when oom: the kernel kills for lack of memory at any moment between the start of the program and
 * some time after it is armed. What has happened before the program takes its first count of
 * memory.events does not matter to it, and whatever happens after that does: strace tells which count
 * that was, so there is no moment about which nothing is known.
 */
#include <err.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../helpers/demolish.h"
#include "race.h"

#define STRACE "/usr/bin/strace"
#define VICTIMS 3
#define MEMORY "4M"		/* of the cgroup, */
#define TOO_MUCH (16 << 20)	/* and what one process takes of it */
#define PATIENCE 10		/* seconds for what must happen */
#define LULL 20000		/* microseconds in which nothing must happen */

struct scene {
	struct arena *arena;
	char name[32], path[PATH_MAX];	/* of the cgroup */
	int fd;
	int trace;			/* what strace writes, */
	char trace_path[32];		/* and where */
	const char *method;
	pid_t victims[VICTIMS];
	unsigned span;			/* microseconds in which the event comes, more or less */
	unsigned before, after;		/* runs in which it came before and after the count */
};

/* --- the cgroup ---------------------------------------------------------------------------- */

static bool write_file(int directory, const char *name, const char *text)
{
	int fd = openat(directory, name, O_WRONLY | O_CLOEXEC);
	bool done = fd >= 0 && write(fd, text, strlen(text)) > 0;

	if (fd >= 0)
		close(fd);
	return done;
}

/* The number after the first "oom_kill ", or -1. */
static long kills_in(int fd)
{
	char text[4096];
	ssize_t length = pread(fd, text, sizeof(text) - 1, 0);
	const char *key;

	text[length > 0 ? length : 0] = '\0';
	key = strstr(text, "oom_kill ");
	return key ? strtol(key + strlen("oom_kill "), NULL, 10) : -1;
}

static long count_kills(const struct scene *scene)
{
	int fd = openat(scene->fd, "memory.events", O_RDONLY | O_CLOEXEC);
	long kills = kills_in(fd);

	close(fd);
	return kills;
}

/* Returns whether it has the controller. */
static bool make_cgroup(struct scene *scene)
{
	int base = open_directory(scene->arena->fd, "..");

	if (mkdirat(base, scene->name, 0755))
		err(1, "mkdir %s", scene->name);
	scene->fd = open_directory(base, scene->name);
	close(base);
	write_file(scene->fd, "memory.swap.max", "0");
	return write_file(scene->fd, "memory.max", MEMORY);
}

static void remove_cgroup(const struct scene *scene)
{
	int base = open_directory(scene->arena->fd, "..");

	demolish(base, scene->name);
	close(base);
	close(scene->fd);
}

/* Beside the arena, since no cgroup with processes of its own may have a controller. */
static const char *open_scene(struct scene *scene)
{
	int base = open_directory(scene->arena->fd, "..");

	snprintf(scene->name, sizeof(scene->name), "armed%u", (unsigned)scene->arena->uid);
	write_file(base, "cgroup.subtree_control", "+memory");
	close(base);
	strcpy(scene->path, scene->arena->path);
	*strrchr(scene->path, '/') = '\0';
	if (strlen(scene->path) + sizeof(scene->name) >= sizeof(scene->path))
		errx(1, "%s: too long", scene->path);
	strcat(strcat(scene->path, "/"), scene->name);
	scene->trace = memfd_create("trace", 0);
	snprintf(scene->trace_path, sizeof(scene->trace_path), "/proc/%d/fd/%d", getpid(),
		 scene->trace);
	if (!make_cgroup(scene))
		return "no cgroup2 with the controller memory";
	return access(STRACE, X_OK) ? "strace is not installed" : NULL;
}

static void close_scene(const struct scene *scene)
{
	remove_cgroup(scene);
	close(scene->trace);
}

/* Some kernels kill at birth who is made in a cgroup that was killed before: Linux 6.1.176. */
static void renew_cgroup(struct scene *scene)
{
	remove_cgroup(scene);
	(void)make_cgroup(scene);
}

/* --- processes ----------------------------------------------------------------------------- */

/* The kernel prefers those whose value is high. */
static void set_oom_score(const char *value)
{
	if (!write_file(AT_FDCWD, "/proc/self/oom_score_adj", value))
		err(1, "oom_score_adj");
}

static void start_victims(struct scene *scene)
{
	for (int i = 0; i < VICTIMS; i++) {
		scene->victims[i] = start_process(0, scene->fd);
		if (scene->victims[i])
			continue;
		set_oom_score("-1000");
		for (;;)
			pause();
	}
}

static bool is_running(pid_t pid)
{
	siginfo_t info = { 0 };

	return waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && !info.si_pid;
}

static unsigned count_running(const struct scene *scene)
{
	unsigned running = 0;

	for (int i = 0; i < VICTIMS; i++)
		running += is_running(scene->victims[i]);
	return running;
}

static void bury_victims(const struct scene *scene)
{
	for (int i = 0; i < VICTIMS; i++) {
		kill(scene->victims[i], SIGKILL);
		waitpid(scene->victims[i], NULL, 0);
	}
}

/* A process that is ready to take too much, as soon as it can read a byte from there. */
static pid_t start_hog(const struct scene *scene, int trigger)
{
	pid_t pid = start_process(0, scene->fd);
	char *memory, byte;

	if (pid)
		return pid;
	set_oom_score("1000");
	memory = mmap(NULL, TOO_MUCH, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (memory == MAP_FAILED || read(trigger, &byte, 1) != 1)
		_exit(1);
	memset(memory, 1, TOO_MUCH);
	_exit(0);
}

static pid_t start_program(struct scene *scene)
{
	const char *argv[WORDS] = {
		STRACE, "--quiet=all", "-o", scene->trace_path, "-e", "trace=pread64", "-s", "300",
		program, "--method", scene->method, "--when", "oom", "--wait",
		"--cgroup", scene->path, NULL
	};

	if (ftruncate(scene->trace, 0))
		err(1, "trace");
	return arena_start(scene->arena, argv);
}

/* --- one run ------------------------------------------------------------------------------- */

/* Returns whether the number has become larger than that in time. */
static bool await_kills(const struct scene *scene, bool by_program, long than)
{
	double end = seconds_now() + PATIENCE;

	while ((by_program ? kills_in(scene->trace) : count_kills(scene)) <= than) {
		if (seconds_now() >= end)
			return false;
		sleep_microseconds(200);
	}
	return true;
}

static void cause_oom(struct scene *scene, pid_t hog, int trigger)
{
	long before = count_kills(scene);
	int status;

	if (write(trigger, "", 1) != 1 || waitpid(hog, &status, 0) != hog ||
	    !WIFSIGNALED(status) || !await_kills(scene, false, before))
		arena_fail(scene->arena, "the kernel has not killed");
}

/* The event was over before it began to watch: it must go on doing that. */
static void check_waiting(struct scene *scene, pid_t running)
{
	sleep_microseconds(LULL);
	if (!is_running(running) || count_running(scene) != VICTIMS)
		arena_fail(scene->arena, "it has counted what happened before");
}

/* Half of the events come before it is armed; returns false if it never is. */
static bool find_span(struct scene *scene)
{
	double start = seconds_now();
	pid_t running;
	bool armed;

	start_victims(scene);
	running = start_program(scene);
	armed = await_kills(scene, true, -1);
	scene->span = (unsigned)((seconds_now() - start) * 2e6) + 1;
	bury_victims(scene);
	arena_check_quiet(scene->arena, arena_finish(scene->arena, running));
	return armed;
}

/* What it has not counted must end it; if there was nothing, the next event does. */
static void check_end(struct scene *scene, pid_t running, const int *trigger)
{
	if (count_kills(scene) > kills_in(scene->trace)) {
		scene->after++;
	} else {
		scene->before++;
		check_waiting(scene, running);
		cause_oom(scene, start_hog(scene, trigger[0]), trigger[1]);
	}
	arena_check_quiet(scene->arena, arena_finish(scene->arena, running));
	if (count_running(scene))
		arena_fail(scene->arena, "%u of %u live", count_running(scene), VICTIMS);
}

static void run_scene(struct scene *scene)
{
	int trigger[2];
	pid_t hog, running;

	renew_cgroup(scene);
	if (pipe2(trigger, O_CLOEXEC))
		err(1, "pipe");
	start_victims(scene);
	hog = start_hog(scene, trigger[0]);
	running = start_program(scene);
	sleep_microseconds(scene->span / 1000 * any_below(1000));
	cause_oom(scene, hog, trigger[1]);
	if (!await_kills(scene, true, -1))
		arena_fail(scene->arena, "it is not armed");
	check_end(scene, running, trigger);
	bury_victims(scene);
	close(trigger[0]);
	close(trigger[1]);
	arena_check_bystanders(scene->arena);
}

void run_armed(struct arena *arena, const struct race *race, const char *method)
{
	struct scene scene = { .arena = arena, .method = method };

	(void)race;
	arena->idle = open_scene(&scene);
	if (!arena->idle && !find_span(&scene))
		arena->idle = "strace does not tell what it reads";
	while (!arena->idle && arena_next(arena))
		run_scene(&scene);
	snprintf(arena->remark, sizeof(arena->remark), ", %u before it was armed, %u after",
		 scene.before, scene.after);
	close_scene(&scene);
}
