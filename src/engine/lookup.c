/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/lookup.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/number.h"
#include "engine/caller.h"
#include "kernel/mountpoint.h"
#include "kernel/pidfd.h"
#include "kernel/procfs.h"
#include "show/nls.h"
#include "show/report.h"

#define PID_PREFIX "pid:"

enum operand_class lookup_classify(const char *operand, pid_t *pid)
{
	size_t prefix = strlen(PID_PREFIX);

	if (!*operand)
		return OPERAND_EMPTY;
	if (strncmp(operand, PID_PREFIX, prefix) != 0)
		return OPERAND_PATH_OR_NAME;
	return number_parse_digits(operand + prefix, 1, INT_MAX, pid) == 0 ?
	       OPERAND_PID : OPERAND_BAD_PID;
}

bool lookup_check(const char *operand)
{
	pid_t pid;

	switch (lookup_classify(operand, &pid)) {
	case OPERAND_EMPTY:
		report_error("%s", _("a cgroup operand is empty"));
		return false;
	case OPERAND_BAD_PID:
		report_failure(operand, 0, _("not a process ID after 'pid:'"));
		return false;
	default:
		return true;
	}
}

static int refuse_missing(const char *operand)
{
	pid_t pid;

	if (number_parse_digits(operand, 1, INT_MAX, &pid) == 0)
		report_failure(operand, 0, _("no such cgroup; that of a process is pid:%s"), operand);
	else
		report_failure(operand, 0, _("no such cgroup"));
	return -ENOENT;
}

/*
 * Opens name, as /proc/PID/cgroup has it, below the mount point. Outside its own
 * cgroup namespace that file says "/../x": such a name leads out of the mount.
 * The message says what it means that the name cannot be looked up.
 */
static int open_name(const char *operand, const char *name, const char *message,
		     struct cgroup *cgroup)
{
	const char *reason = "";
	char path[PATH_MAX];
	int err, mount;

	if (path_has_component(name, "..")) {
		report_failure_name(operand, _("leads out of the cgroup namespace:"), name);
		return -ENOENT;
	}
	mount = mountpoint_open(path, &reason);
	if (mount < 0) {
		report_failure(operand, 0, "%s: %s", message, reason);
		return mount;
	}
	while (*name == '/')
		name++;
	report_step_name(operand, N_("looked up as a cgroup name below"), path);
	err = cgroup_open(mount, *name ? name : ".", cgroup);
	close(mount);
	if (err == -ENOENT || err == -ENOTDIR || err == -ENAMETOOLONG)
		return refuse_missing(operand);
	if (err)
		report_failure(operand, err, _("cannot open the cgroup"));
	return err;
}

static int is_wanted(pid_t pid, void *data)
{
	return pid == *(const pid_t *)data;
}

/*
 * Whether the process is in the cgroup that its name led to: it may have moved, the PID
 * may have been recycled, and the name of a removed cgroup looks like that of another one
 * which is called "x (deleted)". The members of a threaded cgroup are not listed; it is
 * refused anyway.
 */
static bool holds(const struct cgroup *cgroup, pid_t pid)
{
	enum cgroup_kind kind;
	struct pidfd_identity identity;
	int fd = pidfd_of(pid), err = -ENOSYS;

	if (fd >= 0) {
		err = pidfd_identify(fd, &identity);
		close(fd);
	}
	if (!err)
		return identity.cgroup_id == cgroup->id;
	return (cgroup_identify(cgroup, &kind) == 0 && kind != CGROUP_DOMAIN) ||
	       cgroup_for_each_process(cgroup->fd, is_wanted, &pid) == 1;
}

