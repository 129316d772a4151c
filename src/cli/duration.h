/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Times as people write them: 500, 500ms, 5s, 0.5s, 2min. */
#ifndef CGKILL_DURATION_H
#define CGKILL_DURATION_H

#include "base/attributes.h"

/*
 * Parses a whole number of milliseconds, or a number with one of the units ms, s, m, min and h,
 * which may have a fraction; never depending on the locale. A part of a millisecond is rounded
 * up, so that no time becomes shorter than it was meant to be. Returns 0 and stores the
 * milliseconds, -EINVAL if text is not a time, -ERANGE if it is longer than INT_MAX of them.
 */
int duration_parse(const char *text, int *milliseconds) _nonnull_ _must_check_;

#endif
