/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/lookup.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/number.h"
#include "base/path.h"
#include "engine/event.h"
#include "engine/hint.h"
#include "engine/patterns.h"
#include "engine/search.h"
#include "engine/threaded.h"
#include "kernel/control.h"
#include "kernel/mountpoint.h"
#include "kernel/pidfd.h"
#include "kernel/procfs.h"

#define PID_PREFIX "pid:"
#define PATTERN_PREFIX "name:"

static enum operand_class classify_pattern(const char *pattern)
{
	return *pattern && !strchr(pattern, '/') ? OPERAND_PATTERN : OPERAND_BAD_PATTERN;
}

enum operand_class lookup_classify(const char *operand, pid_t *pid)
{
	size_t prefix = strlen(PID_PREFIX);

	if (!*operand)
		return OPERAND_EMPTY;
	if (strncmp(operand, PATTERN_PREFIX, strlen(PATTERN_PREFIX)) == 0)
		return classify_pattern(operand + strlen(PATTERN_PREFIX));
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
		event_tell(EVENT_EMPTY_OPERAND, operand, 0);
		return false;
	case OPERAND_BAD_PID:
		event_tell(EVENT_BAD_PID, operand, 0);
		return false;
	case OPERAND_BAD_PATTERN:
		event_tell(EVENT_BAD_PATTERN, operand, 0);
		return false;
	default:
		return true;
	}
}

const char *lookup_pattern(const char *operand)
{
	pid_t pid;

	return lookup_classify(operand, &pid) == OPERAND_PATTERN ?
	       operand + strlen(PATTERN_PREFIX) : NULL;
}

static int refuse_operand(const char *operand, enum event_kind kind, int err)
{
	event_tell(kind, operand, 0);
	return err;
}

/* The same with an errno. */
static int refuse_with_cause(const char *operand, enum event_kind kind, int err)
{
	event_tell(kind, operand, err);
	return err;
}

static void tell_name(enum event_kind kind, const char *operand, const char *name)
{
	event_emit(&(struct event){ .kind = kind, .cgroup = operand, .name = name });
}

/*
 * The controller that the name begins with, or the first of several, or a hierarchy's own name, if
 * there is such a hierarchy of cgroup v1: "cpu,cpuacct:/x", "name=systemd:/x". Mounts of it have
 * other options, too, so /proc has to know it.
 */
static bool find_controller(const char *name, char controller[static NAME_MAX])
{
	size_t length = strcspn(name, ",:/");
	const char *colon = strchr(name, ':');
	char own[PATH_MAX];

	if (!length || length >= NAME_MAX || name[length] == '/' || !colon || colon[1] != '/')
		return false;
	snprintf(controller, NAME_MAX, "%.*s", (int)length, name);
	return procfs_cgroup_v1(0, controller, own) == 0;
}

int lookup_open_v1(const char *name, struct cgroup *cgroup)
{
	char controller[NAME_MAX];
	_cleanup_close_ int fd = -EINVAL;

	if (find_controller(name, controller))
		fd = mountpoint_open_v1(controller, strchr(name, ':') + 1);
	return fd < 0 ? fd : cgroup_open(fd, ".", cgroup);
}

/* On a host without cgroup2, a name with the hierarchy before it. */
static int open_v1_name(const char *operand, const char *name, struct cgroup *cgroup)
{
	char path[PATH_MAX];
	int err = lookup_open_v1(name, cgroup);

	if (!err && file_path_of(cgroup->fd, path))
		tell_name(EVENT_IS_V1_NAME, operand, path);
	return err;
}

/*
 * Opens the cgroup whose name, as in /proc/PID/cgroup, is below the mount point. For a cgroup
 * outside the reader's cgroup namespace that file says "/../x": such a name leads out of the
 * mount. The event is sent if the name cannot be looked up.
 */
static int open_name(const char *operand, const char *name, enum event_kind no_mount_point,
		     struct cgroup *cgroup)
{
	const char *path;
	int mount, err;

