/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "scene.h"

#include <errno.h>
#include <error.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "process.h"

#define READY 60e3	/* maximum ms for the processes to start */
#define NAME 16

double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int open_cgroup(int parent, const char *name)
{
	return openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

/* The cgroups are c0, c1... side by side, or d, d/d... nested; those below c0 are c0/d, c0/d/d... */
static void name_cgroup(const struct scene *scene, int number, char name[static NAME])
{
	if (scene->nested)
		strcpy(name, "d");
	else
		snprintf(name, NAME, "c%d", number);
}

void scene_path(const struct scene *scene, int number, const char *skip, char *path, size_t size)
{
	const char *top = scene->directory;
	char name[NAME];

	if (!strncmp(top, skip, strlen(skip)))
		top += strlen(skip);
	name_cgroup(scene, number, name);
	snprintf(path, size, "%s/%s", top, name);
}

/* --- the end ------------------------------------------------------------------------------- */

static void kill_all(const struct scene *scene)
{
	int fd = openat(scene->top, "cgroup.kill", O_WRONLY | O_CLOEXEC);

	for (int i = 0; fd < 0 && i < scene->made; i++)
		kill(scene->pids[i], SIGKILL);
	if (fd < 0)
		return;
	if (write(fd, "1", 1) < 0)
		error(0, errno, "cgroup.kill");
	close(fd);
}

/* Removes d, d/d... from the deepest upwards, with paths that may be longer than PATH_MAX. */
static void remove_nested(int top)
{
	int at = dup(top), levels = 0, next, up;

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

/* The command may have removed it. */
static void remove_cgroup(const struct scene *scene, int number)
{
	char name[NAME];
	int cgroup;

	name_cgroup(scene, number, name);
	cgroup = scene->below ? open_cgroup(scene->top, name) : -1;
	if (cgroup >= 0) {
		remove_nested(cgroup);
		close(cgroup);
	}
	unlinkat(scene->top, name, AT_REMOVEDIR);
}

void scene_end(const struct scene *scene)
{
	kill_all(scene);
	process_release(scene);
	while (process_reap(true))
		;
	if (scene->nested)
		remove_nested(scene->top);
	else
		for (int i = 0; i < scene->cgroups; i++)
			remove_cgroup(scene, i);
}

__attribute__((noreturn))
static void no_room(const struct scene *scene, const char *what, int number)
{
	int err = errno;

	scene_end(scene);
	error(NO_ROOM, err, "no room for more than %d %s", number, what);
	abort();
}

/* --- the beginning ------------------------------------------------------------------------- */

/* One that cannot die is the only process of its cgroup. */
static void make_process(struct scene *scene, int cgroup)
{
	pid_t pid = process_start(scene, cgroup);

	if (pid < 0)
		no_room(scene, "processes", scene->made);
	scene->pids[scene->made] = pid;
	if (scene->made < scene->stuck)
		process_hold(scene, pid);
	scene->made++;
}

static int make_cgroup(const struct scene *scene, int parent, const char *name, int number)
{
	int fd = -1;

	if (mkdirat(parent, name, 0755) == 0)
		fd = open_cgroup(parent, name);
	if (fd < 0)
		no_room(scene, "cgroups", number);
	return fd;
}

/* Makes a cgroup and those below it, and returns the lowest one. */
static int make_branch(const struct scene *scene, int parent, int number)
{
	char name[NAME];
	int at, next;

	name_cgroup(scene, number, name);
	at = make_cgroup(scene, parent, name, number);
	for (int i = 0; i < scene->below; i++) {
		next = make_cgroup(scene, at, "d", number);
		close(at);
		at = next;
	}
	return at;
}

static void make_all(struct scene *scene)
{
	int at = dup(scene->top);

	for (int i = 0; i < scene->cgroups; i++) {
		int next = make_branch(scene, scene->nested ? at : scene->top, i);
		int share = (scene->processes - scene->made) / (scene->cgroups - i);

		close(at);
		at = next;
		for (int n = 0; n < share; n++)
			make_process(scene, at);
	}
	while (scene->made < scene->processes)
		make_process(scene, at);
	close(at);
}

/* Waits until all are asleep, so that nothing they do before that is measured. */
static void wait_ready(const struct scene *scene)
{
	double end = now() + READY;

	while (atomic_load(scene->ready) < scene->processes) {
		if (now() > end) {
			errno = ETIME;
			no_room(scene, "running processes", atomic_load(scene->ready));
		}
		usleep(1000);
	}
}

static void *allocate(size_t count, size_t size)
{
	void *memory = calloc(count, size);

	if (!memory)
		error(1, errno, "calloc");
	return memory;
}

static void *share(size_t size)
{
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED)
		error(1, errno, "mmap");
	return memory;
}

void scene_fill(struct scene *scene)
{
	scene->top = open_cgroup(AT_FDCWD, scene->directory);
	if (scene->top < 0)
		error(1, errno, "%s", scene->directory);
	scene->v1 = faccessat(scene->top, "cgroup.events", F_OK, 0) != 0;
	scene->ready = share(sizeof(*scene->ready));
	scene->pids = allocate((size_t)scene->processes + 1, sizeof(*scene->pids));
	make_all(scene);
	wait_ready(scene);
	process_freeze(scene);
}

/* --- the state ----------------------------------------------------------------------------- */

int scene_open_events(const struct scene *scene)
{
	char name[NAME] = ".";
	int cgroup, events;

	if (scene->stuck)
		name_cgroup(scene, scene->cgroups - 1, name);
	cgroup = open_cgroup(scene->top, name);
	events = openat(cgroup, scene->v1 ? "cgroup.procs" : "cgroup.events", O_RDONLY | O_CLOEXEC);
	if (events < 0)
		error(1, errno, "cgroup.events");
	close(cgroup);
	return events;
}

/* In cgroup v1 a list is as it was when it was opened. */
static bool lists_nobody(const struct scene *scene)
{
	char byte;
	int list = scene_open_events(scene);
	ssize_t length = read(list, &byte, 1);

	close(list);
	return length == 0;
}

bool scene_is_empty(const struct scene *scene, int events)
{
	char text[128] = "";

	if (scene->v1)
		return lists_nobody(scene);
	if (pread(events, text, sizeof(text) - 1, 0) < 0) {
		if (errno == ENODEV)
			return true;
		error(1, errno, "cgroup.events");
	}
	return strstr(text, "populated 0") != NULL;
}

int scene_count_left(const struct scene *scene)
{
	int left = scene->made;

	if (scene->kind == KIND_DEAF)
		for (int i = 0; i < scene->made; i++)
			left -= process_was_told(scene->pids[i]);
	else
		while (process_reap(false))
			left--;
	return left;
}
