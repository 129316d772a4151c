/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Measures killers of cgroups against each other: fills a cgroup with processes,
 * runs a killer, and takes the time from its start until cgroup.events says that
 * nothing lives there.
 *
 *     killtime PROCESSES CGROUPS PAIRS DIRECTORY COMMAND... -- COMMAND... [-- ...]
 *
 * DIRECTORY is an empty cgroup of the caller's, below which it makes its own;
 * "{}" in a command stands for the cgroup to kill. In each round every command runs
 * once, in turn, so that what disturbs the machine disturbs all. Prints for each
 * command the median time in milliseconds, the median of its ratios to the first
 * command in the same round, the time until the command itself ended, its greatest
 * resident set in KiB, and the command.
 */
#include <errno.h>
#include <error.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define COMMANDS 8
#define WORDS 63
#define ROUNDS 1001

struct command {
	char **words;
	double total[ROUNDS], ratio[ROUNDS], own[ROUNDS];
	long peak;
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int make_cgroup(int parent, const char *name)
{
	int fd;

	if (mkdirat(parent, name, 0755) < 0)
		error(1, errno, "mkdir %s", name);
	fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		error(1, errno, "%s", name);
	return fd;
}

/* A sleeping process, made right in the cgroup. */
static void make_process(int cgroup)
{
	struct clone_args args = {
		.flags = CLONE_INTO_CGROUP,
		.exit_signal = SIGCHLD,
		.cgroup = (uint64_t)cgroup,
	};
	long pid = syscall(SYS_clone3, &args, sizeof(args));

	if (pid < 0)
		error(1, errno, "clone3");
	if (pid == 0)
		for (;;)
			pause();
}

static void fill(int top, int processes, int cgroups)
{
	int last = -1;

	for (int i = 0; i < processes; i++) {
		char name[32];
		int per_cgroup = (processes + cgroups - 1) / cgroups;

		if (cgroups > 1 && i % per_cgroup == 0) {
			if (last >= 0)
				close(last);
			snprintf(name, sizeof(name), "c%d", i / per_cgroup);
			last = make_cgroup(top, name);
		}
		make_process(last < 0 ? top : last);
	}
	if (last >= 0)
		close(last);
}

static bool is_populated(int events)
{
	char text[128] = "";

	if (pread(events, text, sizeof(text) - 1, 0) < 0)
		error(1, errno, "cgroup.events");
	return strstr(text, "populated 1") != NULL;
}

static void remove_tree(int parent, const char *name, int cgroups)
{
	char path[64];

	for (int i = 0; cgroups > 1 && i < cgroups; i++) {
		snprintf(path, sizeof(path), "%s/c%d", name, i);
		unlinkat(parent, path, AT_REMOVEDIR);
	}
	for (int i = 0; unlinkat(parent, name, AT_REMOVEDIR) < 0 && i < 1000; i++)
		usleep(1000);
}

static pid_t start(char **words, const char *target)
{
	char *argv[WORDS + 1] = { NULL };
	pid_t pid;
	int err;

	if (!words[0])
		error(2, 0, "a command is empty");
	for (size_t n = 0; n < WORDS && words[n]; n++)
		argv[n] = strcmp(words[n], "{}") ? words[n] : (char *)(uintptr_t)target;
	err = posix_spawnp(&pid, words[0], NULL, NULL, argv, environ);
	if (err)
		error(1, err, "%s", words[0]);
	return pid;
}

static void measure(struct command *command, int round, const char *directory,
		    int processes, int cgroups)
{
	char target[4096];
	int parent = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC), top, events;
	struct rusage usage;
	double begin;
	int status;
	pid_t pid;

	if (parent < 0)
		error(1, errno, "%s", directory);
	top = make_cgroup(parent, "bench");
	snprintf(target, sizeof(target), "%s/bench", directory);
	events = openat(top, "cgroup.events", O_RDONLY | O_CLOEXEC);
	fill(top, processes, cgroups);

	begin = now();
	pid = start(command->words, target);
	/* Not by notification: the kernel holds these back for 10 ms. */
	while (is_populated(events))
		usleep(100);
	command->total[round] = now() - begin;
	while (wait4(pid, &status, 0, &usage) < 0 && errno == EINTR)
		;
	command->own[round] = now() - begin;
	if (!WIFEXITED(status) || WEXITSTATUS(status))
		error(1, 0, "%s failed", command->words[0]);
	if (usage.ru_maxrss > command->peak)
		command->peak = usage.ru_maxrss;

	while (waitpid(-1, NULL, 0) > 0)
		;
	close(events);
	close(top);
	remove_tree(parent, "bench", cgroups);
	close(parent);
}

static int by_value(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return (left > right) - (left < right);
}

static double median(double *values, int count)
{
	qsort(values, (size_t)count, sizeof(*values), by_value);
	return values[count / 2];
}

static int split(char **words, struct command *commands)
{
	int count = 0;

	while (*words && count < COMMANDS) {
		commands[count++].words = words;
		while (*words && strcmp(*words, "--") != 0)
			words++;
		if (*words)
			*words++ = NULL;
	}
	return count;
}

int main(int argc, char **argv)
{
	static struct command commands[COMMANDS];
	int processes, cgroups, rounds, count;

	if (argc < 6)
		error(2, 0, "usage: killtime PROCESSES CGROUPS PAIRS DIRECTORY COMMAND... [-- COMMAND...]...");
	processes = atoi(argv[1]);
	cgroups = atoi(argv[2]);
	rounds = atoi(argv[3]);
	if (processes < 0 || cgroups < 1 || rounds < 1 || rounds > ROUNDS)
		error(2, 0, "numbers out of range");
	count = split(argv + 5, commands);
	for (int round = 0; round < rounds; round++)
		for (int i = 0; i < count; i++) {
			measure(&commands[i], round, argv[4], processes, cgroups);
			commands[i].ratio[round] =
				commands[i].total[round] / commands[0].total[round];
		}
	for (int i = 0; i < count; i++) {
		printf("%9.2f ms %6.3f %9.2f ms %6ld KiB ", median(commands[i].total, rounds),
		       median(commands[i].ratio, rounds), median(commands[i].own, rounds),
		       commands[i].peak);
		for (char **word = commands[i].words; *word; word++)
			printf(" %s", *word);
		putchar('\n');
	}
	return 0;
}
