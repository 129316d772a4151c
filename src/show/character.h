/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Characters that deceive who reads them. */
#ifndef CGKILL_CHARACTER_H
#define CGKILL_CHARACTER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attributes.h"

/*
 * Whether a character of Unicode controls how the text around it is shown instead of being shown
 * itself: it ends a line, changes the order, or cannot be seen.
 */
bool character_is_hidden(uint32_t code) _must_check_;

#endif
