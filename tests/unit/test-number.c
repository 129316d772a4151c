/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/number.h"

#include <errno.h>
#include <limits.h>

#include "unit.h"

static const struct row {
	const char *text;
	int min, max;
	int result;		/* of number_parse() */
	int digits_result;	/* of number_parse_digits() */
	int number;		/* if a result is 0 */
} rows[] = {
	{ "0", 0, 64, 0, 0, 0 },
	{ "5", 0, 64, 0, 0, 5 },
	{ "64", 0, 64, 0, 0, 64 },
	{ "2147483647", INT_MIN, INT_MAX, 0, 0, INT_MAX },
	{ "-2147483648", INT_MIN, INT_MAX, 0, -EINVAL, INT_MIN },
	{ "-7", -7, 7, 0, -EINVAL, -7 },
	{ "+5", 0, 64, 0, -EINVAL, 5 },
	{ " 5", 0, 64, 0, -EINVAL, 5 },
	{ "\t+5", 0, 64, 0, -EINVAL, 5 },
	/* Decimal nevertheless. */
	{ "010", 0, 64, 0, 0, 10 },

	{ "65", 0, 64, -ERANGE, -ERANGE, 0 },
	{ "0", 1, 64, -ERANGE, -ERANGE, 0 },
	{ "-1", 0, 64, -ERANGE, -EINVAL, 0 },
	{ "-8", -7, 7, -ERANGE, -EINVAL, 0 },
	{ "2147483648", INT_MIN, INT_MAX, -ERANGE, -ERANGE, 0 },
	{ "-2147483649", INT_MIN, INT_MAX, -ERANGE, -EINVAL, 0 },
	/* 1 modulo 2^32, 1 modulo 2^64, and a number that fits no type. */
	{ "4294967297", INT_MIN, INT_MAX, -ERANGE, -ERANGE, 0 },
	{ "18446744073709551617", INT_MIN, INT_MAX, -ERANGE, -ERANGE, 0 },
	{ "99999999999999999999999999", INT_MIN, INT_MAX, -ERANGE, -ERANGE, 0 },
	{ "-99999999999999999999999999", INT_MIN, INT_MAX, -ERANGE, -EINVAL, 0 },

	{ "", 0, 64, -EINVAL, -EINVAL, 0 },
	{ " ", 0, 64, -EINVAL, -EINVAL, 0 },
	{ "+", 0, 64, -EINVAL, -EINVAL, 0 },
	{ "-", 0, 64, -EINVAL, -EINVAL, 0 },
	{ "+-5", 0, 64, -EINVAL, -EINVAL, 0 },
	{ "+ 5", 0, 64, -EINVAL, -EINVAL, 0 },
	{ "5x", 0, 64, -EINVAL, -EINVAL, 0 },
	{ "x5", 0, 64, -EINVAL, -EINVAL, 0 },
	{ "5 ", 0, 64, -EINVAL, -EINVAL, 0 },
	{ "5 5", 0, 64, -EINVAL, -EINVAL, 0 },
	{ "5\n", 0, 64, -EINVAL, -EINVAL, 0 },
	{ "0xa", 0, 64, -EINVAL, -EINVAL, 0 },
	{ "5.0", 0, 64, -EINVAL, -EINVAL, 0 },
	{ "1e1", 0, 64, -EINVAL, -EINVAL, 0 },
	{ "1,000", 0, 1000, -EINVAL, -EINVAL, 0 },
};

static void check_row(const struct row *row, int (*parse)(const char *, int, int, int *),
		      int expected)
{
	int number = 0, result;

	/* An earlier failure of something else says nothing about this number. */
	errno = ERANGE;
	result = parse(row->text, row->min, row->max, &number);
	ck_assert_msg(result == expected, "'%s' from %d to %d: result %d, expected %d",
		      row->text, row->min, row->max, result, expected);
	ck_assert_msg(result || number == row->number, "'%s': %d, expected %d",
		      row->text, number, row->number);
}

START_TEST(parse)
{
	check_row(&rows[_i], number_parse, rows[_i].result);
}
END_TEST

START_TEST(parse_digits)
{
	check_row(&rows[_i], number_parse_digits, rows[_i].digits_result);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("number");
	TCase *tests = unit_case(suite, "number");

	tcase_add_loop_test(tests, parse, 0, ARRAY_SIZE(rows));
	tcase_add_loop_test(tests, parse_digits, 0, ARRAY_SIZE(rows));
	return unit_run(suite);
}