static int open_cgroup_of(const char *operand, pid_t pid, struct cgroup *cgroup)
{
	const char *problem = procfs_problem();
	char name[PATH_MAX];
	int err;

	if (problem) {
		report_failure(operand, 0, _("cannot look up the process's cgroup: %s"), problem);
		return -ENOENT;
	}
	err = procfs_cgroup(pid, name);
	if (err) {
		report_failure(operand, err, _("cannot look up the process's cgroup"));
		return err;
	}
	report_step_name(operand, N_("is in the cgroup"), name);
	err = open_name(operand, name, _("cannot look up the process's cgroup"), cgroup);
	if (!err && !holds(cgroup, pid)) {
		close(cgroup->fd);
		cgroup->fd = -1;
		return refuse_missing(operand);
	}
	return err;
}

/* A link that leads nowhere, as after the removal of its cgroup, is not a name. */
static bool is_dangling_link(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0;
}

/* So that a relative path whose cgroup has gone away does not become the name of another. */
static bool is_only_path(const char *operand)
{
	return strncmp(operand, "./", 2) == 0 || strncmp(operand, "../", 3) == 0;
}

static int open_path_or_name(const char *operand, struct cgroup *cgroup)
{
	int err = cgroup_open(AT_FDCWD, operand, cgroup);

	if (!err) {
		report_step(operand, 0, N_("taken as a path"));
		return 0;
	}
	if (err == -ENOENT && !is_only_path(operand) && !is_dangling_link(operand))
		return open_name(operand, operand, _("no such path, and cannot look it up as a name"),
				 cgroup);
	if (err == -ENOENT)
		return refuse_missing(operand);
	if (err == -ENOTDIR)
		report_failure(operand, 0, _("not a directory, so not a cgroup"));
	else
		report_failure(operand, err, _("cannot open the cgroup"));
	return err;
}

void lookup_refuse_threaded(const char *operand, const struct cgroup *cgroup)
{
	char path[PATH_MAX];
	struct cgroup domain;
	enum cgroup_kind kind;

	if (cgroup_open_domain(cgroup, &domain, &kind) < 0) {
		report_failure(operand, 0, _("a threaded cgroup, whose processes belong to its domain"));
		return;
	}
	if (kind == CGROUP_ROOT)
		report_failure(operand, 0,
			       _("a threaded cgroup whose domain is the root cgroup, the whole machine"));
	else if (kind == CGROUP_DOMAIN && file_path_of(domain.fd, path))
		report_failure_name(operand,
				    _("a threaded cgroup: its processes belong to its domain"), path);
	else
		report_failure(operand, 0, _("a threaded cgroup, whose processes belong to its domain"));
	close(domain.fd);
}

/* Refuses what must not be killed. */
static int check_kind(const char *operand, const struct cgroup *cgroup)
{
	enum cgroup_kind kind;
	int err = cgroup_identify(cgroup, &kind);

	if (err) {
		report_failure(operand, err, _("cannot tell what kind of cgroup it is"));
		return err;
	}
	switch (kind) {
	case CGROUP_DOMAIN:
		return 0;
	case CGROUP_THREADED:
		lookup_refuse_threaded(operand, cgroup);
		return -EOPNOTSUPP;
	case CGROUP_ROOT:
		report_failure(operand, 0, _("the root cgroup, the whole machine, is never killed"));
		return -EPERM;
	case CGROUP_GONE:
		return refuse_missing(operand);
	case CGROUP_V1:
		report_failure(operand, 0, _("a cgroup v1 directory; only cgroup v2 is supported"));
		return -EMEDIUMTYPE;
	default:
		report_failure(operand, 0, _("not on a cgroup2 file system, so not a cgroup"));
		return -EMEDIUMTYPE;
	}
}

int lookup_open(const char *operand, struct cgroup *cgroup)
{
	pid_t pid;
	int err;

	if (lookup_classify(operand, &pid) == OPERAND_PID)
		err = open_cgroup_of(operand, pid, cgroup);
	else
		err = open_path_or_name(operand, cgroup);
	if (err)
		return err;
	err = check_kind(operand, cgroup);
	if (err) {
		close(cgroup->fd);
		cgroup->fd = -1;
	}
	return err;
}
