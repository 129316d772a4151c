/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cgroup v2 (Documentation/admin-guide/cgroup-v2.rst in the kernel's sources). */
#include "kernel/version.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "kernel/control.h"

#define FREEZE_FILE "cgroup.freeze"
#define EVENTS_FILE "cgroup.events"

/*
 * Without cgroup.type this is the root, a removed cgroup, or any cgroup of a kernel before
 * 4.14; on those, all cgroups but the root have cgroup.events.
 */
static enum cgroup_kind identify_untyped(int fd)
{
	/* The order matters: if the cgroup is being removed, cgroup.procs goes first. */
	if (faccessat(fd, EVENTS_FILE, F_OK, 0) == 0)
		return CGROUP_DOMAIN;
	return faccessat(fd, "cgroup.procs", F_OK, 0) == 0 ? CGROUP_ROOT : CGROUP_GONE;
}

static int identify(const struct cgroup *cgroup, enum cgroup_kind *kind)
{
	char type[32];
	ssize_t length;

	if (cgroup->id == CGROUP_ROOT_ID) {
		*kind = CGROUP_ROOT;
		return 0;
	}
	length = cgroup_read_file(cgroup->fd, "cgroup.type", type, sizeof(type));
	if (length == -ENOENT)
		*kind = identify_untyped(cgroup->fd);
	else if (length == -ENODEV)
		*kind = CGROUP_GONE;
	else if (length < 0)
		return (int)length;
	else
		*kind = strcmp(type, "threaded\n") ? CGROUP_DOMAIN : CGROUP_THREADED;
	return 0;
}

static bool is_frozen(const struct cgroup *cgroup)
{
	char text[256];
	bool frozen;

	return cgroup_read_file(cgroup->fd, EVENTS_FILE, text, sizeof(text)) > 0 &&
	       cgroup_parse_flag(text, "frozen", &frozen) == 0 && frozen;
}

static int populated(const struct cgroup *cgroup, int events_fd)
{
	char text[256];
	bool populated;
	ssize_t length = pread(events_fd, text, sizeof(text) - 1, 0);
	int err;

	if (length < 0) {
		err = -errno;
		return cgroup_is_gone(cgroup->fd, err) ? 0 : err;
	}
	text[length] = '\0';
	err = cgroup_parse_flag(text, "populated", &populated);
	return err ? err : populated;
}

/* Those of other PID namespaces as 0. */
static bool lists_all(void)
{
	return true;
}

const struct version version2 = {
	.freeze_file = FREEZE_FILE,
	.freeze_word = "1",
	.thaw_word = "0",
	.probe_word = "2",
	.self_frozen_file = FREEZE_FILE,
	.threads_file = "cgroup.threads",
	.events_file = EVENTS_FILE,
	.missing = -ENOENT,
	.identify = identify,
	.is_frozen = is_frozen,
	.populated = populated,
	.lists_all = lists_all,
	.events_tell = true,
	.kills_frozen = true,
	.is_unified = true,
};
