/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The names of the methods, and the file that each one needs. */
#ifndef CGKILL_METHOD_H
#define CGKILL_METHOD_H

#include "base/attributes.h"
#include "kernel/cgroup.h"

enum method {
	METHOD_AUTO,		/* the first of the others that works */
	METHOD_KERNEL,
	METHOD_FREEZE,
	METHOD_SIGNAL,
	METHOD_COUNT
};

/* As --method takes it. */
const char *method_name(enum method method) _returns_nonnull_ _must_check_;

/* The method of that name. Returns 0, or -EINVAL. */
int method_parse(const char *name, enum method *method) _nonnull_ _must_check_;

/* The file that the method writes to in such a cgroup, or NULL. */
const char *method_file(enum method method, const struct cgroup *cgroup) _nonnull_ _must_check_;

#endif
