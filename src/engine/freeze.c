/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/freeze.h"

#include <errno.h>
#include <poll.h>

#include "base/cleanup.h"
#include "engine/caller.h"
#include "engine/event.h"
#include "kernel/control.h"

/* How many times to try thawing a cgroup. */
#define THAW_ATTEMPTS 10

/* Thaws through the descriptor used for freezing. Only a cgroup that is gone needs no thawing. */
static int thaw_cgroup(const struct pursuit *pursuit, int freeze)
{
	int err = 0;

	for (int i = 0; i < THAW_ATTEMPTS; i++) {
		err = cgroup_set_freeze(freeze, false);
		if (!err || cgroup_is_gone(pursuit->job->cgroup.fd, err))
			return 0;
		poll(NULL, 0, 1);
	}
	return err;
}

/* The part that runs with signals blocked. */
static int pursue_frozen(struct pursuit *pursuit, int freeze, int *thaw_error)
{
	bool was_frozen = false;
	int err = cgroup_get_freeze(freeze, &was_frozen);

	if (err)
		return err;
	was_frozen &= !pursuit->left_frozen;
	/* After the write it would be too late to find out that the caller is inside. */
	if (caller_is_inside(&pursuit->job->cgroup) != 0)
		return -EDEADLK;
	if (!was_frozen)
		err = cgroup_set_freeze(freeze, true);
	if (err)
		return err;
	pursuit_run(pursuit);
	if (!was_frozen)
		*thaw_error = thaw_cgroup(pursuit, freeze);
	pursuit->left_frozen = *thaw_error;
	return 0;
}

int freeze_send(struct pursuit *pursuit, enum outcome *outcome)
{
	_cleanup_close_ int freeze = cgroup_open_freeze(pursuit->job->cgroup.fd);
	struct sigmask before;
	int err, thaw_error = 0;

	if (freeze < 0)
		return freeze;
	/* A signal that ends the program must wait until the cgroup is thawed. */
	err = sigmask_block_all(&before);
	if (!err) {
		pursuit->frozen = &before;
		err = pursue_frozen(pursuit, freeze, &thaw_error);
		pursuit->frozen = NULL;
		sigmask_restore(&before);
	}
	if (err)
		return err;
	*outcome = pursuit_judge(pursuit);
	if (thaw_error) {
		event_tell(EVENT_LEFT_FROZEN, pursuit->job->name, thaw_error);
		*outcome = OUTCOME_FAILED;
	}
	return 0;
}
