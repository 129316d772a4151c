/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The first delivery of a signal to a cgroup, by the first method that works. Nothing is waited
 * for: what is left to be done is in the job's stage, and rounds.h does it.
 */
#ifndef CGKILL_STRIKE_H
#define CGKILL_STRIKE_H

#include "base/attributes.h"
#include "engine/job.h"

/*
 * Strikes with the job's message, and an event for each failure. A caller that is
 * known to be inside is spared, and so is the way down to it, by the kernel and the freezer,
 * which cannot spare anybody: there, only signals are used.
 */
void strike_job(struct job *job) _nonnull_;

#endif
