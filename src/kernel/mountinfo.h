/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What /proc/self/mountinfo says about one mount. It is read without allocating memory, from the
 * start each time: there may be thousands of mounts.
 */
#ifndef CGKILL_MOUNTINFO_H
#define CGKILL_MOUNTINFO_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/attributes.h"

/*
 * Whether everything that the mount with that id shows is certain to be below the root of the
 * caller's cgroup namespace.
 */
bool mountinfo_is_within_namespace(uint64_t id) _must_check_;

#define MOUNT_OPTIONS_SIZE 256

/*
 * The options of the file system on that device, as in "rw,cpu,cpuacct". Returns 0, or -ENODATA
 * if there is no such mount, or no /proc.
 */
int mountinfo_options(dev_t device, char options[static MOUNT_OPTIONS_SIZE])
	_nonnull_ _must_check_;

/*
 * Stores the path of a cgroup's directory, and the length of the part of it that is the mount
 * point; the name is as in /proc/PID/cgroup, of cgroup v2, or v1 with that controller. Unlike
 * mountpoint.h it takes the first mount that will do, and needs no library. Returns 0, or a negative
 * errno: ENODATA if none shows it.
 */
int mountinfo_cgroup(const char *controller, const char *name, char path[static PATH_MAX],
		     size_t *top) __attribute__((nonnull(2, 3, 4))) _must_check_;

#endif
