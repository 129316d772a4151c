/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "process.h"

#include <errno.h>
#include <error.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../helpers/clone.h"

#define SLOWNESS 300000000	/* nanoseconds to obey TERM */
#define PATIENCE 10000.0	/* maximum ms until the freezer has frozen all */

/* --- what they do -------------------------------------------------------------------------- */

static void block(int number)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, number);
	sigprocmask(SIG_BLOCK, &set, NULL);
}

__attribute__((noreturn))
static void sleep_forever(void)
{
	for (;;)
		pause();
}

__attribute__((noreturn))
static void obey_slowly(void)
{
	static const struct timespec time = { .tv_nsec = SLOWNESS };
	sigset_t set;
	int number;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigwait(&set, &number);
	nanosleep(&time, NULL);
	_exit(0);
}

__attribute__((noreturn))
static void live(const struct scene *scene)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (scene->kind == KIND_SLOW)
		block(SIGTERM);
	if (scene->kind == KIND_DEAF)
		block(SIGURG);
	atomic_fetch_add(scene->ready, 1);
	if (scene->kind == KIND_SLOW)
		obey_slowly();
	sleep_forever();
}

static void join(int cgroup)
{
	int fd = openat(cgroup, "cgroup.procs", O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, "0", 1) != 1)
		error(1, errno, "cgroup.procs");
	close(fd);
}

pid_t process_start(const struct scene *scene, int cgroup)
{
	pid_t pid = clone_process(0, scene->v1 ? -1 : cgroup, 0);

	if (pid)
		return pid;
	if (scene->v1)
		join(cgroup);
	live(scene);
}

bool process_was_told(pid_t pid)
{
	char path[64], line[256];
	uint64_t pending = 0;
	FILE *status;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	status = fopen(path, "re");
	if (!status)
		return false;
	while (fgets(line, sizeof(line), status))
		if (!strncmp(line, "ShdPnd:", 7))
			pending = strtoull(line + 7, NULL, 16);
	fclose(status);
	return pending & UINT64_C(1) << (SIGURG - 1);
}

/* --- how they are kept from dying ---------------------------------------------------------- */

static void write_freezer(const struct scene *scene, const char *name, const char *text)
{
	char path[PATH_MAX];
	int fd;

	snprintf(path, sizeof(path), "%s/%s", scene->freezer, name);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		error(1, errno, "%s", path);
	close(fd);
}

static bool is_frozen(const struct scene *scene)
{
	char path[PATH_MAX], state[16] = "";
	int fd;

	snprintf(path, sizeof(path), "%s/freezer.state", scene->freezer);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || read(fd, state, sizeof(state) - 1) < 0)
		error(1, errno, "%s", path);
	close(fd);
	return !strcmp(state, "FROZEN\n");
}

/* A traced process stops once more before it ends, for as long as the tracer does not care. */
void process_hold(const struct scene *scene, pid_t pid)
{
	uintptr_t options = PTRACE_O_TRACEEXIT | PTRACE_O_EXITKILL;
	char text[16];

	if (scene->freezer) {
		snprintf(text, sizeof(text), "%d", (int)pid);
		write_freezer(scene, "cgroup.procs", text);
	} else if (ptrace(PTRACE_SEIZE, pid, NULL, options) < 0) {
		error(1, errno, "ptrace");
	}
}

void process_freeze(const struct scene *scene)
{
	double end = now() + PATIENCE;

	if (!scene->stuck || !scene->freezer)
		return;
	write_freezer(scene, "freezer.state", "FROZEN");
	while (!is_frozen(scene)) {
		if (now() > end)
			error(1, 0, "%s: does not freeze", scene->freezer);
		usleep(1000);
	}
}

void process_release(const struct scene *scene)
{
	if (scene->stuck && scene->freezer)
		write_freezer(scene, "freezer.state", "THAWED");
}

pid_t process_reap(bool wait)
{
	pid_t pid;
	int status;

	while ((pid = waitpid(-1, &status, wait ? 0 : WNOHANG)) > 0) {
		if (!WIFSTOPPED(status))
			return pid;
		if (wait)
			ptrace(PTRACE_CONT, pid, NULL, 0);
	}
	return 0;
}
