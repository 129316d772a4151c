/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * nest - make and remove trees of cgroups
 *
 * usage: nest deep DIR LEVELS [NAME]   LEVELS cgroups called NAME, one in the other
 *        nest wide DIR COUNT           COUNT cgroups side by side
 *        nest churn DIR SECONDS        make and remove cgroups in DIR, until killed
 *        nest remove DIR               kill what is in DIR, remove it and all below
 *
 * Paths may be longer than PATH_MAX: everything goes by directory descriptors.
 */
#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

#define CGROUP2_MAGIC 0x63677270
#define REMOVE_SECONDS 15

static int open_dir(int at, const char *name)
{
	return openat(at, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
}

static void put(int dir, const char *file, const char *text)
{
	int fd = openat(dir, file, O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	if (write(fd, text, strlen(text)) < 0 && errno != ENODEV && errno != EOPNOTSUPP)
		warn("%s", file);
	close(fd);
}

static void kill_listed(int dir, const char *file)
{
	int fd = openat(dir, file, O_RDONLY | O_CLOEXEC);
	FILE *list = fd < 0 ? NULL : fdopen(fd, "r");
	int pid;

	if (!list)
		return;
	while (fscanf(list, "%d", &pid) == 1)
		if (pid > 1)
			kill(pid, SIGKILL);
	fclose(list);
}

/* cgroup.kill leaves processes alone whose main thread has exited, and is missing on old kernels. */
static void end_processes(int dir)
{
	put(dir, "cgroup.freeze", "0");
	put(dir, "cgroup.kill", "1");
	kill_listed(dir, "cgroup.procs");
	kill_listed(dir, "cgroup.threads");
}

static int empty_dir(int dir);

static int remove_child(int dir, const char *name)
{
	static time_t end;
	struct timespec pause = { 0, 10000000 };

	if (!end)
		end = time(NULL) + REMOVE_SECONDS;
	do {
		int child = open_dir(dir, name);

		if (child >= 0) {
			end_processes(child);
			empty_dir(child);
			close(child);
		}
		if (!unlinkat(dir, name, AT_REMOVEDIR) || errno == ENOENT)
			return 0;
		if (errno != EBUSY)
			break;
		nanosleep(&pause, NULL);
	} while (time(NULL) < end);
	warn("cannot remove %s", name);
	return -1;
}

static int empty_dir(int dir)
{
	int fd = open_dir(dir, "."), ret = 0;
	DIR *list = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;

	if (!list)
		return -1;
	while ((entry = readdir(list)))
		if (entry->d_type == DT_DIR && strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
			ret |= remove_child(dir, entry->d_name);
	closedir(list);
	return ret;
}

/* Removes only what the tests made: a cgroup with their name. */
static int remove_tree(char *path)
{
	struct rlimit many = { 4096, 4096 };
	char *name = strrchr(path, '/');
	struct statfs fs;
	int parent;

	setrlimit(RLIMIT_NOFILE, &many);
	if (!name || strncmp(name, "/cgkill-test-", 13))
		errx(2, "%s: not a cgroup of a test", path);
	*name++ = 0;
	parent = open_dir(AT_FDCWD, path);
	if (parent < 0 || fstatfs(parent, &fs) || fs.f_type != CGROUP2_MAGIC)
		errx(2, "%s: not on a cgroup2 file system", path);
	return remove_child(parent, name) ? 1 : 0;
}

static void make_deep(int dir, unsigned levels, const char *name)
{
	while (levels--) {
		int child;

		if (mkdirat(dir, name, 0755))
			err(1, "mkdir");
		child = open_dir(dir, name);
		if (child < 0)
			err(1, "open");
		close(dir);
		dir = child;
	}
}

static void make_wide(int dir, unsigned count)
{
	char name[16];

	while (count--) {
		snprintf(name, sizeof(name), "%04u", count);
		if (mkdirat(dir, name, 0755))
			err(1, "mkdir %s", name);
	}
}

static void churn(int dir, unsigned seconds)
{
	time_t end = time(NULL) + (time_t) seconds;
	char name[2] = "m", below[4] = "m/x";

	while (time(NULL) < end) {
		for (name[0] = 'm'; name[0] < 'u'; name[0]++) {
			below[0] = name[0];
			mkdirat(dir, name, 0755);
			mkdirat(dir, below, 0755);
		}
		for (name[0] = 'm'; name[0] < 'u'; name[0]++) {
			below[0] = name[0];
			unlinkat(dir, below, AT_REMOVEDIR);
			unlinkat(dir, name, AT_REMOVEDIR);
		}
	}
}

int main(int argc, char **argv)
{
	const char *verb = argc > 2 ? argv[1] : "";
	unsigned n = argc > 3 ? (unsigned) strtoul(argv[3], NULL, 10) : 0;
	int dir;

	if (!strcmp(verb, "remove"))
		return remove_tree(argv[2]);
	if (!n)
		errx(2, "usage: nest deep|wide|churn DIR NUMBER [NAME], nest remove DIR");
	dir = open(argv[2], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		err(1, "%s", argv[2]);
	if (!strcmp(verb, "deep"))
		make_deep(dir, n, argc > 4 ? argv[4] : "d");
	else if (!strcmp(verb, "wide"))
		make_wide(dir, n);
	else if (!strcmp(verb, "churn"))
		churn(dir, n);
	else
		errx(2, "no such verb: %s", verb);
	return 0;
}
