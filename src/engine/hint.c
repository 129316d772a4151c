/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/hint.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/array.h"
#include "base/number.h"
#include "base/path.h"
#include "engine/lookup.h"
#include "engine/search.h"
#include "kernel/cgroup.h"
#include "kernel/mountpoint.h"
#include "kernel/process.h"
#include "kernel/procfs.h"

/* Each of these stores a hint, and returns whether there is one. */

static bool give(struct hint *hint, enum hint_kind kind, const char *before, const char *text)
{
	hint->kind = kind;
	snprintf(hint->text, sizeof(hint->text), "%s%s", before, text);
	return true;
}

/* Whether there is such a cgroup, but for the root of all. */
static bool is_cgroup(int dir_fd, const char *path)
{
	_cleanup_cgroup_ struct cgroup cgroup = CGROUP_CLOSED;
	enum cgroup_kind kind;

	return cgroup_open(dir_fd, path, &cgroup) == 0 &&
	       cgroup_identify(&cgroup, &kind) == 0 && kind != CGROUP_FOREIGN && kind != CGROUP_ROOT;
}

/* The mount point itself, or else a cgroup of that name below it. */
static bool is_below_mount(int mount, const char *name)
{
	name += strspn(name, "/");
	return !path_has_component(name, "..") && is_cgroup(mount, *name ? name : ".");
}

/* The name of the root, of the hierarchy or of the caller's cgroup namespace. */
static bool is_root_name(const char *name)
{
	while (*name == '/' || (*name == '.' && (!name[1] || name[1] == '/')))
		name++;
	return !*name;
}

/*
 * A name as in /proc/PID/cgroup; before is put before it. Nobody is led to the root of the
 * hierarchy, nor out of the cgroup namespace, whose own root only a path tells from the former.
 */
static bool give_name(const char *name, const char *before, bool search, struct hint *hint)
{
	const char *mount_path;
	int mount;

	if (path_has_component(name, ".."))
		return false;
	if (!is_root_name(name))
		return give(hint, HINT_MEANT, before, name);
	mount = search ? mountpoint_get(&mount_path) : -ENOENT;
	return mount >= 0 && is_below_mount(mount, name) &&
	       give(hint, HINT_MEANT, before, mount_path);
}

/* A process; if its cgroup is not known, that is for the next message. */
static bool give_process(enum hint_kind kind, pid_t pid, const char *before, bool search,
			 struct hint *hint)
{
	char name[PATH_MAX], number[32];

	if (procfs_cgroup(pid, name) == 0 && !give_name(name, "", search, hint))
		return false;
	snprintf(number, sizeof(number), "pid:%d", pid);
	return give(hint, kind, before, number);
}

static bool is_number(const char *operand, bool search, struct hint *hint)
{
	pid_t pid;

	return number_parse_digits(operand, 1, INT_MAX, &pid) == 0 &&
	       give_process(HINT_MEANT, pid, "", search, hint);
}

/* pid:<TID> */
static bool is_thread(const char *operand, bool search, struct hint *hint)
{
	pid_t tid, pid;

	if (lookup_classify(operand, &tid) != OPERAND_PID)
		return false;
	pid = procfs_process_of(tid);
	return pid > 0 && pid != tid && give_process(HINT_THREAD, pid, "", search, hint);
}

/* A line of /proc/PID/cgroup, "0::/x". */
static const char *name_in_membership(const char *operand)
{
	return strncmp(operand, "0::/", 4) ? NULL : operand + 3;
}

static bool is_membership(const char *operand, bool search, struct hint *hint)
{
	const char *name = name_in_membership(operand);

	return name && give_name(name, "", search, hint);
}

/*
 * A path that begins with a usual mount point where cgroup2 is not mounted: it is below
 * /sys/fs/cgroup in a unified layout and below /sys/fs/cgroup/unified in a hybrid one.
 */
static bool is_elsewhere(const char *operand, int mount, const char *mount_path, struct hint *hint)
{
	static const char *const usual[] = { "/sys/fs/cgroup/unified", "/sys/fs/cgroup" };
	size_t i = 0;
	const char *rest;

	while (i < ARRAY_SIZE(usual) && !path_is_within(operand, usual[i]))
		i++;
	if (i == ARRAY_SIZE(usual) || !strcmp(usual[i], mount_path))
		return false;
	rest = operand + strlen(usual[i]);
	if (is_below_mount(mount, rest))
		return give(hint, HINT_MEANT, mount_path, rest);
	return !is_root_name(rest) && give(hint, HINT_MOUNT, "", mount_path);
}

