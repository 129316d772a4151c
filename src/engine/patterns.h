/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The searches for the patterns among the operands, which share one walk: there may be thousands
 * of cgroups, and many operands.
 */
#ifndef CGKILL_PATTERNS_H
#define CGKILL_PATTERNS_H

#include "base/attributes.h"
#include "engine/search.h"

/* Searches for all patterns among them. What fails is told by patterns_search(). */
void patterns_prepare(char *const *operands, int count) _nonnull_;

/*
 * The search for the pattern of one of these operands, which is the same text in memory, or NULL:
 * then either mount is what mountpoint_get() returned, or err what search_run() did. What is not
 * taken from the search is released by patterns_forget().
 */
struct search *patterns_search(const char *pattern, int *mount, int *err) _nonnull_ _must_check_;

void patterns_forget(void);

#endif
