/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Measures one kill of a cgroup: fills it with processes, runs a command that should kill
 * them, and measures the time from the start of the command until cgroup.events says that
 * the cgroup is empty.
 *
 *     killtime [-c CGROUPS] [-d] [-l SECONDS] PROCESSES DIRECTORY COMMAND...
 *
 * DIRECTORY is a cgroup that has never been killed: in one that has, Linux 6.18 kills at once
 * whatever clone3(2) creates there. With -c the processes are spread over that many cgroups,
 * which are made below it, side by side, or with -d nested, and removed at the end. "{}" in
 * the command stands for DIRECTORY.
 *
 * Prints six numbers: the milliseconds until the cgroup was empty, and until the command
 * had ended; the milliseconds of CPU that it used, its peak resident set in KiB, its exit
 * status, and how many processes were left SECONDS (20) after the start, or a second
 * after the command had ended. These are killed then.
 *
 * The status is 3 if the machine has no room for that many processes or cgroups.
 */
#include <errno.h>
#include <error.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define WORDS 63
#define NO_ROOM 3
#define READY 60e3	/* maximum ms for the processes to start */
#define GRACE 1000.0	/* maximum ms for victims to end after the command */

struct bench {
	const char *directory;
	int top;		/* the directory, open */
	int processes, made;
	int cgroups;		/* 0: the processes are in the directory itself */
	bool deep;
	double limit;		/* ms */
	atomic_int *ready;	/* how many processes have begun to sleep */
};

struct result {
	double empty, own;	/* ms; negative: not yet */
	struct rusage usage;
	int status, left;
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int open_cgroup(int parent, const char *name)
{
	return openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

/* Every process of the directory is ours, and our child. */
static void reap_all(void)
{
	while (waitpid(-1, NULL, 0) > 0)
		;
}

static void kill_all(const struct bench *bench)
{
	int fd = openat(bench->top, "cgroup.kill", O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	if (write(fd, "1", 1) < 0)
		error(0, errno, "cgroup.kill");
	close(fd);
}

/* The names of the cgroups: c0, c1... side by side, or d, d/d... nested. */
static void name_cgroup(const struct bench *bench, int number, char name[static 32])
{
	if (bench->deep)
		strcpy(name, "d");
	else
		snprintf(name, 32, "c%d", number);
}

/* From the deepest upwards, with paths that may be longer than PATH_MAX. */
static void remove_deep(const struct bench *bench)
{
	int at = dup(bench->top), levels = 0, next, up;

	for (; (next = open_cgroup(at, "d")) >= 0; levels++) {
		close(at);
		at = next;
	}
	for (; levels > 0; levels--) {
		up = open_cgroup(at, "..");
		close(at);
		at = up;
		unlinkat(at, "d", AT_REMOVEDIR);
	}
	close(at);
}

static void remove_cgroups(const struct bench *bench)
{
	char name[32];

	if (bench->deep) {
		remove_deep(bench);
		return;
	}
	for (int i = 0; i < bench->cgroups; i++) {
		name_cgroup(bench, i, name);
		unlinkat(bench->top, name, AT_REMOVEDIR);
	}
}

__attribute__((noreturn))
static void no_room(const struct bench *bench, const char *what, int number)
{
	int err = errno;

	kill_all(bench);
	reap_all();
	remove_cgroups(bench);
	error(NO_ROOM, err, "no room for more than %d %s", number, what);
	abort();
}

/* A process that sleeps, created directly in the cgroup. */
static void make_process(struct bench *bench, int cgroup)
{
	struct clone_args args = {
		.flags = CLONE_INTO_CGROUP,
		.exit_signal = SIGCHLD,
		.cgroup = (uint64_t)cgroup,
	};
	long pid = syscall(SYS_clone3, &args, sizeof(args));

	if (pid < 0)
		no_room(bench, "processes", bench->made);
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		atomic_fetch_add(bench->ready, 1);
		for (;;)
			pause();
	}
	bench->made++;
}

static int make_cgroup(const struct bench *bench, int parent, int number)
{
	char name[32];
	int fd = -1;

	name_cgroup(bench, number, name);
	if (mkdirat(parent, name, 0755) == 0)
		fd = open_cgroup(parent, name);
	if (fd < 0)
		no_room(bench, "cgroups", number);
	return fd;
}

static void fill(struct bench *bench)
{
	int at = dup(bench->top);

	for (int i = 0; i < bench->cgroups; i++) {
		int next = make_cgroup(bench, bench->deep ? at : bench->top, i);
		int share = (bench->processes - bench->made) / (bench->cgroups - i);

		close(at);
		at = next;
		for (int n = 0; n < share; n++)
			make_process(bench, at);
	}
	while (bench->made < bench->processes)
		make_process(bench, at);
	close(at);
}

/* Waits until all are asleep, so that nothing they do before that is measured. */
static void wait_ready(const struct bench *bench)
{
	double end = now() + READY;

	while (atomic_load(bench->ready) < bench->processes) {
		if (now() > end) {
			errno = ETIME;
			no_room(bench, "running processes", atomic_load(bench->ready));
		}
		usleep(1000);
	}
}

/* A cgroup that is gone is empty, too: a service manager removes it at once. */
static bool is_empty(int events)
{
	char text[128] = "";

	if (pread(events, text, sizeof(text) - 1, 0) < 0) {
		if (errno == ENODEV)
			return true;
		error(1, errno, "cgroup.events");
	}
	return strstr(text, "populated 0") != NULL;
}

static pid_t start(char **words, const char *directory)
{
	char *argv[WORDS + 1] = { NULL };
	pid_t pid;
	int err;

	if (!words[0])
		error(2, 0, "no command");
	for (size_t n = 0; n < WORDS && words[n]; n++)
		argv[n] = strcmp(words[n], "{}") ? words[n] : (char *)(uintptr_t)directory;
	err = posix_spawnp(&pid, words[0], NULL, NULL, argv, environ);
	if (err)
		error(1, err, "%s", words[0]);
	return pid;
}

static bool has_ended(pid_t pid)
{
	siginfo_t info = { 0 };

	return waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) < 0 || info.si_pid;
}

static bool is_over(const struct result *result, double time, double limit)
{
	if (result->own < 0)
		return time > limit;
	return result->empty >= 0 || time > result->own + GRACE;
}

/*
 * Checks often enough to be accurate to a percent, and no more often: each check takes time
 * from what is measured. There are notifications, but the kernel delays them by 10 ms.
 */
static void look_later(double time)
{
	double pause = time * 1000 / 200;

	usleep(pause < 20 ? 20 : pause > 1000 ? 1000 : (useconds_t)pause);
}

static void watch(const struct bench *bench, pid_t pid, int events, double begin,
		  struct result *result)
{
	double time;

