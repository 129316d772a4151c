/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which processes are left in a cgroup that should be empty, and why. */
#ifndef CGKILL_SURVIVORS_H
#define CGKILL_SURVIVORS_H

#include "base/attributes.h"
#include "engine/job.h"
#include "engine/survivor.h"

/*
 * Names the first remaining processes, one per line, and counts the others; err tells why some are
 * not known, or all of them if there are no survivors.
 */
void survivors_report(const struct job *job, const struct survivors *survivors, int err)
	_nonnull_args_(1);

#endif
