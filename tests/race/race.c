/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * race - run races against the program, thousands of times
 *
 * usage: race CGROUP [WORD]
 *
 * Makes cgroups in CGROUP. Each race is a TAP point for each method; with a WORD, only races that
 * have it in their names are run; in the freezer of cgroup v1 those that are possible there. From
 * the environment: KILL, HELPERS, RACE_SECONDS (for each race), RACE_RUNS (maximum for each race),
 * JOBS (races at a time).
 */
#include "race.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/array.h"

#define PID_MAX "/proc/sys/kernel/pid_max"
#define RESERVED 301	/* the kernel's lowest pid_max; lower PIDs are handed out only once */

static const struct race races[] = {
	{ .name = "rabbits", .run = run_siege, .kind = "rabbit", .count = "12", .limit = "50" },
	{ .name = "a growing bomb", .run = run_siege, .kind = "grow", .count = "8", .limit = "100" },
	{ .name = "a full bomb", .run = run_siege, .kind = "grow", .count = "40", .limit = "40" },
	{ .name = "chains of vfork", .run = run_siege, .kind = "vforks", .count = "4", .limit = "50" },
	{ .name = "threads that fork", .run = run_siege,
	  .kind = "threader", .count = "6", .limit = "50" },
	{ .name = "threads that fork, without their main thread", .run = run_siege,
	  .kind = "beheaded", .count = "6", .limit = "50" },
	{ .name = "clones into siblings", .run = run_siege,
	  .kind = "cloner", .count = "12", .limit = "50", .cgroups = "a b c d " },
	{ .name = "moving and forking", .run = run_siege,
	  .kind = "nomad", .count = "12", .limit = "50", .cgroups = "a b c d " },
	{ .name = "moving", .run = run_siege, .kind = "mover", .count = "4", .cgroups = "a b ",
	  .into = "a", .other = "b" },
	{ .name = "moved from outside", .run = run_siege, .kind = "moved", .count = "6",
	  .cgroups = "a b ", .into = "a", .other = "b" },
	{ .name = "making and removing cgroups", .run = run_siege,
	  .kind = "burrower", .count = "8", .limit = "50" },
	{ .name = "cgroups made and removed beside", .run = run_siege,
	  .kind = "rabbit", .count = "8", .limit = "50",
	  .cgroups = "a ", .into = "a", .churn = "." },
	{ .name = "cgroups made and removed far below", .run = run_siege,
	  .kind = "rabbit", .count = "8", .limit = "50",
	  .cgroups = "1 1/2 1/2/3 1/2/3/4 1/2/3/4/5 1/2/3/4/5/6 1/2/3/4/5/6/7 1/2/3/4/5/6/7/8 "
		     "1/2/3/4/5/6/7/8/9 1/2/z ",
	  .into = "1/2/z", .churn = "1/2/3/4/5/6/7/8/9" },
	{ .name = "rabbits, few PIDs", .run = run_siege, .pids = 50,
	  .kind = "rabbit", .count = "8", .limit = "30" },
	{ .name = "a full bomb, few PIDs", .run = run_siege, .pids = 50,
	  .kind = "grow", .count = "20", .limit = "30" },
	{ .name = "clones into siblings, few PIDs", .run = run_siege, .pids = 50,
	  .kind = "cloner", .count = "8", .limit = "30", .cgroups = "a b c d " },
	{ .name = "rabbits, armed with a time", .run = run_siege, .armed = true,
	  .kind = "rabbit", .count = "12", .limit = "50" },
	{ .name = "a growing bomb, armed with a time", .run = run_siege, .armed = true,
	  .kind = "grow", .count = "8", .limit = "100" },
	{ .name = "lack of memory while it arms", .run = run_armed },
	{ .name = "moving, a signal for each", .run = run_delivery, .signal = "RTMIN" },
	{ .name = "a chain of forks", .run = run_once, .signal = "RTMIN", .kind = "chain", .count = "1" },
	{ .name = "chains of forks", .run = run_once, .signal = "RTMIN", .kind = "chain", .count = "5" },
	{ .name = "chains of forks, USR1", .run = run_once, .signal = "USR1",
	  .kind = "chain", .count = "3" },
	{ .name = "forks with the signal blocked", .run = run_once, .signal = "RTMIN",
	  .kind = "blocked", .count = "3" },
	{ .name = "a growing tree", .run = run_once, .signal = "RTMIN",
	  .kind = "tree", .count = "2", .limit = "100" },
	{ .name = "forks after vfork", .run = run_once, .signal = "RTMIN",
	  .kind = "vfork", .count = "2" },
	{ .name = "threads that fork, a signal", .run = run_once, .signal = "RTMIN",
	  .kind = "threads", .count = "3" },
	{ .name = "dead main threads, a signal", .run = run_once, .signal = "RTMIN",
	  .kind = "beheaded", .count = "3" },
	{ .name = "a chain of clones into siblings", .run = run_once, .signal = "RTMIN",
	  .kind = "chain", .count = "1", .cgroups = "0 1 2 3 " },
	{ .name = "chains of clones into siblings", .run = run_once, .signal = "RTMIN",
	  .kind = "chain", .count = "4", .cgroups = "0 1 2 3 " },
	{ .name = "clones into siblings with naps", .run = run_once, .signal = "RTMIN",
	  .kind = "napping", .count = "4", .cgroups = "0 1 2 3 " },
	{ .name = "a slow fork", .run = run_once, .signal = "RTMIN",
	  .kind = "chain", .count = "1", .mebibytes = 64 },
	{ .name = "slow forks", .run = run_once, .signal = "RTMIN",
	  .kind = "chain", .count = "4", .mebibytes = 64 },
	{ .name = "slow forks with the signal blocked", .run = run_once, .signal = "RTMIN",
	  .kind = "blocked", .count = "2", .mebibytes = 64 },
	{ .name = "a very slow fork", .run = run_once, .signal = "RTMIN",
	  .kind = "chain", .count = "1", .mebibytes = 256 },
	{ .name = "a very slow fork, STOP", .run = run_once, .signal = "STOP",
	  .kind = "chain", .count = "1", .mebibytes = 256 },
	{ .name = "chains of forks, STOP", .run = run_once, .signal = "STOP",
	  .kind = "chain", .count = "3" },
	{ .name = "a thread that forks very slowly, STOP", .run = run_once, .signal = "STOP",
	  .kind = "threads", .count = "1", .mebibytes = 256 },
	{ .name = "moved from outside, a signal", .run = run_once, .signal = "RTMIN",
	  .kind = "moved", .count = "4", .cgroups = "0 1 2 3 " },
	{ .name = "PIDs that go to bystanders, KILL", .run = run_recycling, .pids = 230, .signal = "KILL" },
	{ .name = "PIDs that go to bystanders, TERM", .run = run_recycling, .pids = 230, .signal = "TERM" },
	{ .name = "PIDs that go to bystanders, RTMIN", .run = run_recycling, .pids = 230, .signal = "RTMIN" },
	{ .name = "a PID that goes to a bystander between two signals", .run = run_follow_up,
	  .pids = 20, .signal = "TERM" },
};

