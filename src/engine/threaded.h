/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Threaded cgroups, which have no processes of their own to signal. */
#ifndef CGKILL_THREADED_H
#define CGKILL_THREADED_H

#include "base/attributes.h"
#include "kernel/cgroup.h"

/*
 * Reports that the cgroup, named as by the user, is refused, and which domain its processes
 * belong to.
 */
void threaded_refuse(const char *name, const struct cgroup *cgroup) _nonnull_;

#endif
