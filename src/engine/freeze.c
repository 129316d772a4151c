/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/freeze.h"

#include <errno.h>
#include <poll.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "engine/caller.h"
#include "kernel/control.h"
#include "kernel/sigmask.h"

/* Milliseconds; with an idle CPU, 10,000 processes are frozen in a tenth of it. */
#define FREEZE_LIMIT 250

/* How many times to try thawing a cgroup. */
#define THAW_ATTEMPTS 10

/* How many are prepared or frozen, and the signal mask before the first of them was. */
static unsigned int prepared;
static struct sigmask before;

static int block_signals(void)
{
	int err = prepared ? 0 : sigmask_block_all(&before);

	prepared += !err;
	return err;
}

static void unblock_signals(void)
{
	if (!--prepared)
		sigmask_restore(&before);
}

static int open_freezer(struct freezer *freezer, const struct cgroup *cgroup)
{
	freezer->fd = cgroup_open_freeze(cgroup);
	freezer->frozen = false;
	if (freezer->fd < 0)
		return freezer->fd;
	return cgroup_check_freeze(cgroup, freezer->fd);
}

int freeze_prepare(struct freezer *freezer, const struct cgroup *cgroup)
{
	int err = block_signals();

	if (err)
		return err;
	err = open_freezer(freezer, cgroup);
	if (err)
		(void)freeze_end(freezer, cgroup);
	return err;
}

int freeze_begin(struct freezer *freezer, const struct cgroup *cgroup, bool left_frozen)
{
	bool was_frozen = false;
	int inside, err = cgroup_get_freeze(cgroup, &was_frozen);

	if (err || (was_frozen && !left_frozen))
		return err;
	/* After the write it would be too late to find out that the caller is inside. */
	inside = caller_is_inside(cgroup);
	if (inside)
		return inside > 0 ? -EDEADLK : inside;
	err = cgroup_set_freeze(cgroup, freezer->fd, true);
	freezer->frozen = !err;
	freezer->limit = clock_milliseconds() + FREEZE_LIMIT;
	return err;
}

/* Only a cgroup that is gone needs no thawing. */
static int thaw_cgroup(const struct freezer *freezer, const struct cgroup *cgroup)
{
	int err = 0;

	for (int i = 0; i < THAW_ATTEMPTS; i++) {
		err = cgroup_set_freeze(cgroup, freezer->fd, false);
		if (!err || cgroup_is_gone(cgroup->fd, err))
			return 0;
		poll(NULL, 0, 1);
	}
	return err;
}

bool freeze_is_incomplete(const struct freezer *freezer, const struct cgroup *cgroup)
{
	return freezer->frozen && !cgroup_kills_frozen(cgroup) &&
	       clock_milliseconds() < freezer->limit && !cgroup_is_frozen(cgroup);
}

bool freeze_turn(struct freezer *freezer, const struct cgroup *cgroup, bool found)
{
	if (freezer->fd < 0 || cgroup_kills_frozen(cgroup))
		return false;
	if (freezer->frozen) {
		freezer->frozen = thaw_cgroup(freezer, cgroup) < 0;
		return !freezer->frozen;
	}
	/* If it cannot be frozen any more, walks go on without. */
	if (found)
		(void)!freeze_begin(freezer, cgroup, false);
	return false;
}

int freeze_end(struct freezer *freezer, const struct cgroup *cgroup)
{
	int err = freezer->frozen ? thaw_cgroup(freezer, cgroup) : 0;

	cleanup_close(&freezer->fd);
	*freezer = (struct freezer)FREEZER_CLOSED;
	unblock_signals();
	return err;
}

bool freeze_is_interrupted(void)
{
	return prepared && sigmask_end_is_near(&before);
}
