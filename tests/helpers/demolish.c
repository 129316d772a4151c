/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "demolish.h"

#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

#define CGROUP2_MAGIC 0x63677270
#define CGROUP_MAGIC 0x27e0eb
#define REMOVE_SECONDS 15

static time_t end; /* of all attempts */

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

/* cgroup.kill skips processes whose main thread has exited, and is missing on old kernels. */
static void end_processes(int dir)
{
	put(dir, "cgroup.freeze", "0");
	put(dir, "freezer.state", "THAWED");
	put(dir, "cgroup.kill", "1");
	kill_listed(dir, "cgroup.procs");
	kill_listed(dir, "cgroup.threads");
	kill_listed(dir, "tasks");
}

static int empty_dir(int dir);

static int remove_child(int dir, const char *name)
{
	struct timespec pause = { 0, 10000000 };

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

int demolish(int dir, const char *name)
{
	end = time(NULL) + REMOVE_SECONDS;
	return remove_child(dir, name);
}

int demolish_path(const char *path)
{
	struct rlimit many = { 4096, 4096 };
	const char *name = strrchr(path, '/');
	char above[PATH_MAX];
	struct statfs fs;
	int parent, result;

	setrlimit(RLIMIT_NOFILE, &many);
	if (!name || strncmp(name, "/cgkill-test-", 13))
		errx(2, "%s: not a cgroup of a test", path);
	snprintf(above, sizeof(above), "%.*s", (int)(name - path), path);
	parent = open_dir(AT_FDCWD, above);
	if (parent < 0 || fstatfs(parent, &fs) || (fs.f_type != CGROUP2_MAGIC && fs.f_type != CGROUP_MAGIC))
		errx(2, "%s: not on a cgroup file system", above);
	result = demolish(parent, name + 1);
	close(parent);
	return result;
}
