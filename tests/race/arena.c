/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "arena.h"

#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../helpers/clone.h"
#include "../helpers/demolish.h"

#define LIMIT 20	/* time limit in seconds for a run of the program */
#define SHOWN 3		/* failures of a race that are reported */

const char *program, *helpers;

double seconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

void sleep_microseconds(unsigned microseconds)
{
	struct timespec time = { microseconds / 1000000, microseconds % 1000000 * 1000L };

	nanosleep(&time, NULL);
}

unsigned any_below(unsigned bound)
{
	static unsigned seed;

	if (!seed)
		seed = (unsigned)getpid() + (unsigned)time(NULL);
	seed = seed * 1103515245 + 12345;
	return (seed >> 16) % bound;
}

int open_directory(int at, const char *path)
{
	int fd = openat(at, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		err(1, "%s", path);
	return fd;
}

void join_path(char path[static PATH_MAX], const char *directory, const char *name)
{
	if (snprintf(path, PATH_MAX, "%s/%s", directory, name) >= PATH_MAX)
		errx(1, "%s: too long", directory);
}

/* execv(3) has a type from before const existed. */
void become(const char *const argv[])
{
	execv(argv[0], (char *const *)(uintptr_t)argv);
	err(1, "%s", argv[0]);
}

static void join(int cgroup)
{
	int fd = openat(cgroup, "cgroup.procs", O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, "0", 1) != 1)
		err(1, "cgroup.procs");
	close(fd);
}

pid_t start_process(unsigned long long flags, int cgroup)
{
	bool joins = cgroup >= 0 && is_v1(cgroup);
	pid_t pid = -1;

	/* There may be no free PID at the moment. */
	for (int tries = 0; tries < 1000; tries++) {
		pid = clone_process(flags, joins ? -1 : cgroup, 0);
		if (pid >= 0 || errno != EAGAIN)
			break;
		sleep_microseconds(1000);
	}
	if (pid < 0)
		err(1, "cannot start a process");
	if (pid == 0)
		prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (pid == 0 && joins)
		join(cgroup);
	return pid;
}

/* --- the end of processes ------------------------------------------------------------------ */

static void on_alarm(int number)
{
	(void)number;
}

/* The timer repeats in case it fires before waitpid(2) is reached. */
static void set_alarm(unsigned seconds)
{
	struct sigaction action = { .sa_handler = on_alarm };
	struct itimerval timer = { { seconds ? 1 : 0, 0 }, { (time_t)seconds, 0 } };

	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &timer, NULL);
}

int await_child(pid_t pid, unsigned seconds)
{
	int status;
	pid_t got;

	set_alarm(seconds);
	got = waitpid(pid, &status, 0);
	set_alarm(0);
	if (got == pid)
		return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	kill(pid, SIGKILL);
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
	return -1;
}

/* --- the program --------------------------------------------------------------------------- */

pid_t arena_start(struct arena *arena, const char *const argv[])
{
	pid_t pid;

	if (ftruncate(arena->output, 0) || lseek(arena->output, 0, SEEK_SET))
		err(1, "output");
	pid = start_process(0, -1);
	if (pid == 0) {
		dup2(arena->output, STDOUT_FILENO);
		dup2(arena->output, STDERR_FILENO);
		if (arena->nice && setpriority(PRIO_PROCESS, 0, arena->nice))
			err(1, "setpriority");
		become(argv);
	}
	return pid;
}

int arena_finish(struct arena *arena, pid_t pid)
{
	double start = seconds_now(), time;
	int status = await_child(pid, LIMIT);

	time = seconds_now() - start;
	arena->total += time;
	if (time > arena->slowest)
		arena->slowest = time;
	return status;
}

void arena_check_quiet(struct arena *arena, int status)
{
	struct stat output;

	if (status == -1)
		arena_fail(arena, "the program did not end in %d s", LIMIT);
	else if (status)
		arena_fail(arena, "status %d", status);
	else if (!fstat(arena->output, &output) && output.st_size)
		arena_fail(arena, "the program had something to say");
}

/* --- the score ----------------------------------------------------------------------------- */

bool arena_next(struct arena *arena)
{
	double now = seconds_now();

	if (!arena->runs)
		arena->end = now + arena->seconds;
	else if (arena->runs == arena->most || now >= arena->end)
		return false;
	arena->runs++;
	return true;
}

