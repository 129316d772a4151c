/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text that must be UTF-8, whatever it is made of and whatever the locale. */
#ifndef CGKILL_UTF8_H
#define CGKILL_UTF8_H

#include <stddef.h>
#include <stdio.h>

#include "base/attributes.h"

/*
 * The length of the character of UTF-8 (RFC 3629) that the string text begins with, or
 * 0 when it begins with none.
 */
size_t utf8_length(const char *text) _nonnull_ _must_check_;

/*
 * Writes the character that the string text, which is not empty, begins with, or U+FFFD in
 * place of a byte that begins none. Returns the number of bytes that this stands for.
 */
size_t utf8_print(FILE *stream, const char *text) _nonnull_ _must_check_;

#endif
