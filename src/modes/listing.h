/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What -l, -L and -t print about signals. */
#ifndef CGKILL_LISTING_H
#define CGKILL_LISTING_H

#include "base/attributes.h"
#include "cli/options.h"

/*
 * -l: every name, or for each operand its name, number, or the names in its mask. Operands that
 * are not signals are reported. Returns the exit status.
 */
int listing_list(const struct options *options) _nonnull_ _must_check_;

/* -L: numbers and names. */
void listing_table(void);

/*
 * -t: numbers, names and descriptions, of all signals or of the operands. Returns the exit
 * status.
 */
int listing_describe(const struct options *options) _nonnull_ _must_check_;

#endif
