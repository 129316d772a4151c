/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writes JSON to a stream piece by piece, without memory of its own, to any depth. A member
 * of an object has a key; an element of an array has NULL in its place. What is not known is
 * left out, since null says no more.
 */
#ifndef CGKILL_JSON_H
#define CGKILL_JSON_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/attributes.h"

/* All but the stream begins as 0. Errors are those of the stream. */
struct json {
	FILE *stream;
	unsigned int depth;	/* objects and arrays that are open */
	bool filled;		/* there is something in the innermost one */
};

void json_begin_object(struct json *json, const char *key) _nonnull_args_(1);
void json_end_object(struct json *json) _nonnull_;
void json_begin_array(struct json *json, const char *key) _nonnull_args_(1);
void json_end_array(struct json *json) _nonnull_;

/* A string, with U+FFFD in place of each byte that is not part of UTF-8; NULL is left out. */
void json_text(struct json *json, const char *key, const char *text) _nonnull_args_(1);

void json_number(struct json *json, const char *key, intmax_t number) _nonnull_args_(1);
void json_unsigned(struct json *json, const char *key, uintmax_t number) _nonnull_args_(1);
void json_flag(struct json *json, const char *key, bool flag) _nonnull_args_(1);

#endif
