/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "show/utf8.h"

#include <string.h>

#include "unit.h"

#define BAD "\xEF\xBF\xBD"

static const struct row {
	const char *text, *printed;
} rows[] = {
	{ "", "" },
	{ "plain \x01\n\x7F\\\"", "plain \x01\n\x7F\\\"" },
	{ "\xC3\xA9", "\xC3\xA9" },
	{ "\xE2\x82\xAC", "\xE2\x82\xAC" },
	{ "\xF0\x9F\x98\x80", "\xF0\x9F\x98\x80" },
	/* The first and the last of each length. */
	{ "\xC2\x80\xDF\xBF", "\xC2\x80\xDF\xBF" },
	{ "\xE0\xA0\x80\xEF\xBF\xBF", "\xE0\xA0\x80\xEF\xBF\xBF" },
	{ "\xF0\x90\x80\x80\xF4\x8F\xBF\xBF", "\xF0\x90\x80\x80\xF4\x8F\xBF\xBF" },
	/* Bytes that never occur, and continuation bytes on their own. */
	{ "a\xFFz", "a" BAD "z" },
	{ "\xFE\xF8\x80", BAD BAD BAD },
	{ "\xA9", BAD },
	/* Truncated, at the end and before something else. */
	{ "\xC3", BAD },
	{ "\xE2\x82", BAD BAD },
	{ "\xF0\x9F\x98", BAD BAD BAD },
	{ "\xE2\x82z", BAD BAD "z" },
	{ "\xE2\xC3\xA9", BAD "\xC3\xA9" },
	/* Longer than needed. */
	{ "\xC0\x80", BAD BAD },
	{ "\xC1\xBF", BAD BAD },
	{ "\xE0\x9F\xBF", BAD BAD BAD },
	{ "\xF0\x8F\xBF\xBF", BAD BAD BAD BAD },
	/* Surrogates, and numbers beyond the last character. */
	{ "\xED\xA0\x80", BAD BAD BAD },
	{ "\xED\xBF\xBF", BAD BAD BAD },
	{ "\xF4\x90\x80\x80", BAD BAD BAD BAD },
	{ "\xF5\x80\x80\x80", BAD BAD BAD BAD },
};

START_TEST(print)
{
	const struct row *row = &rows[_i];
	char *text = NULL;
	size_t length;
	FILE *stream = open_memstream(&text, &length);

	ck_assert_ptr_nonnull(stream);
	for (const char *at = row->text; *at;)
		at += utf8_print(stream, at);
	ck_assert_int_eq(fflush(stream), 0);
	fclose(stream);
	ck_assert_msg(!strcmp(text, row->printed), "row %d: '%s', expected '%s'", _i, text,
		      row->printed);
	free(text);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("utf8");

	tcase_add_loop_test(unit_case(suite, "utf8"), print, 0, ARRAY_SIZE(rows));
	return unit_run(suite);
}
