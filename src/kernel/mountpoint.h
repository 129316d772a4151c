/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where cgroup2 is mounted. Only this module knows libmount, which is loaded by the first call:
 * loading it doubles the start-up time, and a path needs no mount point.
 */
#ifndef CGKILL_MOUNTPOINT_H
#define CGKILL_MOUNTPOINT_H

#include <stdbool.h>

#include "base/attributes.h"

/* Whether libmount was built in. */
bool mountpoint_built_in(void) _must_check_;

/*
 * The mount point that shows all cgroups of the caller's cgroup namespace, and its path. It is
 * looked for once, since there may be thousands of mounts, and stays open until
 * mountpoint_close(). Returns a descriptor, or a negative errno: ENOPKG without libmount, ELIBACC
 * if it cannot be loaded (library_problem() has why), EIO if the list of mounts cannot be read,
 * ENOMEM, ENOENT if none of them shows these cgroups, ENXIO if
 * cgroup2 is mounted, but not from the root of the namespace (it begins above that after
 * "unshare --cgroup" without a new mount, or below).
 */
int mountpoint_get(const char **path) _nonnull_ _must_check_;

/*
 * Opens the directory of a cgroup of the cgroup v1 hierarchy with that controller; name is as in
 * /proc/PID/cgroup. The list of mounts is read once, and kept until mountpoint_close(). Returns a
 * descriptor, which the caller closes, or the same negative errnos.
 */
int mountpoint_open_v1(const char *controller, const char *name) _nonnull_ _must_check_;

/* Closes what is kept, if anything; it will be looked for again. */
void mountpoint_close(void);

#endif
