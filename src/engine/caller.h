/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether the program is about to signal itself. */
#ifndef CGKILL_CALLER_H
#define CGKILL_CALLER_H

#include <stdbool.h>

#include "base/attributes.h"
#include "kernel/cgroup.h"

/*
 * Whether the calling process is in the cgroup or below it: 1 or 0, or a negative errno if that
 * cannot be determined.
 */
int caller_is_inside(const struct cgroup *cgroup) _nonnull_ _must_check_;

/* Opens, and closes, what tells whether the caller is moved from now on. */
void caller_remember_place(void);
void caller_forget_place(void);

/* Whether it is elsewhere now, as far as is known; looks nothing up. */
bool caller_has_moved(void) _must_check_;

#endif
