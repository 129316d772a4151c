/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "show/words.h"

#include <errno.h>

#include "base/library.h"
#include "kernel/mountpoint.h"
#include "show/nls.h"

const char *words_for_procfs(enum procfs_problem problem)
{
	return problem == PROCFS_MISSING ? _("/proc is not mounted") :
					   _("/proc belongs to another PID namespace");
}

const char *words_for_mountpoint(int err)
{
	switch (err) {
	case -ENOPKG:
		return mountpoint_built_in() ? _("libmount.so.1 is not installed") :
					       _("built without libmount");
	case -ELIBACC:
		return library_problem();
	case -ENOMEM:
		return nls_error(err);
	case -EIO:
		return _("cannot read /proc/self/mountinfo");
	case -ENXIO:
		return _("cgroup2 is not mounted from the root of this cgroup namespace; "
			 "give a path instead");
	default:
		return _("no cgroup2 mount shows the cgroups of this namespace");
	}
}
