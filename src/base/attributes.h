/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the compiler is told of functions. */
#ifndef CGKILL_ATTRIBUTES_H
#define CGKILL_ATTRIBUTES_H

/* The result must be looked at. */
#define _must_check_ __attribute__((warn_unused_result))

/* No pointer among the arguments, or among those at the given places, may be NULL. */
#define _nonnull_ __attribute__((nonnull))
#define _nonnull_args_(...) __attribute__((nonnull(__VA_ARGS__)))

/* The result is never NULL. */
#define _returns_nonnull_ __attribute__((returns_nonnull))

/* As for printf(3), with the places of the format, or text, and of its first argument. */
#define _printf_(text, first) __attribute__((format(printf, text, first)))

/* The result is a translation of the format at that place. */
#define _format_arg_(place) __attribute__((format_arg(place)))

#endif
