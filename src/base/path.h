/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Paths as text. */
#ifndef CGKILL_PATH_H
#define CGKILL_PATH_H

#include <stdbool.h>

#include "base/attributes.h"

/* Whether name is one of the components of path. */
bool path_has_component(const char *path, const char *name) _nonnull_ _must_check_;

/*
 * Whether path is top or below it. Both are absolute, and only their first components may be
 * "..", as in /proc/PID/cgroup.
 */
bool path_is_within(const char *path, const char *top) _nonnull_ _must_check_;

#endif
