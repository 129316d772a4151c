/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where cgroup2 is mounted. The only file that knows libmount, which is loaded by
 * the first call: it doubles the start-up time, and a path needs no mount point.
 */
#ifndef CGKILL_MOUNTPOINT_H
#define CGKILL_MOUNTPOINT_H

#include <limits.h>
#include <stdbool.h>

/* Whether libmount was built in. */
bool mountpoint_built_in(void) __attribute__((warn_unused_result));

/*
 * Opens the mount point that shows all cgroups of the caller's cgroup namespace, and
 * stores its path; the caller closes it. Returns a descriptor, or a negative errno
 * after reporting, in the name of the operand, why there is none.
 */
int mountpoint_open(const char *operand, char path[static PATH_MAX])
	__attribute__((nonnull, warn_unused_result));

#endif