static const char *const methods[] = { "kernel", "freeze", "signal" };

/* What is harder for the program, in those races that can do it. */
static const struct handicap {
	const char *name;
	bool alone, starved;
	int nice;
} handicaps[] = {
	{ .name = "" },
	{ .name = ", on one CPU", .alone = true },
	{ .name = ", at nice 19", .nice = 19 },
	{ .name = ", starved", .alone = true, .starved = true },
};

/* A race with a method. */
struct point {
	const struct race *race;
	const struct handicap *handicap;
	const char *method;
	char name[96];
};

/* What the workers share. */
struct score {
	atomic_uint next;	/* point to be taken */
	atomic_uint done;	/* points */
	atomic_uint runs, failures;
};

static struct point points[ARRAY_SIZE(races) * ARRAY_SIZE(methods) * ARRAY_SIZE(handicaps)];
static unsigned point_count;
static struct score *score;
static const char *base;
static bool in_v1;	/* base is in the freezer of cgroup v1 */
static bool has_kill;	/* there is cgroup.kill (Linux 5.14) */

static unsigned setting(const char *name, unsigned standard)
{
	const char *text = getenv(name);

	return text && *text ? (unsigned)strtoul(text, NULL, 10) : standard;
}

static void add_point(const struct race *race, const char *method,
		      const struct handicap *handicap, const char *word)
{
	struct point *point = &points[point_count];

	*point = (struct point){ .race = race, .handicap = handicap, .method = method };
	/* A process without a cgroup has no method. */
	if (race->run == run_follow_up)
		snprintf(point->name, sizeof(point->name), "%s", race->name);
	else
		snprintf(point->name, sizeof(point->name), "%s%s (%s)", race->name,
			 handicap->name, method);
	point_count += !word || strstr(point->name, word);
}

