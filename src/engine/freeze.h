/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Keeping cgroups frozen for a short time: no process can fork or move by itself meanwhile.
 * While any is frozen, signals are blocked, so that none ends the program before it has thawed
 * them all.
 */
#ifndef CGKILL_FREEZE_H
#define CGKILL_FREEZE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attributes.h"
#include "kernel/cgroup.h"

struct freezer {
	int fd;			/* from cgroup_open_freeze() while prepared, or negative */
	bool frozen;		/* by this program */
	int64_t limit;		/* when it is no longer waited for to be frozen */
};

#define FREEZER_CLOSED { .fd = -1 }

/*
 * Makes sure that the cgroup can be frozen, and that thawing it will need nothing more, before
 * anything is done. Returns 0, or the same errors as cgroup_open_freeze(); EPERM (see
 * cgroup_kill()).
 */
int freeze_prepare(struct freezer *freezer, const struct cgroup *cgroup) _nonnull_ _must_check_;

/*
 * After that, freezes it unless it is frozen already; with left_frozen that was this program's
 * doing, too. Returns 0, or a negative errno: EDEADLK if the caller would be frozen as well.
 */
int freeze_begin(struct freezer *freezer, const struct cgroup *cgroup, bool left_frozen)
	_nonnull_ _must_check_;

/*
 * Where SIGKILL ends nobody who is frozen, the cgroup is thawed after a walk that began when all
 * were frozen, and frozen again when somebody new shows up. Whether some may still be running;
 * not for long, since one that hangs in the kernel may never be frozen.
 */
bool freeze_is_incomplete(const struct freezer *freezer, const struct cgroup *cgroup)
	_nonnull_ _must_check_;

/* After such a walk, or one that may have found somebody new. Returns whether it has thawed. */
bool freeze_turn(struct freezer *freezer, const struct cgroup *cgroup, bool found) _nonnull_;

/*
 * To be called once after freeze_prepare() has returned 0. Thaws the cgroup if it is frozen by
 * this program. Returns 0, or a negative errno if it is left frozen.
 */
int freeze_end(struct freezer *freezer, const struct cgroup *cgroup) _nonnull_;

/* Whether something is frozen, and a signal is pending that will end the program after it. */
bool freeze_is_interrupted(void) _must_check_;

#endif
