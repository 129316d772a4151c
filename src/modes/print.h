/* SPDX-License-Identifier: GPL-2.0-or-later */
/* -p with cgroups: the PIDs of their processes. */
#ifndef CGKILL_PRINT_H
#define CGKILL_PRINT_H

#include "base/attributes.h"
#include "engine/job.h"

/*
 * Prints the PID of each process in the job's cgroup, except those already printed for another
 * job, and reports what cannot be printed. Signals nothing.
 */
void print_processes(struct job *job, const struct message *message) _nonnull_;

#endif