void arena_fail(struct arena *arena, const char *format, ...)
{
	char why[256], said[512];
	ssize_t length;
	va_list arguments;

	if (arena->failed_run == arena->runs)
		return;
	arena->failed_run = arena->runs;
	if (arena->failures++ >= SHOWN)
		return;
	va_start(arguments, format);
	vsnprintf(why, sizeof(why), format, arguments);
	va_end(arguments);
	length = pread(arena->output, said, sizeof(said) - 1, 0);
	said[length > 0 ? length : 0] = '\0';
	said[strcspn(said, "\n")] = '\0';
	dprintf(STDOUT_FILENO, "# %s: run %u: %s; %s\n", arena->name, arena->runs, why, said);
}

/* --- the cgroup ---------------------------------------------------------------------------- */

static pid_t start_bystander(int cgroup)
{
	pid_t pid = start_process(0, cgroup);

	if (pid == 0)
		for (;;)
			pause();
	return pid;
}

int arena_make_cgroup(const struct arena *arena, const char *name)
{
	if (mkdirat(arena->fd, name, 0755))
		err(1, "mkdir %s", name);
	return open_directory(arena->fd, name);
}

static void start_bystanders(struct arena *arena)
{
	int child = arena_make_cgroup(arena, "bystander");

	arena->bystanders[0] = start_bystander(arena->fd);
	arena->bystanders[1] = start_bystander(child);
	close(child);
}

bool is_v1(int cgroup)
{
	return faccessat(cgroup, "cgroup.events", F_OK, 0) < 0;
}

static bool file_has(int directory, const char *name, const char *word)
{
	int fd = openat(directory, name, O_RDONLY | O_CLOEXEC);
	char text[256];
	ssize_t length;

	if (fd < 0)
		return false;
	length = read(fd, text, sizeof(text) - 1);
	close(fd);
	text[length > 0 ? length : 0] = '\0';
	return strstr(text, word);
}

static bool has_populated_child(int cgroup)
{
	DIR *directory = fdopendir(dup(cgroup));
	const struct dirent *entry;
	bool found = false;

	if (!directory)
		return false;
	rewinddir(directory);
	while (!found && (entry = readdir(directory))) {
		int fd = entry->d_type != DT_DIR || *entry->d_name == '.' ? -1 :
			openat(cgroup, entry->d_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

		if (fd < 0)
			continue;
		found = is_populated(fd);
		close(fd);
	}
	closedir(directory);
	return found;
}

bool is_populated(int cgroup)
{
	if (!is_v1(cgroup))
		return file_has(cgroup, "cgroup.events", "populated 1");
	return file_has(cgroup, "cgroup.procs", "\n") || has_populated_child(cgroup);
}

bool is_frozen(int cgroup)
{
	return file_has(cgroup, "cgroup.freeze", "1") || file_has(cgroup, "cgroup.events", "frozen 1") ||
	       file_has(cgroup, "freezer.self_freezing", "1") ||
	       file_has(cgroup, "freezer.state", "FR");
}

void arena_check_bystanders(struct arena *arena)
{
	for (int i = 0; i < BYSTANDERS; i++)
		if (waitpid(arena->bystanders[i], NULL, WNOHANG)) {
			arena_fail(arena, "a bystander is dead");
			arena->bystanders[i] = start_bystander(arena->fd);
		}
	if (is_frozen(arena->fd))
		arena_fail(arena, "the bystanders are frozen");
}

void arena_open(struct arena *arena, const char *base, const char *name)
{
	char number[16];

	snprintf(arena->name, sizeof(arena->name), "%s", name);
	snprintf(number, sizeof(number), "%u", (unsigned)arena->uid);
	join_path(arena->path, base, number);
	if (mkdir(arena->path, 0755))
		err(1, "%s", arena->path);
	arena->fd = open_directory(AT_FDCWD, arena->path);
	arena->output = memfd_create("output", MFD_CLOEXEC);
	if (arena->output < 0)
		err(1, "memfd_create");
	start_bystanders(arena);
}

void arena_close(struct arena *arena)
{
	int here = open_directory(arena->fd, "..");

	demolish(here, strrchr(arena->path, '/') + 1);
	while (waitpid(-1, NULL, WNOHANG) > 0)
		;
	close(here);
	close(arena->fd);
	close(arena->output);
}
