/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From an operand to an open cgroup that may be killed. */
#ifndef CGKILL_LOOKUP_H
#define CGKILL_LOOKUP_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/attributes.h"
#include "kernel/cgroup.h"

enum operand_class {
	OPERAND_PATH_OR_NAME,
	OPERAND_PID,		/* "pid:<PID>": the cgroup of a process */
	OPERAND_EMPTY,
	OPERAND_BAD_PID,	/* "pid:" and no PID */
};

/* The form of an operand, which needs no look at the system; pid for OPERAND_PID. */
enum operand_class lookup_classify(const char *operand, pid_t *pid) _nonnull_ _must_check_;

/* Whether the operand is well-formed; an event tells if not. */
bool lookup_check(const char *operand) _nonnull_ _must_check_;

/*
 * Opens the cgroup that the operand names, in this order: pid:<PID>, a path that
 * exists, a name below the mount point of cgroup2. The caller closes it. Refuses
 * what must not be killed: the root cgroup, threaded cgroups, and whatever is no
 * cgroup. Returns 0, or a negative errno after an event that says why.
 */
int lookup_open(const char *operand, struct cgroup *cgroup) _nonnull_ _must_check_;

#endif
