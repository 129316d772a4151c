/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How much fits on a line of a terminal. A character takes no column, one, or two; the text
 * must be printable in the locale, which nls_setup() has set up.
 */
#ifndef CGKILL_TERMINAL_H
#define CGKILL_TERMINAL_H

#include <stddef.h>

#include "base/attributes.h"

/*
 * The width of the terminal that the descriptor refers to: what the terminal itself says, else
 * $COLUMNS, else 80. 0 if it is not a terminal.
 */
size_t terminal_columns(int fd) _must_check_;

/* The width of the text in columns. */
size_t text_columns(const char *text) _nonnull_ _must_check_;

/* How many bytes of its beginning fit into that many columns. */
size_t text_head(const char *text, size_t columns) _nonnull_ _must_check_;

/* Where in the text its longest tail that fits begins. */
const char *text_tail(const char *text, size_t columns) _nonnull_ _returns_nonnull_ _must_check_;

#endif