	if (path_has_component(name, "..")) {
		tell_name(EVENT_OUTSIDE_NAMESPACE, operand, name);
		return -EXDEV;
	}
	mount = mountpoint_get(&path);
	err = mount == -ENOENT ? open_v1_name(operand, name, cgroup) : -EINVAL;
	if (err != -EINVAL)
		return err;
	if (mount < 0) {
		event_tell(no_mount_point, operand, mount);
		return -ENODEV;
	}
	while (*name == '/')
		name++;
	tell_name(EVENT_IS_NAME, operand, path);
	err = cgroup_open(mount, *name ? name : ".", cgroup);
	if (err == -ENOENT || err == -ENOTDIR || err == -ENAMETOOLONG)
		return -ENOENT;
	return err ? refuse_with_cause(operand, EVENT_CANNOT_OPEN, err) : 0;
}

/*
 * Whether the process is in the cgroup that its name led to: it may have moved, the PID may
 * have been recycled, and the name of a removed cgroup looks like that of another one called "x
 * (deleted)". The members of a threaded cgroup are not listed, but it is refused anyway.
 */
static bool holds_process(const struct cgroup *cgroup, pid_t pid)
{
	enum cgroup_kind kind;
	struct pidfd_identity identity;
	_cleanup_close_ int fd = pidfd_of(pid);
	int is_its = -ENOSYS;

	if (fd >= 0 && pidfd_identify(fd, &identity) == 0)
		is_its = cgroup_has_id(cgroup, identity.cgroup_id);
	if (is_its >= 0)
		return is_its;
	return (cgroup_identify(cgroup, &kind) == 0 && kind != CGROUP_DOMAIN) ||
	       cgroup_lists(cgroup, pid) == 1;
}

/* Without cgroup2 a process is in as many cgroups as there are hierarchies, which are told. */
static bool is_only_in_v1(const char *operand, pid_t pid)
{
	char names[PATH_MAX];
	const char *path;

	if (mountpoint_get(&path) != -ENOENT || procfs_v1_cgroups(pid, names, sizeof(names)) < 0)
		return false;
	tell_name(EVENT_PID_OF_V1, operand, names);
	return true;
}

static int open_cgroup_of(const char *operand, pid_t pid, struct cgroup *cgroup)
{
	enum procfs_problem problem = procfs_problem();
	char name[PATH_MAX];
	int err;

	if (problem) {
		event_emit(&(struct event){
			.kind = EVENT_NO_PROC, .cgroup = operand, .problem = problem,
		});
		return -ENODEV;
	}
	if (is_only_in_v1(operand, pid))
		return -ENODEV;
	err = procfs_cgroup(pid, name);
	if (err)
		return refuse_with_cause(operand, EVENT_PROCESS_UNKNOWN, err);
	tell_name(EVENT_IS_OF_PROCESS, operand, name);
	err = open_name(operand, name, EVENT_NO_MOUNT_POINT_FOR_PID, cgroup);
	if (!err && !holds_process(cgroup, pid)) {
		cgroup_close(cgroup);
		return -ENOENT;
	}
	return err;
}

/* The one that was found, or why it cannot be that. */
static int take_found(const char *operand, struct search *search, struct cgroup *cgroup)
{
	if (!search->count)
		return refuse_operand(operand, EVENT_UNMATCHED, -ENXIO);
	if (search->count > 1) {
		event_emit(&(struct event){
			.kind = EVENT_AMBIGUOUS, .cgroup = operand, .search = search,
		});
		return -ENOTUNIQ;
	}
	tell_name(EVENT_MATCHED, operand, search->names[0]);
	if (search->err) {
		event_tell(EVENT_CANNOT_OPEN, operand, search->err);
		return -EIO;
	}
	*cgroup = cgroup_take(&search->cgroup);
	return 0;
}

