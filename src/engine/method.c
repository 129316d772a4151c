/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/method.h"

#include <errno.h>
#include <string.h>

#include "base/array.h"
#include "kernel/control.h"

static const char *const names[] = {
	[METHOD_AUTO] = "auto",
	[METHOD_KERNEL] = "kernel",
	[METHOD_FREEZE] = "freeze",
	[METHOD_SIGNAL] = "signal",
};

const char *method_name(enum method method)
{
	return names[method];
}

int method_parse(const char *name, enum method *method)
{
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (!strcmp(name, names[i])) {
			*method = (enum method)i;
			return 0;
		}
	return -EINVAL;
}

const char *method_file(enum method method, const struct cgroup *cgroup)
{
	switch (method) {
	case METHOD_KERNEL:
		return CGROUP_KILL_FILE;
	case METHOD_FREEZE:
		return cgroup_freeze_file(cgroup);
	default:
		return NULL;
	}
}
