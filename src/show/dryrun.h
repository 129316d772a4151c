/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --dry-run: what would be done, and to which processes. */
#ifndef CGKILL_DRYRUN_H
#define CGKILL_DRYRUN_H

#include <stdbool.h>

#include "base/attributes.h"
#include "engine/job.h"
#include "engine/request.h"

/*
 * Shows the trees of all jobs that were not refused, and what would be sent to them by which
 * method. Nothing is signalled or written. The outcome of a job tells whether it would be
 * refused, as far as that can be predicted.
 */
void dryrun_show(struct job *jobs, int count, const struct request *request, bool json)
	_nonnull_;

#endif
