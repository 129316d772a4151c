/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/control.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "kernel/cgroup.h"
#include "kernel/pidlist.h"

/* Writing nothing succeeds without any effect, hence the check for 1. */
static int write_digit(int fd, char digit)
{
	ssize_t written = write(fd, &digit, 1);

	if (written < 0)
		return -errno;
	return written == 1 ? 0 : -EIO;
}

/* Never O_CREAT: with it, a kernel without this file says EACCES instead of ENOENT. */
int cgroup_open_kill(int fd)
{
	return cgroup_open_file(fd, CGROUP_KILL_FILE, O_WRONLY);
}

int cgroup_kill_opened(int kill_fd)
{
	return write_digit(kill_fd, '1');
}

static int write_kill(int dir_fd, char digit)
{
	_cleanup_close_ int fd = cgroup_open_kill(dir_fd);

	return fd < 0 ? fd : write_digit(fd, digit);
}

int cgroup_kill(int fd)
{
	return write_kill(fd, '1');
}

int cgroup_check_kill(int fd)
{
	/* ERANGE comes after the permissions have been checked, but before the cgroup's type. */
	int err = write_kill(fd, '0');

	return err == -ERANGE ? 0 : err;
}

static int may_access(int dir_fd, const char *name, int mode)
{
	_cleanup_close_ int fd = cgroup_open_file(dir_fd, name, O_PATH);

	if (fd < 0)
		return fd;
	return faccessat(dir_fd, name, mode, AT_EACCESS) < 0 ? -errno : 0;
}

int cgroup_may_kill(int fd)
{
	return may_access(fd, CGROUP_KILL_FILE, W_OK);
}

int cgroup_may_freeze(int fd)
{
	return may_access(fd, CGROUP_FREEZE_FILE, R_OK | W_OK);
}

int cgroup_open_freeze(int fd)
{
	return cgroup_open_file(fd, CGROUP_FREEZE_FILE, O_RDWR);
}

int cgroup_get_freeze(int freeze_fd, bool *frozen)
{
	char text[8];
	ssize_t length = pread(freeze_fd, text, sizeof(text), 0);

	if (length < 0)
		return -errno;
	if (length != 2 || (text[0] != '0' && text[0] != '1'))
		return -EBADMSG;
	*frozen = *text == '1';
	return 0;
}

int cgroup_set_freeze(int freeze_fd, bool frozen)
{
	return write_digit(freeze_fd, frozen ? '1' : '0');
}

int cgroup_check_freeze(int freeze_fd)
{
	/* ERANGE comes after the permissions have been checked. */
	int err = write_digit(freeze_fd, '2');

	return err == -ERANGE ? 0 : err;
}

bool cgroup_is_frozen(int fd)
{
	char text[256];
	bool frozen;

	return cgroup_read_file(fd, "cgroup.events", text, sizeof(text)) > 0 &&
	       cgroup_parse_flag(text, "frozen", &frozen) == 0 && frozen;
}

static int was_frozen(const struct cgroup *cgroup, bool *frozen)
{
	char text[8];
	ssize_t length = cgroup_read_file(cgroup->fd, CGROUP_FREEZE_FILE, text, sizeof(text));

	*frozen = length > 0 && *text == '1';
	return length < 0 ? (int)length : 0;
}

int cgroup_open_frozen(const struct cgroup *cgroup, struct cgroup *frozen)
{
	uint64_t below = 0;
	int err = cgroup_open(cgroup->fd, ".", frozen);

	/* The root cannot be frozen, and has no such file; nor has what is above a bind mount. */
	while (!err) {
		_cleanup_cgroup_ struct cgroup at = cgroup_take(frozen);
		bool found;

		err = at.id == below ? -ENOENT : was_frozen(&at, &found);
		if (!err && found) {
			*frozen = cgroup_take(&at);
			return 0;
		}
		below = at.id;
		if (!err)
			err = cgroup_open(at.fd, "..", frozen);
	}
	return err;
}

int cgroup_open_events(int fd)
{
	return cgroup_open_file(fd, "cgroup.events", O_RDONLY);
}

int cgroup_parse_flag(const char *text, const char *key, bool *value)
{
	size_t length = strlen(key);

	while (strncmp(text, key, length) != 0 || text[length] != ' ') {
		text += strcspn(text, "\n");
		if (!*text)
			return -EBADMSG;
		text++;
	}
	text += length + 1;
	if ((*text != '0' && *text != '1') || (text[1] && text[1] != '\n'))
		return -EBADMSG;
	*value = *text == '1';
	return 0;
}

int cgroup_populated(int fd, int events_fd)
{
	char text[256];
	bool populated;
	ssize_t length = pread(events_fd, text, sizeof(text) - 1, 0);
	int err;

	if (length < 0) {
		err = -errno;
		return cgroup_is_gone(fd, err) ? 0 : err;
	}
	text[length] = '\0';
	err = cgroup_parse_flag(text, "populated", &populated);
	return err ? err : populated;
}

/* What an unreadable list means: it is not an error if nothing is on the list. */
static int list_error(int fd, int err)
{
	return err == -EOPNOTSUPP || cgroup_is_gone(fd, err) ? 0 : err;
}

static int for_each_listed(int fd, const char *name, process_visitor *visit, void *data)
{
	_cleanup_close_ int file = cgroup_open_file(fd, name, O_RDONLY);
	struct pid_list list = { .fd = file };
	int got, result = 0;
	pid_t pid = 0;

	if (file < 0)
		return list_error(fd, file);
	do {
		got = pid_list_next(&list, &pid);
		if (got > 0)
			result = visit(pid, data);
	} while (got > 0 && !result);
	return got < 0 ? list_error(fd, got) : result;
}

int cgroup_for_each_process(int fd, process_visitor *visit, void *data)
{
	return for_each_listed(fd, "cgroup.procs", visit, data);
}

int cgroup_for_each_thread(int fd, process_visitor *visit, void *data)
{
	return for_each_listed(fd, "cgroup.threads", visit, data);
}

static int compare_pid(pid_t pid, void *data)
{
	return pid == *(const pid_t *)data;
}

int cgroup_lists(int fd, pid_t pid)
{
	return cgroup_for_each_process(fd, compare_pid, &pid);
}
