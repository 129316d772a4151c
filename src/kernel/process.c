/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/process.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/array.h"
#include "base/file.h"
#include "kernel/procfs.h"

/* TASK_COMM_LEN in the kernel, without the terminating null byte. */
#define NAME_LENGTH 15

/* PF_EXITING and PF_KTHREAD in the kernel's <linux/sched.h>, flags in proc_pid_stat(5). */
#define EXITING 0x00000004
#define KERNEL_THREAD 0x00200000


static ssize_t read_of(pid_t pid, const char *file, char *text, size_t size)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/%s", pid, file);
	return file_read_at(AT_FDCWD, path, text, size);
}

int procfs_read_status(FILE *status, char text[static STATUS_SIZE])
{
	size_t used = 0, size = 0;
	char *line = NULL;
	ssize_t length;

	errno = 0;
	while ((length = getline(&line, &size, status)) > 0)
		if (length <= STATUS_LINE && used + (size_t)length < STATUS_SIZE) {
			memcpy(text + used, line, (size_t)length);
			used += (size_t)length;
		}
	text[used] = '\0';
	length = errno ? -errno : 0;
	free(line);
	return (int)length;
}

static int read_status(pid_t pid, char text[static STATUS_SIZE])
{
	char path[64];
	FILE *status;
	int err;

	snprintf(path, sizeof(path), "/proc/%d/status", pid);
	status = fopen(path, "re");
	if (!status)
		return errno == ENOENT ? -ESRCH : -errno;
	err = procfs_read_status(status, text);
	fclose(status);
	return err;
}

/* The text after a key at the start of a line, or NULL. */
static const char *find_value(const char *text, const char *key)
{
	size_t length = strlen(key);

	while (text && strncmp(text, key, length) != 0) {
		text = strchr(text, '\n');
		if (text)
			text++;
	}
	return text ? text + length : NULL;
}

static bool has_users_id(pid_t pid)
{
	char text[STATUS_SIZE];
	const char *value;
	unsigned int uid;

	if (read_status(pid, text) < 0)
		return false;
	value = find_value(text, "Uid:");
	return value && sscanf(value, "%u", &uid) == 1 && uid == getuid();
}

/* Whether the last component of the first argument is name. */
static bool is_called(pid_t pid, const char *name)
{
	char text[PATH_MAX];
	const char *slash;

	if (read_of(pid, "cmdline", text, sizeof(text)) <= 0)
		return false;
	slash = strrchr(text, '/');
	return !strcmp(slash ? slash + 1 : text, name);
}

bool procfs_is_named(pid_t pid, const char *name, bool all_users)
{
	char text[NAME_LENGTH + 2];
	ssize_t length = read_of(pid, "comm", text, sizeof(text));

	if (length <= 0)
		return false;
	if (text[length - 1] == '\n')
		text[length - 1] = '\0';
	if (strncmp(text, name, NAME_LENGTH) != 0)
		return false;
	if (strlen(name) > NAME_LENGTH && !is_called(pid, name))
		return false;
	return all_users || has_users_id(pid);
}

int procfs_parse_signal_state(const char *text, struct signal_state *state)
{
	const struct {
		const char *key;
		struct signal_mask *mask;
	} lines[] = {
		{ "SigPnd:", &state->thread_pending },
		{ "ShdPnd:", &state->process_pending },
		{ "SigBlk:", &state->blocked },
		{ "SigIgn:", &state->ignored },
		{ "SigCgt:", &state->caught },
	};

	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		const char *value = find_value(text, lines[i].key);

		if (!value || !signal_mask_read(value + strspn(value, "\t "), lines[i].mask))
			return -EBADMSG;
	}
	return 0;
}

int procfs_signal_state(pid_t pid, struct signal_state *state)
{
	char text[STATUS_SIZE];
	int err = read_status(pid, text);

	return err ? err : procfs_parse_signal_state(text, state);
}

int procfs_parse_stat(const char *text, struct process_stat *stat)
{
	/* The name may contain anything, including parentheses; no other field does. */
	const char *rest = strrchr(text, ')');

	if (!rest || sscanf(rest, ") %c %d %*d %*d %*d %*d %u %*u %*u %*u %*u %*u %*u "
				  "%*d %*d %*d %*d %ld",
			    &stat->state, &stat->parent, &stat->flags, &stat->threads) != 4)
		return -EBADMSG;
	return 0;
}

bool process_stat_is_kernel_thread(const struct process_stat *stat)
{
	return stat->flags & KERNEL_THREAD;
}

