/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writes JSON to a stream piece by piece, without memory of its own, to any depth. A member of
 * an object has a key; for an element of an array the key is NULL. Unknown values are omitted,
 * since null would say no more.
 */
#ifndef CGKILL_JSON_H
#define CGKILL_JSON_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/attributes.h"

/* Everything but the stream starts as 0. Errors are those of the stream. */
struct json {
	FILE *stream;
	unsigned int depth;	/* number of open objects and arrays */
	bool filled;		/* the innermost one is not empty */
};

void json_begin_object(struct json *json, const char *key) _nonnull_args_(1);
void json_end_object(struct json *json) _nonnull_;
void json_begin_array(struct json *json, const char *key) _nonnull_args_(1);
void json_end_array(struct json *json) _nonnull_;

/* A string, with U+FFFD in place of each byte that is not part of UTF-8; NULL is omitted. */
void json_text(struct json *json, const char *key, const char *text) _nonnull_args_(1);

void json_number(struct json *json, const char *key, intmax_t number) _nonnull_args_(1);
void json_unsigned(struct json *json, const char *key, uintmax_t number) _nonnull_args_(1);
void json_flag(struct json *json, const char *key, bool flag) _nonnull_args_(1);

#endif
