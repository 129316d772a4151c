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
	OPERAND_PATTERN,	/* "name:<pattern>": the cgroup whose last component matches */
	OPERAND_EMPTY,
	OPERAND_BAD_PID,	/* "pid:" without a valid PID */
	OPERAND_BAD_PATTERN,	/* "name:" without a pattern that a component can match */
};

/* The form of an operand, determined without looking at the system; pid is set for OPERAND_PID. */
enum operand_class lookup_classify(const char *operand, pid_t *pid) _nonnull_ _must_check_;

/* Whether the operand is well-formed; if not, there has been an event. */
bool lookup_check(const char *operand) _nonnull_ _must_check_;

/*
 * The pattern in it, or NULL. If such an operand is refused, nothing at all is to be signalled,
 * since it is not certain what was meant.
 */
const char *lookup_pattern(const char *operand) _nonnull_ _must_check_;

/* Whether an operand of this form is never taken for a name, whatever there is. */
bool lookup_is_only_path(const char *operand) _nonnull_ _must_check_;

/* Whether there is a path or name of this form, whatever it leads to. */
bool lookup_exists(const char *operand) _nonnull_ _must_check_;

/*
 * Opens the cgroup that the operand names, in this order: pid:<PID>, name:<pattern>, which is one
 * of patterns_prepare(), an existing path, a name below the mount point of cgroup2 or, where there
 * is none, in a hierarchy of cgroup v1. The caller closes it. Refuses what must not be killed: the
 * root cgroup, threaded cgroups, and anything that is not a cgroup. Returns 0, or a negative
 * errno after an event that says why, unless that is left to lookup_explain(): ENOENT, there is
 * no such cgroup; ENOTDIR, it is a file; EMEDIUMTYPE, it is on another file system.
 */
int lookup_open(const char *operand, struct cgroup *cgroup) _nonnull_ _must_check_;

/* The same without events: for what nobody has given as an operand, but may be offered. */
int lookup_try(const char *operand, struct cgroup *cgroup) _nonnull_ _must_check_;

/*
 * Opens the cgroup of a hierarchy of cgroup v1, whatever it is, by a name like "cpu,cpuacct:/x";
 * no component of it may be "..". The caller closes it. Returns 0, or a negative errno: EINVAL if
 * there is no such hierarchy, or those of mountpoint_open_v1() and cgroup_open().
 */
int lookup_open_v1(const char *name, struct cgroup *cgroup) _nonnull_ _must_check_;

/*
 * Sends the event that lookup_open() left out, with what was probably meant; for other errnos
 * nothing. With search, that may take time, in which nobody should wait for a signal.
 */
void lookup_explain(const char *operand, int err, bool search) _nonnull_;

#endif