	do {
		bool empty = is_empty(events), ended = has_ended(pid);

		time = now() - begin;
		if (empty && result->empty < 0)
			result->empty = time;
		if (ended && result->own < 0)
			result->own = time;
		if (!is_over(result, time, bench->limit))
			look_later(time);
	} while (!is_over(result, time, bench->limit));
}

/* Reaps the dead, and counts the processes that should be dead. */
static int count_left(const struct bench *bench)
{
	int dead = 0;

	while (waitpid(-1, NULL, WNOHANG) > 0)
		dead++;
	return bench->made - dead;
}

static struct result measure(struct bench *bench, char **words)
{
	struct result result = { .empty = -1, .own = -1 };
	int events = openat(bench->top, "cgroup.events", O_RDONLY | O_CLOEXEC);
	double begin;
	pid_t pid;

	if (events < 0)
		error(1, errno, "cgroup.events");
	fill(bench);
	wait_ready(bench);
	begin = now();
	pid = start(words, bench->directory);
	watch(bench, pid, events, begin, &result);
	if (result.own < 0)
		kill(pid, SIGKILL);
	while (wait4(pid, &result.status, 0, &result.usage) < 0 && errno == EINTR)
		;
	if (result.empty < 0)
		result.left = count_left(bench);
	close(events);
	return result;
}

static double milliseconds(struct timeval time)
{
	return (double)time.tv_sec * 1e3 + (double)time.tv_usec / 1e3;
}

static void print(const struct result *result)
{
	int status = WIFEXITED(result->status) ? WEXITSTATUS(result->status) :
		128 + WTERMSIG(result->status);

	printf("%.3f %.3f %.3f %ld %d %d\n", result->empty, result->own,
	       milliseconds(result->usage.ru_utime) + milliseconds(result->usage.ru_stime),
	       result->usage.ru_maxrss, status, result->left);
}

static int number(const char *text)
{
	char *end;
	long value = strtol(text, &end, 10);

	if (*end || end == text || value < 0 || value > 10000000)
		error(2, 0, "not a number: %s", text);
	return (int)value;
}

static char **parse(int argc, char **argv, struct bench *bench)
{
	int option;

	while ((option = getopt(argc, argv, "+c:dl:")) >= 0)
		switch (option) {
		case 'c':
			bench->cgroups = number(optarg);
			break;
		case 'd':
			bench->deep = true;
			break;
		case 'l':
			bench->limit = number(optarg) * 1e3;
			break;
		default:
			exit(2);
		}
	if (argc - optind < 3)
		error(2, 0, "usage: killtime [-c CGROUPS] [-d] [-l SECONDS] PROCESSES DIRECTORY COMMAND...");
	bench->processes = number(argv[optind]);
	bench->directory = argv[optind + 1];
	return argv + optind + 2;
}

int main(int argc, char **argv)
{
	struct bench bench = { .limit = 20e3 };
	char **words = parse(argc, argv, &bench);
	struct result result;

	bench.ready = mmap(NULL, sizeof(*bench.ready), PROT_READ | PROT_WRITE,
			   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (bench.ready == MAP_FAILED)
		error(1, errno, "mmap");
	bench.top = open_cgroup(AT_FDCWD, bench.directory);
	if (bench.top < 0)
		error(1, errno, "%s", bench.directory);
	prctl(PR_SET_TIMERSLACK, 1);
	result = measure(&bench, words);
	if (result.left)
		kill_all(&bench);
	reap_all();
	remove_cgroups(&bench);
	print(&result);
	return 0;
}
