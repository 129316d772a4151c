/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "show/json.h"

#include <string.h>

#include "unit.h"

#define BAD "\xEF\xBF\xBD"

/* Deeper than what is indented, and deeper than JSON readers commonly accept. */
#define DEEP 5000

static char *text;
static size_t length;

static struct json start(void)
{
	struct json json = { .stream = open_memstream(&text, &length) };

	ck_assert_ptr_nonnull(json.stream);
	return json;
}

static void expect(const struct json *json, const char *expected)
{
	ck_assert_int_eq(fclose(json->stream), 0);
	ck_assert_str_eq(text, expected);
	free(text);
}

static const struct row {
	const char *string, *printed;
} rows[] = {
	{ "", "" },
	{ "plain /", "plain /" },
	{ "\"\\\"", "\\\"\\\\\\\"" },
	{ "\x01\b\t\n\r\x1B\x1F\x7F ", "\\u0001\\u0008\\u0009\\u000a\\u000d\\u001b\\u001f\\u007f " },
	/* The other control characters, and the first character that is not one. */
	{ "\xC2\x80\xC2\x9B\xC2\x9F\xC2\xA0", "\\u0080\\u009b\\u009f\xC2\xA0" },
	{ "\xC3\xA9\xE6\xBC\xA2\xF0\x9F\x98\x80", "\xC3\xA9\xE6\xBC\xA2\xF0\x9F\x98\x80" },
	/* What changes the order, ends a line, or cannot be seen. */
	{ "\u202Ea\u202C\u2066\u2069\u200B\u2028\uFEFF",
	  "\\u202ea\\u202c\\u2066\\u2069\\u200b\\u2028\\ufeff" },
	{ "\U000E0041\U000E0FFF", "\\udb40\\udc41\\udb43\\udfff" },
	{ "a\xFF\"\xC3", "a" BAD "\\\"" BAD },
	{ "\xED\xA0\x80", BAD BAD BAD },
};

START_TEST(strings)
{
	struct json json = start();
	char expected[128];

	json_begin_object(&json, NULL);
	json_text(&json, rows[_i].string, rows[_i].string);
	json_end_object(&json);
	snprintf(expected, sizeof(expected), "{\n   \"%s\": \"%s\"\n}\n", rows[_i].printed,
		 rows[_i].printed);
	expect(&json, expected);
}
END_TEST

START_TEST(values)
{
	struct json json = start();

	json_begin_object(&json, NULL);
	json_number(&json, "a", INTMAX_MIN);
	json_unsigned(&json, "b", UINTMAX_MAX);
	json_flag(&json, "c", true);
	json_flag(&json, "d", false);
	json_end_object(&json);
	expect(&json, "{\n   \"a\": -9223372036854775808,\n   \"b\": 18446744073709551615,\n"
		      "   \"c\": true,\n   \"d\": false\n}\n");
}
END_TEST

START_TEST(unknown_is_left_out)
{
	struct json json = start();

	json_begin_object(&json, NULL);
	json_text(&json, "a", NULL);
	json_text(&json, "b", "x");
	json_text(&json, "c", NULL);
	json_end_object(&json);
	expect(&json, "{\n   \"b\": \"x\"\n}\n");
}
END_TEST

START_TEST(empty)
{
	struct json json = start();

	json_begin_object(&json, NULL);
	json_end_object(&json);
	expect(&json, "{}\n");
}
END_TEST

START_TEST(nested)
{
	struct json json = start();

	json_begin_object(&json, NULL);
	json_begin_array(&json, "none");
	json_end_array(&json);
	json_begin_array(&json, "some");
	json_begin_object(&json, NULL);
	json_end_object(&json);
	json_number(&json, NULL, 1);
	json_begin_object(&json, NULL);
	json_number(&json, "a", 2);
	json_end_object(&json);
	json_end_array(&json);
	json_number(&json, "last", 3);
	json_end_object(&json);
	expect(&json, "{\n   \"none\": [],\n   \"some\": [\n      {},\n      1,\n      {\n"
		      "         \"a\": 2\n      }\n   ],\n   \"last\": 3\n}\n");
}
END_TEST

/* The size grows with the depth, not with its square. */
START_TEST(deep)
{
	struct json json = start();
	size_t opened = 0, closed = 0;

	for (int i = 0; i < DEEP; i++)
		json_begin_array(&json, NULL);
	for (int i = 0; i < DEEP; i++)
		json_end_array(&json);
	ck_assert_int_eq(fclose(json.stream), 0);
	for (const char *at = text; *at; at++) {
		opened += *at == '[';
		closed += *at == ']';
	}
	ck_assert_uint_eq(opened, DEEP);
	ck_assert_uint_eq(closed, DEEP);
	ck_assert_uint_lt(length, (size_t)DEEP * 300);
	free(text);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("json");
	TCase *tests = unit_case(suite, "json");

	tcase_add_loop_test(tests, strings, 0, ARRAY_SIZE(rows));
	tcase_add_test(tests, values);
	tcase_add_test(tests, unknown_is_left_out);
	tcase_add_test(tests, empty);
	tcase_add_test(tests, nested);
	tcase_add_test(tests, deep);
	return unit_run(suite);
}