/* How fast the program is matters little in a frozen cgroup. */
static bool has_handicap(const struct race *race, const char *method,
			 const struct handicap *handicap)
{
	if (handicap == handicaps)
		return true;
	return race->run == run_once && (handicap->starved || strcmp(method, "freeze") != 0);
}

/*
 * In cgroup v1 nobody can be cloned into a cgroup, and the kernel kills none. From within a PID
 * namespace nobody can tell that one is empty.
 */
static bool works_in_v1(const struct race *race, const char *method)
{
	return race->run == run_siege && !race->pids && strcmp(race->kind, "cloner") != 0 &&
	       strcmp(method, "kernel") != 0;
}

static bool has_method(const struct race *race, size_t index)
{
	if (in_v1 && !works_in_v1(race, methods[index]))
		return false;
	if (race->run == run_follow_up)
		return index == 0;
	/* A frozen process that blocks the signal cannot tell whether that or its fork was first. */
	if (race->kind && !strcmp(race->kind, "blocked") && !strcmp(methods[index], "freeze"))
		return false;
	/* The kernel can only kill. */
	return index > 0 || (has_kill && (!race->signal || !strcmp(race->signal, "KILL")));
}

static void list_points(const char *word)
{
	for (size_t i = 0; i < ARRAY_SIZE(races); i++)
		for (size_t j = 0; j < ARRAY_SIZE(methods); j++)
			for (size_t k = 0; k < ARRAY_SIZE(handicaps); k++)
				if (has_method(&races[i], j) &&
				    has_handicap(&races[i], methods[j], &handicaps[k]))
					add_point(&races[i], methods[j], &handicaps[k], word);
}

/* Each line is a single write, so that lines from different workers do not mix. */
static void say_skipped(const char *name, const char *why)
{
	dprintf(STDOUT_FILENO, "ok %u - %s # SKIP %s\n", ++score->done, name, why);
}

static void say_result(const struct arena *arena)
{
	score->runs += arena->runs;
	score->failures += arena->failures;
	if (arena->idle && !arena->failures)
		say_skipped(arena->name, arena->idle);
	else
		dprintf(STDOUT_FILENO, "%s %u - %s: %u runs, %u failures, the slowest in %.0f ms%s\n",
			arena->failures ? "not ok" : "ok", ++score->done, arena->name, arena->runs,
			arena->failures, arena->slowest * 1000, arena->remark);
}

static void run_point(const struct point *point)
{
	struct arena arena = {
		.uid = 1000000000 + (uid_t)(point - points),
		.most = setting("RACE_RUNS", 100000),
		.seconds = setting("RACE_SECONDS", 2),
		.alone = point->handicap->alone,
		.nice = point->handicap->nice,
		.starved = point->handicap->starved,
	};

	arena_open(&arena, base, point->name);
	point->race->run(&arena, point->race, point->method);
	arena_close(&arena);
	say_result(&arena);
}

