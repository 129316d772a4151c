/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/method.h"

#include <errno.h>
#include <string.h>

#include "base/array.h"
#include "kernel/control.h"

static const struct {
	const char *name, *file;
} methods[] = {
	[METHOD_AUTO] = { "auto", NULL },
	[METHOD_KERNEL] = { "kernel", CGROUP_KILL_FILE },
	[METHOD_FREEZE] = { "freeze", CGROUP_FREEZE_FILE },
	[METHOD_SIGNAL] = { "signal", NULL },
};

const char *method_name(enum method method)
{
	return methods[method].name;
}

int method_parse(const char *name, enum method *method)
{
	for (size_t i = 0; i < ARRAY_SIZE(methods); i++)
		if (!strcmp(name, methods[i].name)) {
			*method = (enum method)i;
			return 0;
		}
	return -EINVAL;
}

const char *method_file(enum method method)
{
	return methods[method].file;
}