bool process_stat_has_ended(const struct process_stat *stat)
{
	return stat->state == 'X' || (stat->state == 'Z' && stat->threads <= 1);
}

bool process_stat_is_exiting(const struct process_stat *stat)
{
	return (stat->flags & EXITING) && stat->state != 'Z' && stat->state != 'X';
}

bool process_stat_is_at_rest(const struct process_stat *stat)
{
	return stat->state && strchr("STtZX", stat->state);
}

static int read_stat_file(int directory, const char *path, struct process_stat *stat)
{
	char text[1024];
	ssize_t length = file_read_at(directory, path, text, sizeof(text));

	if (length < 0)
		return length == -ENOENT ? -ESRCH : (int)length;
	return procfs_parse_stat(text, stat);
}

int procfs_stat_at(int directory, struct process_stat *stat)
{
	return read_stat_file(directory, "stat", stat);
}

int procfs_stat(pid_t pid, struct process_stat *stat)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	return read_stat_file(AT_FDCWD, path, stat);
}

/*
 * /proc has a directory for each thread, although it lists those of main threads only. In it,
 * stat itself adds up the times of all threads of the process, which takes long for many.
 */
int procfs_thread_stat(pid_t tid, struct process_stat *stat)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/task/%d/stat", tid, tid);
	return read_stat_file(AT_FDCWD, path, stat);
}

bool procfs_is_kernel_thread(pid_t pid)
{
	struct process_stat stat;

	/*
	 * Kernel threads are in the kernel's process group, which has no number; few other
	 * processes are. This saves reading /proc for each process.
	 */
	return getpgid(pid) == 0 && !procfs_problem() && procfs_stat(pid, &stat) == 0 &&
	       process_stat_is_kernel_thread(&stat);
}

/* Reads a file without its last newline; a name may contain others. Empty if that fails. */
static void read_line(pid_t pid, const char *file, char *line, size_t size)
{
	ssize_t length = read_of(pid, file, line, size);

	if (length > 0 && line[length - 1] == '\n')
		length--;
	line[length < 0 ? 0 : length] = '\0';
}

/* The number after a key in the text of status, or 0. */
static int find_number(const char *text, const char *key)
{
	const char *value = find_value(text, key);
	int number;

	return value && sscanf(value, "%d", &number) == 1 ? number : 0;
}

/* NSpid (Linux 4.1) lists the PIDs in all namespaces, the innermost last. */
static bool says_init(const char *text)
{
	const char *value = find_value(text, "NSpid:");
	const char *end = value ? strchr(value, '\n') : NULL;

	return end && end - value > 2 && !strncmp(end - 2, "\t1", 2);
}

/* CoreDumping is there since Linux 4.15. */
static void describe_status(pid_t pid, struct process_info *info)
{
	char text[STATUS_SIZE];

	if (read_status(pid, text) < 0)
		*text = '\0';
	info->tracer = find_number(text, "TracerPid:");
	info->dumps_core = find_number(text, "CoreDumping:") != 0;
	info->is_init = says_init(text);
	if (procfs_parse_signal_state(text, &info->signals) < 0)
		info->signals = (struct signal_state){ 0 };
}

pid_t procfs_process_of(pid_t tid)
{
	char text[STATUS_SIZE];

	return read_status(tid, text) < 0 ? 0 : find_number(text, "Tgid:");
}

int procfs_identify(pid_t pid, char name[static PROCESS_NAME_SIZE], struct process_stat *stat)
{
	int err = procfs_stat(pid, stat);

	if (!err)
		read_line(pid, "comm", name, PROCESS_NAME_SIZE);
	return err;
}

static bool identify_namespace(pid_t pid, struct stat *namespace)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/ns/pid", pid);
	return stat(path, namespace) == 0;
}

bool procfs_share_namespace(pid_t one, pid_t other)
{
	struct stat a, b;

	return identify_namespace(one, &a) && identify_namespace(other, &b) &&
	       a.st_ino == b.st_ino && a.st_dev == b.st_dev;
}

int procfs_describe(pid_t pid, struct process_info *info)
{
	int err = procfs_identify(pid, info->name, &info->stat);

	if (err)
		return err;
	read_line(pid, "wchan", info->wait_channel, sizeof(info->wait_channel));
	/* The kernel shows "0" for what it does not tell. */
	if (!strcmp(info->wait_channel, "0"))
		*info->wait_channel = '\0';
	describe_status(pid, info);
	if (procfs_cgroup(pid, info->cgroup) < 0)
		*info->cgroup = '\0';
	return 0;
}