/* A path that leads to something else, and a name. */
static bool is_name(const char *operand, int mount, const char *mount_path, struct hint *hint)
{
	char path[PATH_MAX];

	if (!is_below_mount(mount, operand))
		return false;
	operand += strspn(operand, "/");
	snprintf(path, sizeof(path), "%s%s", *operand ? "/" : "", operand);
	return give(hint, HINT_MEANT, mount_path, path);
}

/* A unit, also without the suffix that systemctl(1) adds. */
static bool is_unit(const char *name, const char *wanted)
{
	size_t length = strlen(wanted);

	return strncmp(name, wanted, length) == 0 &&
	       (!name[length] || !strcmp(name + length, ".service"));
}

/* The name of a unit or the like, wherever it is. */
static bool is_borne_by_one(const char *operand, int mount, const char *before, struct hint *hint)
{
	_cleanup_search_ struct search search = SEARCH_FOR(is_unit, operand);

	return *operand && !strchr(operand, '/') && search_run(mount, &search, 1) == 0 &&
	       search.count == 1 && give(hint, HINT_MEANT, before, search.names[0]);
}

/* A file in a cgroup; before is put before the cgroup. */
static bool is_file(const char *operand, const char *before, struct hint *hint)
{
	const char *slash = strrchr(operand, '/');
	char path[PATH_MAX] = ".";

	if (access(operand, F_OK) < 0)
		return false;
	if (slash)
		snprintf(path, sizeof(path), "%.*s", (int)(slash - operand), operand);
	return is_cgroup(AT_FDCWD, path) && give(hint, HINT_MEANT, before, path);
}

void hint_for_cgroup(const char *operand, int err, bool search, struct hint *hint)
{
	bool missing = err == -ENOENT;
	const char *mount_path;
	int mount;

	hint->kind = HINT_NONE;
	if (err == -ENOTDIR && is_file(operand, "", hint))
		return;
	if (missing && (is_number(operand, search, hint) || is_thread(operand, search, hint) ||
			is_membership(operand, search, hint)))
		return;
	if (!search || err == -ENOTDIR)
		return;
	mount = mountpoint_get(&mount_path);
	if (mount < 0 || is_elsewhere(operand, mount, mount_path, hint))
		return;
	(void)(missing ? is_borne_by_one(operand, mount, "", hint) :
			 is_name(operand, mount, mount_path, hint));
}

static bool is_job(const char *operand, struct hint *hint)
{
	return *operand == '%' && give(hint, HINT_JOB, "", "");
}

#define AS_CGROUP "--cgroup "

/* What the cgroup mode would take, or has a hint for. */
static bool is_operand(const char *operand, struct hint *hint)
{
	const char *name = name_in_membership(operand);
	pid_t pid;

	switch (lookup_classify(operand, &pid)) {
	case OPERAND_PID:
		return give_process(HINT_MEANT, pid, AS_CGROUP, true, hint);
	case OPERAND_PATTERN:
		return give(hint, HINT_MEANT, AS_CGROUP, operand);
	case OPERAND_PATH_OR_NAME:
		if (name)
			return give_name(name, AS_CGROUP, true, hint);
		if (is_cgroup(AT_FDCWD, operand))
			return give(hint, HINT_MEANT, AS_CGROUP, operand);
		return is_file(operand, AS_CGROUP, hint);
	default:
		return false;
	}
}

static bool is_found_below(const char *operand, int mount, struct hint *hint)
{
	if (strchr(operand, '/'))
		return is_below_mount(mount, operand) &&
		       give(hint, HINT_MEANT, AS_CGROUP, operand);
	/* Names of units have a dot, those of processes seldom. */
	return strchr(operand, '.') && is_borne_by_one(operand, mount, AS_CGROUP, hint);
}

static void look_for_name(const char *operand, struct hint *hint)
{
	const char *mount_path;
	int mount = mountpoint_get(&mount_path);

	if (mount >= 0)
		(void)is_found_below(operand, mount, hint);
}

void hint_for_process(const char *operand, struct hint *hint)
{
	hint->kind = HINT_NONE;
	if (!is_job(operand, hint) && !is_operand(operand, hint) && strpbrk(operand, "/."))
		look_for_name(operand, hint);
	mountpoint_close();
}