/* --- few PIDs ------------------------------------------------------------------------------ */

static int write_pid_max(unsigned value)
{
	int fd = open(PID_MAX, O_WRONLY | O_CLOEXEC);
	char text[16];
	int length = snprintf(text, sizeof(text), "%u", value), result;

	if (fd < 0)
		return -errno;
	result = write(fd, text, (size_t)length) == length ? 0 : -errno;
	close(fd);
	return result;
}

static unsigned long read_pid_max(void)
{
	char text[32] = "";
	int fd = open(PID_MAX, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || read(fd, text, sizeof(text) - 1) <= 0)
		err(1, PID_MAX);
	close(fd);
	return strtoul(text, NULL, 10);
}

/* Before, the value applies to the whole machine. */
static bool has_own_pid_max(void)
{
	struct utsname kernel;
	unsigned major = 0, minor = 0;

	return !uname(&kernel) && sscanf(kernel.release, "%u.%u", &major, &minor) == 2 &&
	       (major > 6 || (major == 6 && minor >= 14));
}

/* The kernel needs some for each processor. */
static void limit_pids(unsigned pids)
{
	int result;

	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    mount("proc", "/proc", "proc", 0, NULL))
		err(1, "mount /proc");
	for (pids += RESERVED; (result = write_pid_max(pids)) == -EINVAL && pids < 65536; pids *= 2)
		;
	if (result)
		errx(1, PID_MAX ": %s", strerror(-result));
}

/* Runs it in a PID namespace of its own. */
static void run_point_apart(const struct point *point)
{
	unsigned long pid_max = read_pid_max();
	int status;
	pid_t pid;

	if (!has_own_pid_max()) {
		say_skipped(point->name, "before Linux 6.14 pid_max is that of the whole machine");
		return;
	}
	pid = start_process(CLONE_NEWPID | CLONE_NEWNS, -1);
	if (pid == 0) {
		limit_pids(point->race->pids);
		run_point(point);
		exit(0);
	}
	if (waitpid(pid, &status, 0) != pid || status)
		errx(1, "%s: ended early", point->name);
	if (read_pid_max() != pid_max)
		errx(1, "the pid_max of the whole machine has changed");
}

/* --- all of them --------------------------------------------------------------------------- */

static void work(void)
{
	unsigned i;

	while ((i = score->next++) < point_count) {
		const struct point *point = &points[i];

		if (point->race->pids)
			run_point_apart(point);
		else
			run_point(point);
	}
	exit(0);
}

static int run_workers(unsigned jobs)
{
	int status, failed = 0;

	while (jobs--)
		if (start_process(0, -1) == 0)
			work();
	while (wait(&status) > 0)
		failed |= status;
	return failed ? 1 : 0;
}

int main(int argc, char **argv)
{
	int directory, failed;

	program = getenv("KILL");
	helpers = getenv("HELPERS");
	if (argc < 2 || !program || !helpers)
		errx(2, "usage: KILL=PROGRAM HELPERS=DIRECTORY race CGROUP [WORD]");
	base = argv[1];
	directory = open_directory(AT_FDCWD, base);
	in_v1 = is_v1(directory);
	has_kill = !faccessat(directory, "cgroup.kill", F_OK, 0);
	close(directory);
	list_points(argv[2]);
	if (!point_count)
		errx(2, "no race has %s in its name", argv[2]);
	score = mmap(NULL, sizeof(*score), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (score == MAP_FAILED)
		err(1, "mmap");
	failed = run_workers(setting("JOBS", (unsigned)sysconf(_SC_NPROCESSORS_ONLN)));
	printf("# %u runs, %u failures\n1..%u\n", score->runs, score->failures, point_count);
	return failed;
}
