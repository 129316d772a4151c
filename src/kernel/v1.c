/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cgroup v1 (Documentation/admin-guide/cgroup-v1 in the kernel's sources). */
#include "kernel/version.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kernel/control.h"
#include "kernel/freezer.h"
#include "kernel/tree.h"

/*
 * Without cgroup.events, a tree is empty if nobody is listed this many times in a row: a process
 * that moves back and forth can evade a single look.
 */
#define EMPTY_LOOKS 6

/* Only the root of a hierarchy has release_agent. */
static int identify(const struct cgroup *cgroup, enum cgroup_kind *kind)
{
	int err = faccessat(cgroup->fd, "release_agent", F_OK, 0) < 0 ? -errno : 0;

	if (err && err != -ENOENT)
		return err;
	if (cgroup->id == CGROUP_ROOT_ID || !err)
		*kind = CGROUP_ROOT;
	else
		*kind = cgroup_is_gone(cgroup->fd, err) ? CGROUP_GONE : CGROUP_DOMAIN;
	return 0;
}

static bool is_frozen(const struct cgroup *cgroup)
{
	char state[16];

	return cgroup_read_file(cgroup->fd, FREEZER_STATE_FILE, state, sizeof(state)) > 0 &&
	       !strcmp(state, "FROZEN\n");
}

static int look_for_process(const struct cgroup *cgroup, void *data)
{
	(void)data;
	return cgroup_lists_any(cgroup);
}

static int populated(const struct cgroup *cgroup, int events_fd)
{
	char text[8];
	int found = 0;

	/* Reading makes its removal an event. */
	if (pread(events_fd, text, sizeof(text), 0) < 0 && cgroup_is_gone(cgroup->fd, -errno))
		return 0;
	for (int looks = 0; !found && looks < EMPTY_LOOKS; looks++)
		found = tree_walk(cgroup, look_for_process, &found);
	return cgroup_is_gone(cgroup->fd, found) ? 0 : found;
}

/* PROC_PID_INIT_INO in the kernel's <linux/proc_ns.h>, fixed since 3.8. */
#define INITIAL_PID_NAMESPACE 0xEFFFFFFCU

/* Processes that the reader's PID namespace does not show are left out. */
static bool lists_all(void)
{
	struct stat st;

	return stat("/proc/self/ns/pid", &st) == 0 && st.st_ino == INITIAL_PID_NAMESPACE;
}

/* notify_on_release changes by writing only, so it tells of nothing but removal. */
const struct version version1 = {
	.freeze_file = FREEZER_STATE_FILE,
	.freeze_word = "FROZEN",
	.thaw_word = FREEZER_THAW_WORD,
	.probe_word = "?",
	.self_frozen_file = "freezer.self_freezing",
	.threads_file = "tasks",
	.events_file = "notify_on_release",
	.missing = -ENOSYS,
	.identify = identify,
	.is_frozen = is_frozen,
	.populated = populated,
	.lists_all = lists_all,
};
