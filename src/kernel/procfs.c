/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/procfs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/number.h"

static bool is_of_this_namespace(void)
{
	char self[16];
	ssize_t length = readlink("/proc/self", self, sizeof(self) - 1);
	pid_t pid;

	if (length <= 0)
		return false;
	self[length] = '\0';
	return number_parse_digits(self, 1, INT_MAX, &pid) == 0 && pid == getpid();
}

enum procfs_problem procfs_problem(void)
{
	struct statfs fs;

	if (statfs("/proc", &fs) < 0 || fs.f_type != PROC_SUPER_MAGIC)
		return PROCFS_MISSING;
	return is_of_this_namespace() ? PROCFS_USABLE : PROCFS_FOREIGN;
}

bool procfs_hides_others(void)
{
	return access("/proc/1", F_OK) < 0 && errno == ENOENT;
}

int procfs_for_each(int (*visit)(pid_t pid, void *data), void *data)
{
	DIR *proc = opendir("/proc");
	const struct dirent *entry;
	int result = 0;
	pid_t pid;

	if (!proc)
		return -errno;
	while (!result && (errno = 0, entry = readdir(proc)))
		if (number_parse_digits(entry->d_name, 1, INT_MAX, &pid) == 0)
			result = visit(pid, data);
	if (!result && errno)
		result = -errno;
	closedir(proc);
	return result;
}

/* Ends the name at the end of its line. */
static char *end_name(char *name)
{
	name[strcspn(name, "\n")] = '\0';
	return name;
}

static char *next_line(char *text)
{
	text = strchr(text, '\n');
	return text ? text + 1 : NULL;
}

char *procfs_parse_membership(char *text)
{
	char *line = text;

	/* The lines of v1 hierarchies have other numbers: "3:cpu:/x". */
	while (line && strncmp(line, "0::", 3) != 0)
		line = next_line(line);
	return line ? end_name(line + 3) : NULL;
}

/* Whether the list, which ends at a colon, has the word: "cpu,cpuacct:/x". */
static bool list_has(const char *list, const char *word)
{
	size_t length = strlen(word);

	for (;; list++) {
		size_t item = strcspn(list, ",:\n");

		if (item == length && !strncmp(list, word, length))
			return true;
		list += item;
		if (*list != ',')
			return false;
	}
}

char *procfs_parse_membership_v1(char *text, const char *controller)
{
	for (char *line = text; line; line = next_line(line)) {
		char *list = line + strspn(line, "0123456789");
		char *name;

		if (*list != ':' || !list_has(list + 1, controller))
			continue;
		name = list + 1 + strcspn(list + 1, ":\n");
		return *name == ':' ? end_name(name + 1) : NULL;
	}
	return NULL;
}

/*
 * There is one line for each hierarchy, hardly ever longer than a hundred bytes. Text that
 * fills the buffer nevertheless may have been truncated, and a truncated name is another name.
 */
#define MEMBERSHIP_SIZE 32768

static char text[MEMBERSHIP_SIZE];

/* One read(2) gets it all, if there is room (seq_read() in the kernel's fs/seq_file.c). */
static int read_text(const char *path)
{
	_cleanup_close_ int fd = openat(AT_FDCWD, path, O_RDONLY | O_CLOEXEC);
	ssize_t length = fd < 0 ? -errno : file_read(fd, text, sizeof(text) - 1);

	if (length < 0)
		return length == -ENOENT ? -ESRCH : (int)length;
	text[length] = '\0';
	return (size_t)length == sizeof(text) - 1 ? -ENAMETOOLONG : 0;
}

/* Without a controller, that of cgroup v2. */
static int read_membership(const char *path, const char *controller, char name[static PATH_MAX])
{
	const char *membership;
	int err = read_text(path);

	if (err)
		return err;
	membership = controller ? procfs_parse_membership_v1(text, controller) :
				  procfs_parse_membership(text);
	if (!membership)
		return -ENODATA;
	/* Since Linux 6.1 or before, the kernel cuts a longer one there and does not say so. */
	if (strlen(membership) >= PATH_MAX - 1)
		return -ENAMETOOLONG;
	strcpy(name, membership);
	return 0;
}

#define PATH_SIZE 64

static const char *path_of(pid_t pid, char path[static PATH_SIZE])
{
	snprintf(path, PATH_SIZE, pid ? "/proc/%d/cgroup" : "/proc/self/cgroup", pid);
	return path;
}

int procfs_cgroup(pid_t pid, char name[static PATH_MAX])
{
	char path[PATH_SIZE];

	return read_membership(path_of(pid, path), NULL, name);
}

int procfs_cgroup_v1(pid_t pid, const char *controller, char name[static PATH_MAX])
{
	char path[PATH_SIZE];

	return read_membership(path_of(pid, path), controller, name);
}

int procfs_v1_cgroups(pid_t pid, char *names, size_t size)
{
	char path[PATH_SIZE];
	size_t used = 0;
	int err = read_text(path_of(pid, path));

	if (err)
		return err;
	for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
		const char *colon = strchr(line, ':');

		if (!colon || colon[1] == ':' || used + strlen(colon) >= size)
			continue;
		used += (size_t)snprintf(names + used, size - used, "%s%s", used ? " " : "",
					 colon + 1);
	}
	return used ? 0 : -ENODATA;
}

int procfs_cgroup_of_thread(pid_t tid, pid_t pid, const char *controller,
			    char name[static PATH_MAX])
{
	char path[PATH_SIZE];

	/* The directory of a thread takes the kernel twice the time. */
	if (tid == pid)
		return read_membership(path_of(pid, path), controller, name);
	snprintf(path, sizeof(path), "/proc/%d/task/%d/cgroup", pid, tid);
	return read_membership(path, controller, name);
}
