/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Processes that keep forking. They are limited by the number of processes that their user may
 * have (-l), and by time. SIGCHLD is ignored, so dead children need not be waited for.
 */
#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clone.h"
#include "spawn.h"

/* Becomes the user, who is allowed slightly more processes than exist at any time. */
static void become_bounded(struct job *job, rlim_t enough)
{
	become_user(job, job->limit ? job->limit : enough);
}

/* Forks until there are as many processes as the job requires; returns in each of them. */
static void multiply(const struct job *job)
{
	unsigned n = job->count;

	while (n > 1) {
		pid_t pid = fork();

		if (pid == 0)
			break;
		if (pid > 0)
			n--;
	}
}

/* The child takes the place of the parent. */
static void pass_on(void)
{
	pid_t pid = fork();

	if (pid > 0)
		_exit(0);
	if (pid < 0)
		usleep(200);
}

/* N chains in which every process forks and exits. */
void run_rabbit(struct job *job)
{
	become_bounded(job, 2 * (rlim_t) job->count + 16);
	multiply(job);
	while (in_time(job))
		pass_on();
	_exit(0);
}

/* Every process keeps forking, up to the limit, or to N. */
void run_grow(struct job *job)
{
	become_bounded(job, job->count);
	while (in_time(job))
		if (fork() < 0)
			usleep(500);
	_exit(0);
}

/* --- vfork --------------------------------------------------------------------------------- */

#define LINKS 4    /* in a chain of processes that wait for each other */
#define CHAINS 8   /* of a process, before its child takes over */
#define STACK 16384

/* Each link starts the next one, which shares its memory, and waits until that has exited. */
static int run_link(void *arg)
{
	static char stacks[LINKS][STACK] __attribute__((aligned(16)));
	char (*stack)[STACK] = arg ? arg : stacks;
	pid_t pid;

	if (stack == stacks + LINKS)
		return 0;
	pid = clone(run_link, stack[1] , CLONE_VM | CLONE_VFORK | SIGCHLD, stack + 1);
	if (pid > 0)
		waitpid(pid, NULL, 0);
	return 0;
}

void run_vforks(struct job *job)
{
	become_bounded(job, (LINKS + 2) * (rlim_t) job->count + 16);
	multiply(job);
	while (in_time(job)) {
		for (int i = 0; i < CHAINS; i++)
			run_link(NULL);
		pass_on();
	}
	_exit(0);
}

/* --- threads ------------------------------------------------------------------------------- */

#define FORKS 3 /* of a process with threads, which then exits */

static atomic_int forks; /* of this process */
static struct job *bomb;
static void start_threader(void);
static void start_beheaded(void);

/* Forks processes of this kind until this process has forked enough. */
static void fork_some(void (*start)(void))
{
	while (in_time(bomb)) {
		pid_t pid = fork();

		if (pid == 0) {
			forks = 0;
			start();
		}
		if (pid < 0)
			usleep(500);
		else if (atomic_fetch_add(&forks, 1) + 1 >= FORKS)
			break;
	}
	_exit(0);
}

static void *threader_thread(void *arg)
{
	fork_some(start_threader);
	return arg;
}

static void *beheaded_thread(void *arg)
{
	fork_some(start_beheaded);
	return arg;
}

/* All threads fork, including the first one. */
static void start_threader(void)
{
	pthread_t thread;

	for (int i = 0; i < 2; i++)
		(void) !pthread_create(&thread, NULL, threader_thread, NULL);
	fork_some(start_threader);
}

/* The first thread exits, the other one forks. */
static void start_beheaded(void)
{
	pthread_t thread;

	while (in_time(bomb) && pthread_create(&thread, NULL, beheaded_thread, NULL))
		usleep(500);
	syscall(SYS_exit, 0);
}

/* Grows, up to the limit, with processes in which several threads fork. */
void run_threader(struct job *job)
{
	bomb = job;
	become_bounded(job, 4 * (rlim_t) job->count + 16);
	start_threader();
}

/* The same with processes whose main thread has exited. */
void run_beheaded(struct job *job)
{
	bomb = job;
	become_bounded(job, 4 * (rlim_t) job->count + 16);
	start_beheaded();
}

/* --- cgroups ------------------------------------------------------------------------------- */

#define CHILDREN 16

struct children {
	int fds[CHILDREN];
	int count;
};

/* Opens a file of each child of the cgroup, or the child itself. */
static void open_children(int cgroup, const char *file, int flags, struct children *children)
{
	int fd = openat(cgroup, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *list = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;
	char path[300];

	if (!list)
		err(1, "cannot list a cgroup");
	children->count = 0;
	while ((entry = readdir(list)) && children->count < CHILDREN) {
		if (entry->d_type != DT_DIR || entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "%s/%s", entry->d_name, file);
		fd = openat(cgroup, path, flags | O_CLOEXEC);
		if (fd < 0)
			err(1, "%s", path);
		children->fds[children->count++] = fd;
	}
	closedir(list);
	if (!children->count)
		errx(1, "the cgroup has no children");
}

/* A number below the bound that differs between processes. */
static unsigned any(unsigned bound)
{
	static unsigned seed;

	seed = seed * 1103515245 + 12345 + (unsigned) getpid();
	return (seed >> 16) % bound;
}

/* N chains in which every process clones the next one directly into some child of the cgroup. */
void run_cloner(struct job *job)
{
	struct children children;

	open_children(job->cgroup, ".", O_RDONLY | O_DIRECTORY, &children);
	become_bounded(job, 2 * (rlim_t) job->count + 16);
	multiply(job);
	while (in_time(job)) {
		pid_t pid = clone_process(0, children.fds[any((unsigned) children.count)], 0);

		if (pid > 0 || (pid < 0 && errno != EAGAIN && errno != EINTR))
			_exit(pid < 0);
		if (pid < 0)
			usleep(200);
	}
	_exit(0);
}

/* N chains in which every process moves itself to some child of the cgroup before it forks. */
void run_nomad(struct job *job)
{
	struct children children;

	open_children(job->cgroup, "cgroup.procs", O_WRONLY, &children);
	become_bounded(job, 2 * (rlim_t) job->count + 16);
	multiply(job);
	while (in_time(job)) {
		if (write(children.fds[any((unsigned) children.count)], "0", 1) != 1)
			_exit(1);
		pass_on();
	}
	_exit(0);
}

/* Moves into a new cgroup two levels below, or into one made just before. */
static void burrow(int top)
{
	char path[32];
	unsigned where = any(32);
	int fd;

	snprintf(path, sizeof(path), "%u", where % 8);
	mkdirat(top, path, 0755);
	snprintf(path, sizeof(path), "%u/%u", where % 8, where / 8);
	mkdirat(top, path, 0755);
	snprintf(path, sizeof(path), "%u/%u/cgroup.procs", where % 8, where / 8);
	fd = openat(top, path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	(void) !write(fd, "0", 1);
	close(fd);
}

/* Removes some cgroup if it is empty. */
static void fill_up(int top)
{
	char path[32];
	unsigned where = any(32);

	snprintf(path, sizeof(path), "%u/%u", where % 8, where / 8);
	unlinkat(top, path, AT_REMOVEDIR);
	snprintf(path, sizeof(path), "%u", where % 8);
	unlinkat(top, path, AT_REMOVEDIR);
}

/* N chains in which every process makes cgroups, moves there, removes others, and forks. */
void run_burrower(struct job *job)
{
	become_bounded(job, 2 * (rlim_t) job->count + 16);
	multiply(job);
	while (in_time(job)) {
		burrow(job->cgroup);
		fill_up(job->cgroup);
		pass_on();
	}
	_exit(0);
}
