/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Decimal numbers within a range, and nothing else: a kill program must not take 4294967297 for
 * 1, nor accept "5x" or "" as a number.
 */
#ifndef CGKILL_NUMBER_H
#define CGKILL_NUMBER_H

#include "base/attributes.h"

/*
 * Parses text as a decimal number from min to max, with optional leading white space and sign.
 * Returns 0 and stores it, -EINVAL if text is not a number, -ERANGE if it is outside the range.
 */
int number_parse(const char *text, int min, int max, int *number) _nonnull_ _must_check_;

/* The same, but only digits are allowed. */
int number_parse_digits(const char *text, int min, int max, int *number) _nonnull_ _must_check_;

#endif
