/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What was probably meant, in words. */
#ifndef CGKILL_HINTS_H
#define CGKILL_HINTS_H

#include "base/attributes.h"
#include "engine/hint.h"

/*
 * "<program>: <subject>: <message>; <hint>" on standard error; the hint may be NULL or of the kind
 * HINT_NONE.
 */
void hints_report(const char *subject, const char *message, const struct hint *hint)
	_nonnull_args_(1, 2);

#endif
