/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/hint.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/array.h"
#include "base/file.h"
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

/* Whether it is the top of a mount, so that another file system is above it. */
static bool is_top(const struct cgroup *cgroup)
{
	struct stat above;

	return fstatat(cgroup->fd, "..", &above, 0) < 0 || above.st_dev != cgroup->device;
}

/*
 * Whether it may be killed. In a container the top is the root of its cgroup namespace, and nobody
 * who has not clearly asked for that is to be led there.
 */
static bool is_usable(const struct cgroup *cgroup, bool or_top)
{
	enum cgroup_kind kind;

	return cgroup_identify(cgroup, &kind) == 0 && kind == CGROUP_DOMAIN &&
	       (or_top || !is_top(cgroup));
}

/* A cgroup, if this is how to write it; before is put before it. */
static bool give_cgroup(const struct cgroup *cgroup, const char *before, const char *operand,
			struct hint *hint)
{
	_cleanup_cgroup_ struct cgroup taken = CGROUP_CLOSED;

	return lookup_try(operand, &taken) == 0 && taken.id == cgroup->id &&
	       taken.device == cgroup->device && give(hint, HINT_MEANT, before, operand);
}

/* A cgroup by its path. */
static bool give_path(const char *path, const char *before, struct hint *hint)
{
	_cleanup_cgroup_ struct cgroup cgroup = CGROUP_CLOSED;

	return cgroup_open(AT_FDCWD, path, &cgroup) == 0 && is_usable(&cgroup, false) &&
	       give_cgroup(&cgroup, before, path, hint);
}

/* What the top is called, and nothing else. */
static bool is_name_of_top(const char *name)
{
	return !strcmp(name, "/");
}

/*
 * A cgroup by its name, as in /proc/PID/cgroup, or by its path, if that is wanted or something else
 * is in the way of the name.
 */
static bool give_name(const char *name, bool by_path, const char *before, struct hint *hint)
{
	const char *below = name + strspn(name, "/"), *mount_path;
	int mount = mountpoint_get(&mount_path);
	_cleanup_cgroup_ struct cgroup cgroup = CGROUP_CLOSED;
	char path[2 * PATH_MAX];

	if (mount < 0 || path_has_component(name, "..") ||
	    cgroup_open(mount, *below ? below : ".", &cgroup) < 0 ||
	    !is_usable(&cgroup, is_name_of_top(name)))
		return false;
	snprintf(path, sizeof(path), "%s%s%s", mount_path, *below ? "/" : "", below);
	return (!by_path && give_cgroup(&cgroup, before, name, hint)) ||
	       give_cgroup(&cgroup, before, path, hint);
}

/* The cgroup of a process. */
static bool give_process(enum hint_kind kind, pid_t pid, bool or_top, const char *before,
			 struct hint *hint)
{
	_cleanup_cgroup_ struct cgroup cgroup = CGROUP_CLOSED;
	char operand[32];

	snprintf(operand, sizeof(operand), "pid:%d", pid);
	return lookup_try(operand, &cgroup) == 0 && is_usable(&cgroup, or_top) &&
	       give(hint, kind, before, operand);
}

static bool is_number(const char *operand, struct hint *hint)
{
	pid_t pid;

	return number_parse_digits(operand, 1, INT_MAX, &pid) == 0 &&
	       give_process(HINT_MEANT, pid, false, "", hint);
}

/* pid:<TID> */
static bool is_thread(const char *operand, struct hint *hint)
{
	pid_t tid, pid;

	if (lookup_classify(operand, &tid) != OPERAND_PID)
		return false;
	pid = procfs_process_of(tid);
	return pid > 0 && pid != tid && give_process(HINT_THREAD, pid, true, "", hint);
}

/* A line of /proc/PID/cgroup, "0::/x". */
static bool is_membership(const char *operand, const char *before, struct hint *hint)
{
	return strncmp(operand, "0::/", 4) == 0 && give_name(operand + 3, false, before, hint);
}

/* One for cgroup v1, "12:cpu,cpuacct:/x", also without the number. */
static bool is_v1_membership(const char *operand, const char *before, struct hint *hint)
{
	const char *name = operand + strspn(operand, "0123456789"), *slash = strchr(name, '/');
	_cleanup_cgroup_ struct cgroup cgroup = CGROUP_CLOSED;
	char path[PATH_MAX];

	if (name > operand && *name == ':')
		name++;
	return slash && !path_has_component(slash, "..") && lookup_open_v1(name, &cgroup) == 0 &&
	       is_usable(&cgroup, is_name_of_top(slash)) &&
	       file_path_of(cgroup.fd, path) && give_cgroup(&cgroup, before, path, hint);
}

/* Whether the path, which begins with a slash, is in a cgroup file system as far as it exists. */
static bool is_in_cgroupfs(const char *path)
{
	_cleanup_cgroup_ struct cgroup cgroup = CGROUP_CLOSED;
	char above[PATH_MAX];
	char *slash;

	snprintf(above, sizeof(above), "%s", path);
	while (cgroup_open(AT_FDCWD, above, &cgroup) < 0) {
		slash = strrchr(above, '/');
		if (!slash)
			return false;
		*slash = '\0';
	}
	return cgroup.version;
}

/*
 * A path that begins with a usual mount point where cgroup2 is not mounted: it is below
 * /sys/fs/cgroup in a unified layout and below /sys/fs/cgroup/unified in a hybrid one.
 */
