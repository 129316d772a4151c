/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The argument of --when: 30min, oom, or a trigger such as "memory some 150ms 2s". */
#ifndef CGKILL_CLI_CONDITION_H
#define CGKILL_CLI_CONDITION_H

#include "base/attributes.h"
#include "engine/condition.h"

/*
 * Parses it; the text must stay where it is. The times of a trigger need a unit, since the kernel's
 * own form has microseconds. Returns 0, -EINVAL if it is none of these, -ERANGE if a time is too
 * long, 0, or longer than its window.
 */
int condition_parse(const char *text, struct condition *condition) _nonnull_ _must_check_;

#endif
