/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Translated messages. The locale is set up when the first message is needed, since loading it
 * costs more than the kill itself and a successful kill prints nothing.
 */
#ifndef CGKILL_NLS_H
#define CGKILL_NLS_H

#include "base/attributes.h"

/* Sets up the locale and the catalogue once; required before wide characters are used. */
void nls_setup(void);

/* What a negative errno means, in the language of the locale. */
const char *nls_error(int err) _returns_nonnull_;

/* The translation of a message. */
const char *nls_text(const char *message) _nonnull_ _returns_nonnull_ _format_arg_(1);

/* The translation of the form that fits the number. */
const char *nls_plural(const char *one, const char *many, unsigned long number)
	_nonnull_ _returns_nonnull_ _format_arg_(1) _format_arg_(2);

#define _(message) nls_text(message)
#define N_(message) (message)
#define P_(one, many, number) nls_plural(one, many, number)

#endif
