/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/control.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "kernel/pidlist.h"
#include "kernel/version.h"

const char *cgroup_freeze_file(const struct cgroup *cgroup)
{
	return cgroup->version->freeze_file;
}

const char *cgroup_thaw_word(const struct cgroup *cgroup)
{
	return cgroup->version->thaw_word;
}

/* Writing nothing succeeds without any effect, hence the check of the length. */
static int write_word(int fd, const char *word)
{
	ssize_t length = (ssize_t)strlen(word), written = write(fd, word, (size_t)length);

	if (written < 0)
		return -errno;
	return written == length ? 0 : -EIO;
}

/*
 * Opens the file of a method. Never with O_CREAT, with which a kernel without the file says EACCES
 * instead of ENOENT.
 */
static int open_method(const struct cgroup *cgroup, const char *name, int flags)
{
	int fd = cgroup_open_file(cgroup->fd, name, flags);

	return fd == -ENOENT && !cgroup_is_gone(cgroup->fd, fd) ? cgroup->version->missing : fd;
}

int cgroup_open_kill(const struct cgroup *cgroup)
{
	return open_method(cgroup, CGROUP_KILL_FILE, O_WRONLY);
}

int cgroup_kill_opened(int kill_fd)
{
	return write_word(kill_fd, "1");
}

int cgroup_kill(const struct cgroup *cgroup)
{
	_cleanup_close_ int fd = cgroup_open_kill(cgroup);

	return fd < 0 ? fd : cgroup_kill_opened(fd);
}

int cgroup_check_kill(const struct cgroup *cgroup)
{
	_cleanup_close_ int fd = cgroup_open_kill(cgroup);
	int err = fd < 0 ? fd : write_word(fd, "0");

	/* ERANGE comes after the permissions have been checked, but before the cgroup's type. */
	return err == -ERANGE ? 0 : err;
}

static int may_access(const struct cgroup *cgroup, const char *name, int mode)
{
	_cleanup_close_ int fd = open_method(cgroup, name, O_PATH);

	if (fd < 0)
		return fd;
	return faccessat(cgroup->fd, name, mode, AT_EACCESS) < 0 ? -errno : 0;
}

int cgroup_may_kill(const struct cgroup *cgroup)
{
	return may_access(cgroup, CGROUP_KILL_FILE, W_OK);
}

int cgroup_may_freeze(const struct cgroup *cgroup)
{
	return may_access(cgroup, cgroup->version->freeze_file, R_OK | W_OK);
}

int cgroup_open_freeze(const struct cgroup *cgroup)
{
	return open_method(cgroup, cgroup->version->freeze_file, O_RDWR);
}

int cgroup_get_freeze(const struct cgroup *cgroup, bool *frozen)
{
	char text[8];
	ssize_t length = cgroup_read_file(cgroup->fd, cgroup->version->self_frozen_file, text,
					  sizeof(text));

	if (length < 0)
		return (int)length;
	if (length != 2 || (text[0] != '0' && text[0] != '1'))
		return -EBADMSG;
	*frozen = *text == '1';
	return 0;
}

int cgroup_set_freeze(const struct cgroup *cgroup, int freeze_fd, bool frozen)
{
	const struct version *version = cgroup->version;

	return write_word(freeze_fd, frozen ? version->freeze_word : version->thaw_word);
}

int cgroup_check_freeze(const struct cgroup *cgroup, int freeze_fd)
{
	/* These come after the permissions have been checked. */
	int err = write_word(freeze_fd, cgroup->version->probe_word);

	return err == -ERANGE || err == -EINVAL ? 0 : err;
}

bool cgroup_is_frozen(const struct cgroup *cgroup)
{
	return cgroup->version->is_frozen(cgroup);
}

int cgroup_open_frozen(const struct cgroup *cgroup, struct cgroup *frozen)
{
	uint64_t below = 0;
	int err = cgroup_open(cgroup->fd, ".", frozen);

	/* The root cannot be frozen, and has no such file; nor has what is above a bind mount. */
	while (!err) {
		_cleanup_cgroup_ struct cgroup at = cgroup_take(frozen);
		bool found = false;

		err = at.id == below || !at.version ? -ENOENT : cgroup_get_freeze(&at, &found);
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

bool cgroup_kills_frozen(const struct cgroup *cgroup)
{
	return cgroup->version->kills_frozen;
}

int cgroup_open_events(const struct cgroup *cgroup)
{
	return cgroup_open_file(cgroup->fd, cgroup->version->events_file, O_RDONLY);
}

bool cgroup_events_tell(const struct cgroup *cgroup)
{
	return cgroup->version->events_tell;
}

int cgroup_populated(const struct cgroup *cgroup, int events_fd)
{
	return cgroup->version->populated(cgroup, events_fd);
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

bool cgroup_lists_all(const struct cgroup *cgroup)
{
	return cgroup->version->lists_all();
}

bool cgroup_lists_living(const struct cgroup *cgroup)
{
	return !cgroup->version->is_unified;
}

/* What an unreadable list means: it is not an error if nothing is on the list. */
static int list_error(const struct cgroup *cgroup, int err)
{
	return err == -EOPNOTSUPP || cgroup_is_gone(cgroup->fd, err) ? 0 : err;
}

static int for_each_listed(const struct cgroup *cgroup, const char *name, process_visitor *visit,
			   void *data)
{
	_cleanup_close_ int file = cgroup_open_file(cgroup->fd, name, O_RDONLY);
	struct pid_list list = { .fd = file };
	int got, result = 0;
	pid_t pid = 0;

	if (file < 0)
		return list_error(cgroup, file);
	do {
		got = pid_list_next(&list, &pid);
		if (got > 0)
			result = visit(pid, data);
	} while (got > 0 && !result);
	return got < 0 ? list_error(cgroup, got) : result;
}

int cgroup_for_each_process(const struct cgroup *cgroup, process_visitor *visit, void *data)
{
	return for_each_listed(cgroup, "cgroup.procs", visit, data);
}

int cgroup_for_each_thread(const struct cgroup *cgroup, process_visitor *visit, void *data)
{
	return for_each_listed(cgroup, cgroup->version->threads_file, visit, data);
}

static int stop_at_any(pid_t pid, void *data)
{
	(void)pid;
	(void)data;
	return 1;
}

int cgroup_lists_any(const struct cgroup *cgroup)
{
	return cgroup_for_each_process(cgroup, stop_at_any, NULL);
}

static int compare_pid(pid_t pid, void *data)
{
	return pid == *(const pid_t *)data;
}

int cgroup_lists(const struct cgroup *cgroup, pid_t pid)
{
	return cgroup_for_each_process(cgroup, compare_pid, &pid);
}
