/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/duration.h"

#include <errno.h>
#include <limits.h>
#include <locale.h>

#include "unit.h"

static const struct row {
	const char *text;
	int result;
	int milliseconds;	/* if the result is 0 */
} rows[] = {
	{ "0", 0, 0 },
	{ "500", 0, 500 },
	{ "0500", 0, 500 },
	{ "500ms", 0, 500 },
	{ "5s", 0, 5000 },
	{ "2m", 0, 120000 },
	{ "2min", 0, 120000 },
	{ "1h", 0, 3600000 },
	{ "0h", 0, 0 },

	/* Fractions are exact, and never less than was meant. */
	{ "0.5s", 0, 500 },
	{ "1.5min", 0, 90000 },
	{ "0.25h", 0, 900000 },
	{ "00.10s", 0, 100 },
	{ "1.0ms", 0, 1 },
	{ "0.001s", 0, 1 },
	{ "0.0010s", 0, 1 },
	{ "0.0010000000000000000000000001s", 0, 2 },
	{ "0.0000000000000000000000000001h", 0, 1 },
	{ "0.5ms", 0, 1 },
	{ "1.9999s", 0, 2000 },
	{ "0.3333333333333333333333333333s", 0, 334 },
	{ "0.9999999999999999999999999999h", 0, 3600000 },
	{ "0.00000000000000000000000000s", 0, 0 },
	{ "2.675s", 0, 2675 },

	{ "2147483647", 0, INT_MAX },
	{ "2147483647ms", 0, INT_MAX },
	{ "2147483.647s", 0, INT_MAX },
	{ "2147483646.5ms", 0, INT_MAX },
	{ "35791m", 0, 2147460000 },
	{ "596h", 0, 2145600000 },
	{ "596.5232352777777777777777h", 0, INT_MAX },
	{ "00000000000000000000000000000000001", 0, 1 },
	{ "2147483648", -ERANGE, 0 },
	{ "2147483647.1ms", -ERANGE, 0 },
	{ "2147483.648s", -ERANGE, 0 },
	{ "2147483.6470001s", -ERANGE, 0 },
	{ "35792m", -ERANGE, 0 },
	{ "597h", -ERANGE, 0 },
	/* 1 modulo 2^32 and 2^64, also after the multiplication, and what fits no type. */
	{ "4294967297", -ERANGE, 0 },
	{ "18446744073709551617", -ERANGE, 0 },
	{ "18446744073709551616h", -ERANGE, 0 },
	{ "5124095576030432h", -ERANGE, 0 },
	{ "99999999999999999999999999999999999999s", -ERANGE, 0 },

	{ "", -EINVAL, 0 },
	{ " ", -EINVAL, 0 },
	{ "s", -EINVAL, 0 },
	{ "ms", -EINVAL, 0 },
	{ ".", -EINVAL, 0 },
	{ ".5s", -EINVAL, 0 },
	{ "5.s", -EINVAL, 0 },
	{ "5.", -EINVAL, 0 },
	{ "-5", -EINVAL, 0 },
	{ "-5s", -EINVAL, 0 },
	{ "-0", -EINVAL, 0 },
	{ "+5s", -EINVAL, 0 },
	{ " 5", -EINVAL, 0 },
	{ "5 ", -EINVAL, 0 },
	{ "5 s", -EINVAL, 0 },
	{ "5s ", -EINVAL, 0 },
	{ "5s\n", -EINVAL, 0 },
	/* Milliseconds or seconds? */
	{ "0.5", -EINVAL, 0 },
	{ "1.0", -EINVAL, 0 },
	{ "0,5s", -EINVAL, 0 },
	{ "1,000", -EINVAL, 0 },
	{ "1.5.5s", -EINVAL, 0 },
	{ "5S", -EINVAL, 0 },
	{ "5sec", -EINVAL, 0 },
	{ "5mins", -EINVAL, 0 },
	{ "5us", -EINVAL, 0 },
	{ "5d", -EINVAL, 0 },
	{ "5x", -EINVAL, 0 },
	{ "1min30s", -EINVAL, 0 },
	{ "1e3", -EINVAL, 0 },
	{ "1e3s", -EINVAL, 0 },
	{ "0x10", -EINVAL, 0 },
	{ "0x10s", -EINVAL, 0 },
	{ "5\u0660s", -EINVAL, 0 },
	{ "\u0665s", -EINVAL, 0 },
	{ "inf", -EINVAL, 0 },
	{ "nan", -EINVAL, 0 },
	{ "infinity", -EINVAL, 0 },
	{ "KILL", -EINVAL, 0 },
	{ "99999999999999999999x", -EINVAL, 0 },
};

static void check(const struct row *row)
{
	int milliseconds = -7, result = duration_parse(row->text, &milliseconds);

	ck_assert_msg(result == row->result, "'%s': result %d, expected %d", row->text, result,
		      row->result);
	ck_assert_msg(milliseconds == (result ? -7 : row->milliseconds), "'%s': %d ms, expected %d",
		      row->text, milliseconds, row->milliseconds);
}

START_TEST(parse)
{
	check(&rows[_i]);
}
END_TEST

/* In the locale of the caller, whose numbers may have commas. */
START_TEST(parse_in_a_locale)
{
	static const char *const locales[] = { "", "de_DE.UTF-8", "ar_SA.UTF-8", "fa_IR.UTF-8" };

	for (size_t i = 0; i < ARRAY_SIZE(locales); i++) {
		(void)setlocale(LC_ALL, locales[i]);
		for (size_t row = 0; row < ARRAY_SIZE(rows); row++)
			check(&rows[row]);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("duration");
	TCase *tests = unit_case(suite, "duration");

	tcase_add_loop_test(tests, parse, 0, ARRAY_SIZE(rows));
	tcase_add_test(tests, parse_in_a_locale);
	return unit_run(suite);
}
