/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table that shows people trees of cgroups and their processes. */
#ifndef CGKILL_VIEW_H
#define CGKILL_VIEW_H

#include "base/attributes.h"
#include "show/plan.h"

/*
 * Prints the trees of the plans as one table on standard output, one node per line. On a
 * terminal no line is wider than the terminal: texts are cut, then columns are omitted. Returns
 * 0, or -ENOMEM.
 */
int view_print(const struct plan *plans, int count) _nonnull_ _must_check_;

#endif
