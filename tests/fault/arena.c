/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "arena.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>


#define TARGETS 3
#define READY_MS 10000

static void join(int cgroup, pid_t pid)
{
	int fd = openat(cgroup, "cgroup.procs", O_WRONLY | O_CLOEXEC);

	if (fd < 0 || dprintf(fd, "%d", (int) pid) < 0)
		err(1, "cannot put a process into a cgroup");
	close(fd);
}

static void *sleep_on(void *unused)
{
	for (;;)
		pause();
	return unused;
}

static void become_headless(int cgroup)
{
	pthread_t thread;

	join(cgroup, 0);
	if (pthread_create(&thread, NULL, sleep_on, NULL))
		errx(1, "cannot start a thread");
	syscall(SYS_exit, 0);
}

static bool is_headless(pid_t pid)
{
	char path[64], text[512];
	const char *end;
	ssize_t length;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int) pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	length = fd < 0 ? 0 : read(fd, text, sizeof(text) - 1);
	if (fd >= 0)
		close(fd);
	text[length > 0 ? length : 0] = 0;
	end = strrchr(text, ')');
	return end && !strncmp(end, ") Z", 3);
}

static pid_t start(int cgroup, bool headless)
{
	pid_t pid = fork();

	if (pid < 0)
		err(1, "fork");
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (headless)
			become_headless(cgroup);
		sleep_on(NULL);
	}
	if (!headless)
		join(cgroup, pid);
	for (int ms = 0; headless && !is_headless(pid); ms++) {
		if (ms > READY_MS)
			errx(1, "the main thread does not exit");
		usleep(1000);
	}
	return pid;
}

static int make(int at, const char *name)
{
	int fd;

	if (mkdirat(at, name, 0755) && errno != EEXIST)
		err(1, "cannot make the cgroup %s", name);
	fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		err(1, "cannot open the cgroup %s", name);
	return fd;
}

void arena_open(struct arena *arena, const char *cgroup, const char *directory, unsigned int number)
{
	int above = open(cgroup, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	char name[16], beside[64];

	if (above < 0)
		err(1, "%s", cgroup);
	snprintf(name, sizeof(name), "%u", number);
	snprintf(arena->top, PATH_MAX, "%s/%s", cgroup, name);
	snprintf(arena->id, sizeof(arena->id), "%d-%s", getpid(), name);
	snprintf(arena->target, PATH_MAX, "%s/%s/target-%s", cgroup, name, arena->id);
	snprintf(arena->out, PATH_MAX, "%s/%s.out", directory, name);
	snprintf(arena->err, PATH_MAX, "%s/%s.err", directory, name);
	snprintf(arena->trace, PATH_MAX, "%s/%s.trace", directory, name);
	arena->top_fd = make(above, name);
	snprintf(beside, sizeof(beside), "beside-%s", arena->id);
	arena->beside_fd = make(arena->top_fd, beside);
	arena->bystanders[0] = start(arena->top_fd, false);
	arena->bystanders[1] = start(arena->beside_fd, false);
	close(above);
}

static void add_victim(struct arena *arena, int cgroup, bool headless)
{
	arena->ended[arena->count] = false;
	arena->victims[arena->count++] = start(cgroup, headless);
}

void arena_fill(struct arena *arena, unsigned int flags)
{
	int *fds = arena->target_fds;

	fds[0] = make(arena->top_fd, strrchr(arena->target, '/') + 1);
	fds[1] = make(fds[0], "a");
	fds[2] = make(fds[0], "b");
	arena->count = 0;
	/* So there is no moment at which the signal would end it. */
	signal(SIGTERM, flags & IMMUNE_VICTIM ? SIG_IGN : SIG_DFL);
	add_victim(arena, fds[0], false);
	signal(SIGTERM, SIG_DFL);
	if (flags & ONE_VICTIM)
		return;
	for (int i = 0; i < TARGETS; i++)
		add_victim(arena, fds[i], false);
	if (flags & HEADLESS_VICTIM)
		add_victim(arena, fds[1], true);
}

static void put(int cgroup, const char *file, const char *text)
{
	int fd = openat(cgroup, file, O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	(void) !write(fd, text, strlen(text));
	close(fd);
}

/* Of either version. */
static void thaw(int cgroup)
{
	put(cgroup, "cgroup.freeze", "0");
	put(cgroup, "freezer.state", "THAWED");
}

void arena_clear(struct arena *arena)
{
	thaw(arena->top_fd);
	thaw(arena->beside_fd);
	for (int i = 0; i < TARGETS; i++) {
		thaw(arena->target_fds[i]);
		close(arena->target_fds[i]);
	}
	for (unsigned int i = 0; i < arena->count; i++) {
		if (arena->ended[i])
			continue;
		kill(arena->victims[i], SIGKILL);
		waitpid(arena->victims[i], NULL, 0);
	}
}

static bool has_ended(pid_t pid)
{
	return waitpid(pid, NULL, WNOHANG) == pid;
}

const char *arena_lost_bystander(struct arena *arena)
{
	if (has_ended(arena->bystanders[0])) {
		arena->bystanders[0] = start(arena->top_fd, false);
		return "the bystander in the parent died";
	}
	if (has_ended(arena->bystanders[1])) {
		arena->bystanders[1] = start(arena->beside_fd, false);
		return "the bystander in the sibling died";
	}
	return NULL;
}

unsigned int arena_await(struct arena *arena, unsigned int count, int milliseconds)
{
	unsigned int ended;

	for (;; milliseconds--) {
		ended = 0;
		for (unsigned int i = 0; i < arena->count; i++) {
			arena->ended[i] = arena->ended[i] || has_ended(arena->victims[i]);
			ended += arena->ended[i];
		}
		if (ended >= count || milliseconds <= 0)
			return ended;
		usleep(1000);
	}
}

static bool is_frozen(int cgroup)
{
	int fd = openat(cgroup, "cgroup.freeze", O_RDONLY | O_CLOEXEC);
	char digit = '0';

	if (fd < 0)
		fd = openat(cgroup, "freezer.self_freezing", O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	(void) !read(fd, &digit, 1);
	close(fd);
	return digit != '0';
}

bool arena_is_frozen(const struct arena *arena)
{
	for (int i = 0; i < TARGETS; i++)
		if (is_frozen(arena->target_fds[i]))
			return true;
	return is_frozen(arena->top_fd) || is_frozen(arena->beside_fd);
}

bool arena_has_target(const struct arena *arena)
{
	return faccessat(arena->top_fd, "target", F_OK, 0) == 0;
}
