/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the compiler should know about functions. */
#ifndef CGKILL_ATTRIBUTES_H
#define CGKILL_ATTRIBUTES_H

/* The result must be checked. */
#define _must_check_ __attribute__((warn_unused_result))

/* None of the pointer arguments, or of those at the given positions, may be NULL. */
#define _nonnull_ __attribute__((nonnull))
#define _nonnull_args_(...) __attribute__((nonnull(__VA_ARGS__)))

/* The result is never NULL. */
#define _returns_nonnull_ __attribute__((returns_nonnull))

/* As for printf(3), with the positions of the format, or text, and of its first argument. */
#define _printf_(text, first) __attribute__((format(printf, text, first)))

/* The result is a translation of the format at that position. */
#define _format_arg_(place) __attribute__((format_arg(place)))

#endif