static int open_matching(const char *operand, struct cgroup *cgroup)
{
	int mount, err;
	struct search *search = patterns_search(operand + strlen(PATTERN_PREFIX), &mount, &err);

	if (search)
		return take_found(operand, search, cgroup);
	if (mount < 0)
		event_tell(EVENT_NO_MOUNT_POINT_TO_SEARCH, operand, mount);
	else
		event_tell(EVENT_CANNOT_SEARCH, operand, err);
	return -EIO;
}

/* A dangling link, as after the removal of its cgroup, is not a name. */
static bool is_dangling_link(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0;
}

/* This keeps a relative path whose cgroup is gone from being taken for the name of another. */
bool lookup_is_only_path(const char *operand)
{
	return strncmp(operand, "./", 2) == 0 || strncmp(operand, "../", 3) == 0;
}

static int open_path_or_name(const char *operand, struct cgroup *cgroup)
{
	int err = cgroup_open(AT_FDCWD, operand, cgroup);

	if (!err)
		event_tell(EVENT_IS_PATH, operand, 0);
	if (err == -ENOENT && !lookup_is_only_path(operand) && !is_dangling_link(operand))
		return open_name(operand, operand, EVENT_NO_MOUNT_POINT, cgroup);
	if (err == -ENOENT || err == -ENOTDIR)
		return err;
	return err ? refuse_with_cause(operand, EVENT_CANNOT_OPEN, err) : 0;
}

bool lookup_exists(const char *operand)
{
	_cleanup_cgroup_ struct cgroup cgroup = CGROUP_CLOSED;
	const char *mount_path;
	int err = cgroup_open(AT_FDCWD, operand, &cgroup), mount;

	if (err != -ENOENT)
		return !err;
	mount = mountpoint_get(&mount_path);
	return mount >= 0 && cgroup_open(mount, operand + strspn(operand, "/"), &cgroup) == 0;
}

/* Refuses what must not be killed. */
static int check_kind(const char *operand, const struct cgroup *cgroup)
{
	enum cgroup_kind kind;
	int err = cgroup_identify(cgroup, &kind);

	if (err)
		return refuse_with_cause(operand, EVENT_KIND_UNKNOWN, err);
	switch (kind) {
	case CGROUP_DOMAIN:
		return 0;
	case CGROUP_THREADED:
		threaded_refuse(operand, cgroup);
		return -EOPNOTSUPP;
	case CGROUP_ROOT:
		return refuse_operand(operand, EVENT_ROOT, -EPERM);
	case CGROUP_GONE:
		return -ENOENT;
	default:
		return -EMEDIUMTYPE;
	}
}

int lookup_open(const char *operand, struct cgroup *cgroup)
{
	pid_t pid;
	int err;

	switch (lookup_classify(operand, &pid)) {
	case OPERAND_PID:
		err = open_cgroup_of(operand, pid, cgroup);
		break;
	case OPERAND_PATTERN:
		err = open_matching(operand, cgroup);
		break;
	default:
		err = open_path_or_name(operand, cgroup);
		break;
	}
	if (err)
		return err;
	err = check_kind(operand, cgroup);
	if (err)
		cgroup_close(cgroup);
	return err;
}

int lookup_try(const char *operand, struct cgroup *cgroup)
{
	int err;

	event_mute(true);
	err = lookup_open(operand, cgroup);
	event_mute(false);
	return err;
}

void lookup_explain(const char *operand, int err, bool search)
{
	struct event event = { .kind = EVENT_MISSING, .cgroup = operand };
	struct hint hint;

	switch (err) {
	case -ENOENT:
		break;
	case -ENOTDIR:
		event.kind = EVENT_NO_DIRECTORY;
		break;
	case -EMEDIUMTYPE:
		event.kind = EVENT_FOREIGN;
		break;
	default:
		return;
	}
	hint_for_cgroup(operand, err, search, &hint);
	event.hint = &hint;
	event_emit(&event);
}