static bool is_elsewhere(const char *operand, const char *mount_path, struct hint *hint)
{
	static const char *const usual[] = { "/sys/fs/cgroup/unified", "/sys/fs/cgroup" };
	size_t i = 0;
	const char *rest;

	while (i < ARRAY_SIZE(usual) && !path_is_within(operand, usual[i]))
		i++;
	if (i == ARRAY_SIZE(usual) || !strcmp(usual[i], mount_path) || is_in_cgroupfs(operand))
		return false;
	rest = operand + strlen(usual[i]);
	/* What is nothing but the mount point is not clear enough. */
	return rest[strspn(rest, "/.")] &&
	       (give_name(rest, true, "", hint) || give(hint, HINT_MOUNT, "", mount_path));
}

/* A path that leads to something else, and a name. */
static bool is_name(const char *operand, struct hint *hint)
{
	return !lookup_is_only_path(operand) && give_name(operand, true, "", hint);
}

/* A unit, also without the suffix that systemctl(1) adds. */
static bool is_unit(const char *name, const char *wanted)
{
	size_t length = strlen(wanted);

	return strncmp(name, wanted, length) == 0 &&
	       (!name[length] || !strcmp(name + length, ".service"));
}

/* Whether exactly one cgroup is found, and may be killed. */
static bool finds_one(struct search *search)
{
	const char *mount_path;
	int mount = mountpoint_get(&mount_path);

	return mount >= 0 && search_run(mount, search, 1) == 0 && search->count == 1 &&
	       !search->err && is_usable(&search->cgroup, false);
}

/* The name of a unit or the like, wherever it is. */
static bool is_borne_by_one(const char *operand, const char *before, struct hint *hint)
{
	_cleanup_search_ struct search search = SEARCH_FOR(is_unit, operand);

	return *operand && !strchr(operand, '/') && finds_one(&search) &&
	       give_name(search.names[0], false, before, hint);
}

/* A file in a cgroup; before is put before the cgroup. */
static bool is_file(const char *operand, const char *before, struct hint *hint)
{
	const char *slash = strrchr(operand, '/');
	char path[PATH_MAX] = ".";
	struct stat st;

	if (stat(operand, &st) < 0 || S_ISDIR(st.st_mode))
		return false;
	if (slash)
		snprintf(path, sizeof(path), "%.*s", (int)(slash - operand), operand);
	return give_path(path, before, hint);
}

/* The mount point is known already: what is not found has been looked up there as a name. */
static bool is_found_fast(const char *operand, int err, struct hint *hint)
{
	if (err == -ENOTDIR)
		return is_file(operand, "", hint);
	return err == -ENOENT && (is_number(operand, hint) || is_thread(operand, hint) ||
				  is_membership(operand, "", hint));
}

static bool is_missing(const char *operand, struct hint *hint)
{
	return is_v1_membership(operand, "", hint) || is_borne_by_one(operand, "", hint);
}

void hint_for_cgroup(const char *operand, int err, bool search, struct hint *hint)
{
	const char *mount_path;

	hint->kind = HINT_NONE;
	if (is_found_fast(operand, err, hint) || !search || err == -ENOTDIR)
		return;
	if (mountpoint_get(&mount_path) < 0 || is_elsewhere(operand, mount_path, hint))
		return;
	(void)(err == -ENOENT ? is_missing(operand, hint) : is_name(operand, hint));
}

static bool is_job(const char *operand, struct hint *hint)
{
	return *operand == '%' && give(hint, HINT_JOB, "", "");
}

#define AS_CGROUP "--cgroup "

static bool is_pattern(const char *operand, struct hint *hint)
{
	_cleanup_search_ struct search search =
		SEARCH_FOR(search_matches_pattern, lookup_pattern(operand));

	return finds_one(&search) && give(hint, HINT_MEANT, AS_CGROUP, operand);
}

/* What the cgroup mode would take, or has a hint for. */
static bool is_operand(const char *operand, struct hint *hint)
{
	pid_t pid;

	switch (lookup_classify(operand, &pid)) {
	case OPERAND_PID:
		return give_process(HINT_MEANT, pid, true, AS_CGROUP, hint);
	case OPERAND_PATTERN:
		return is_pattern(operand, hint);
	case OPERAND_PATH_OR_NAME:
		return is_membership(operand, AS_CGROUP, hint) ||
		       is_v1_membership(operand, AS_CGROUP, hint) ||
		       give_path(operand, AS_CGROUP, hint) ||
		       is_file(operand, AS_CGROUP, hint);
	default:
		return false;
	}
}

/* A name below the mount point. Those of units have a dot, those of processes seldom. */
static bool is_found_below(const char *operand, struct hint *hint)
{
	/* The root directory may be no cgroup at all. */
	if (!operand[strspn(operand, "/.")] || lookup_is_only_path(operand))
		return false;
	if (strchr(operand, '/'))
		return give_name(operand, false, AS_CGROUP, hint);
	return strchr(operand, '.') && is_borne_by_one(operand, AS_CGROUP, hint);
}

void hint_for_process(const char *operand, struct hint *hint)
{
	hint->kind = HINT_NONE;
	if (!is_job(operand, hint) && !is_operand(operand, hint))
		(void)is_found_below(operand, hint);
	mountpoint_close();
}
