/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What was probably meant by an operand that leads nowhere: for messages only, nothing is ever
 * done for it. What to write instead has been tried out: it leads to a cgroup that may be killed.
 * Only if that is clearly what was meant ("/", "0::/", pid:<PID>) can it be the top of a mount, which
 * may be a whole container.
 */
#ifndef CGKILL_HINT_H
#define CGKILL_HINT_H

#include <limits.h>
#include <stdbool.h>

#include "base/attributes.h"

enum hint_kind {
	HINT_NONE,
	HINT_MEANT,		/* what to write instead */
	HINT_THREAD,		/* a thread, whose process is written so */
	HINT_MOUNT,		/* where cgroup2 is mounted */
	HINT_JOB,		/* a job of a shell; the text is empty */
};

struct hint {
	enum hint_kind kind;
	char text[2 * PATH_MAX];
};

/*
 * For an operand of the cgroup mode that lookup_open() has refused with this errno. With search,
 * what takes time may be done: to find out what is mounted where, and to look at all cgroups.
 */
void hint_for_cgroup(const char *operand, int err, bool search, struct hint *hint) _nonnull_;

/* For an operand of the PID mode that names no process. */
void hint_for_process(const char *operand, struct hint *hint) _nonnull_;

#endif
