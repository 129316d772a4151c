/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Decimal numbers within a range, and nothing else: a kill program must not
 * take 4294967297 for 1, nor "5x" or "" for a number.
 */
#ifndef CGKILL_NUMBER_H
#define CGKILL_NUMBER_H

#include "base/attributes.h"

/*
 * Parses text as a decimal number from min to max, with an optional sign and
 * leading white space. Returns 0 and stores it, -EINVAL when text is no number,
 * -ERANGE when it is one outside the range.
 */
int number_parse(const char *text, int min, int max, int *number) _nonnull_ _must_check_;

/* The same, but only digits are allowed. */
int number_parse_digits(const char *text, int min, int max, int *number) _nonnull_ _must_check_;

#endif
