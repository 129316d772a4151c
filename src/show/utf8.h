/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text that must be UTF-8, whatever its source and whatever the locale. */
#ifndef CGKILL_UTF8_H
#define CGKILL_UTF8_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/attributes.h"

/*
 * Decodes the UTF-8 character (RFC 3629) at the start of the string text. Returns its length and
 * stores its number in Unicode, or returns 0 if there is none.
 */
size_t utf8_decode(const char *text, uint32_t *code) _nonnull_ _must_check_;

/*
 * Writes the character at the start of the string text, which is not empty, or U+FFFD in place
 * of a byte that does not start one. Returns the number of bytes that were handled.
 */
size_t utf8_print(FILE *stream, const char *text) _nonnull_ _must_check_;

#endif
