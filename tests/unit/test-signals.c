/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/signals.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>

#include "unit.h"

/* MIPS has 127, others 64. */
#define MANY_SIGNALS (_NSIG > 65)

/* If two names have the same number, the first is the one that is printed. */
static const struct name {
	const char *text;
	int number;
} names[] = {
	{ "EXIT", 0 },
	{ "HUP", SIGHUP },
	{ "INT", SIGINT },
	{ "QUIT", SIGQUIT },
	{ "ILL", SIGILL },
	{ "TRAP", SIGTRAP },
	{ "ABRT", SIGABRT },
	{ "IOT", SIGIOT },
	{ "BUS", SIGBUS },
	{ "FPE", SIGFPE },
	{ "KILL", SIGKILL },
	{ "USR1", SIGUSR1 },
	{ "SEGV", SIGSEGV },
	{ "USR2", SIGUSR2 },
	{ "PIPE", SIGPIPE },
	{ "ALRM", SIGALRM },
	{ "TERM", SIGTERM },
#ifdef SIGSTKFLT
	{ "STKFLT", SIGSTKFLT },
#endif
#ifdef SIGEMT
	{ "EMT", SIGEMT },
#endif
	{ "CHLD", SIGCHLD },
	{ "CLD", SIGCHLD },
	{ "CONT", SIGCONT },
	{ "STOP", SIGSTOP },
	{ "TSTP", SIGTSTP },
	{ "TTIN", SIGTTIN },
	{ "TTOU", SIGTTOU },
	{ "URG", SIGURG },
	{ "XCPU", SIGXCPU },
	{ "XFSZ", SIGXFSZ },
	{ "VTALRM", SIGVTALRM },
	{ "PROF", SIGPROF },
	{ "WINCH", SIGWINCH },
	{ "POLL", SIGPOLL },
	{ "IO", SIGIO },
	{ "PWR", SIGPWR },
	{ "SYS", SIGSYS },
};

static void check_parse(const char *text, int expected)
{
	int number = signal_parse(text);

	ck_assert_msg(number == expected, "'%s': %d, expected %d", text, number, expected);
}

/* Parses a name as it is, in lower case, and in mixed case, each also with SIG. */
static void check_name(const char *name, int expected)
{
	char plain[32], prefixed[40];

	for (int spelling = 0; spelling < 3; spelling++) {
		size_t length = strlen(name);

		for (size_t i = 0; i <= length; i++)
			plain[i] = spelling == 1 || (spelling == 2 && i % 2) ?
				   (char)tolower((unsigned char)name[i]) : name[i];
		check_parse(plain, expected);
		snprintf(prefixed, sizeof(prefixed), "SIG%s", plain);
		check_parse(prefixed, expected);
		snprintf(prefixed, sizeof(prefixed), "sig%s", plain);
		check_parse(prefixed, expected);
		snprintf(prefixed, sizeof(prefixed), "SiG%s", plain);
		check_parse(prefixed, expected);
	}
}

START_TEST(name)
{
	check_name(names[_i].text, names[_i].number);
}
END_TEST

START_TEST(name_printed)
{
	char text[SIGNAL_NAME_SIZE];
	int first = _i;

	while (first && names[first - 1].number == names[_i].number)
		first--;
	signal_name(names[_i].number, text);
	ck_assert_str_eq(text, names[first].text);
}
END_TEST

/* Each with an offset up to and just beyond the range; SIGRTMIN is not a constant. */
START_TEST(realtime)
{
	int first = SIGRTMIN, last = SIGRTMAX;
	char text[32];

	check_name("RTMIN", first);
	check_name("RTMAX", last);
	for (int distance = 0; distance <= last - first + 1; distance++) {
		bool valid = distance <= last - first;

		snprintf(text, sizeof(text), "RTMIN+%d", distance);
		check_name(text, valid ? first + distance : -EINVAL);
		snprintf(text, sizeof(text), "RT%d", distance);
		check_name(text, valid ? first + distance : -EINVAL);
		snprintf(text, sizeof(text), "RTMAX-%d", distance);
		check_name(text, valid ? last - distance : -EINVAL);
	}
}
END_TEST

/* The nearer end gives the name, as in bash and GNU coreutils. */
START_TEST(realtime_printed)
{
	int first = SIGRTMIN, last = SIGRTMAX, half = (last - first) / 2;
	char text[SIGNAL_NAME_SIZE], expected[32];

	for (int number = first; number <= last; number++) {
		if (number == first)
			snprintf(expected, sizeof(expected), "RTMIN");
		else if (number == last)
			snprintf(expected, sizeof(expected), "RTMAX");
		else if (number <= first + half)
			snprintf(expected, sizeof(expected), "RTMIN+%d", number - first);
		else
			snprintf(expected, sizeof(expected), "RTMAX-%d", last - number);
		signal_name(number, text);
		ck_assert_str_eq(text, expected);
	}
}
END_TEST

START_TEST(every_number)
{
	char text[32];

	for (int i = 0; i <= signal_max(); i++) {
		snprintf(text, sizeof(text), "%d", i);
		check_parse(text, i);
		snprintf(text, sizeof(text), "+%d", i);
		check_parse(text, i);
		snprintf(text, sizeof(text), " %d", i);
		check_parse(text, i);
	}
	snprintf(text, sizeof(text), "%d", signal_max() + 1);
	check_parse(text, -EINVAL);
	ck_assert_int_eq(signal_max(), SIGRTMAX);
}
END_TEST

START_TEST(round_trip)
{
	for (int i = 0; i <= signal_max(); i++) {
		char text[SIGNAL_NAME_SIZE];

		signal_name(i, text);
		ck_assert_msg(signal_parse(text) == i, "%d is printed as '%s', which is %d",
			      i, text, signal_parse(text));
	}
}
END_TEST

/* The C library's own signals have no names, as in every other kill(1). */
START_TEST(nameless)
{
	for (int i = 32; i < SIGRTMIN; i++) {
		char text[SIGNAL_NAME_SIZE], expected[32];

		signal_name(i, text);
		snprintf(expected, sizeof(expected), "%d", i);
		ck_assert_str_eq(text, expected);
	}
}
END_TEST

static const char *const refused[] = {
	/* numbers: GNU masks high ones, util-linux takes them modulo 2^32 */
	"-1", "-9", "128", "137", "138", "256", "9999", "4294967305", "4294967306",
	"18446744073709551625", "99999999999999999999999999",
	"0xa", "0x9", "10x", "9 ", "9.0", "9,", "1 5", "+", "-", "+-9", "++9", "--9",
	/* not names */
	"", " ", "SIG", "sig", "SIGSIGHUP", "SIG ", "X", "HU", "HUPX", "HUP ", " HUP", "HUP\n",
	"~HUP", "{", "+HUP", "-HUP", "SIG-HUP", "SIG HUP", "USR", "USR3", "USR1+1", "KILL9", "9KILL", "NULL",
	"ALL", "ERR", "UNUSED", "HUP,INT", "HUP INT", "INT+1", "EXIT+1",
	/* real-time */
	"RT", "RT+", "RT+1", "RT-1", "RT 1", "RTx", "RT1x", "RT999", "RTMI", "RTMINX", "RTMIN1",
	"RTMIN+", "RTMIN-", "RTMIN-0", "RTMIN-1", "RTMIN++1", "RTMIN+-1", "RTMIN+ 1", "RTMIN +1",
	"RTMIN+1x", "RTMIN+0x1", "RTMIN+999", "RTMIN+4294967296",
	"RTMAX+", "RTMAX-", "RTMAX+0", "RTMAX+1", "RTMAX--1", "RTMAX-+1", "RTMAX- 1", "RTMAX-1 ",
	"RTMAX-999", "RTMAX-4294967296", "RTMIN+RTMAX", "SIGRTSIGMIN",
};

START_TEST(refuse)
{
	check_parse(refused[_i], -EINVAL);
}
END_TEST

START_TEST(has_name)
{
	for (int i = -1; i <= signal_max() + 1; i++) {
		bool named = i >= 0 && i <= signal_max() && (i < 32 || i >= SIGRTMIN);

		ck_assert_msg(signal_has_name(i) == named, "%d", i);
	}
	ck_assert(!signal_has_name(INT_MIN));
	ck_assert(!signal_has_name(INT_MAX));
}
END_TEST

/*
 * Statuses
 */
static const struct status_row {
	const char *text;
	int number;
} statuses[] = {
	{ "0", 0 },
	{ "9", 9 },
	{ "010", 10 },
	{ "32", 32 },
	{ "33", 33 },
	{ "64", 64 },
	{ "65", MANY_SIGNALS ? 65 : -EINVAL },
	{ "127", MANY_SIGNALS ? 127 : -EINVAL },
	/* as from a shell */
	{ "128", 0 },
	{ "129", 1 },
	{ "137", 9 },
	{ "160", 32 },
	{ "192", 64 },
	{ "193", MANY_SIGNALS ? 65 : -EINVAL },
	{ "254", MANY_SIGNALS ? 126 : -EINVAL },
	{ "255", -EINVAL },
	/* as from ksh */
	{ "256", 0 },
	{ "257", 1 },
	{ "265", 9 },
	{ "320", 64 },
	{ "321", MANY_SIGNALS ? 65 : -EINVAL },
	{ "383", MANY_SIGNALS ? 127 : -EINVAL },
	/* as from wait(2), also with a core dump; only the low byte counts */
	{ "384", -EINVAL },
	{ "393", -EINVAL },
	{ "2304", 0 },
	{ "2313", 9 },
	{ "2441", -EINVAL },
	{ "65536", 0 },
	{ "2147483593", -EINVAL },
	{ "2147483401", 9 },
	{ "2147483647", -EINVAL },
	/* 9 modulo 2^32 and 2^64 */
	{ "2147483648", -EINVAL },
	{ "4294967305", -EINVAL },
	{ "18446744073709551625", -EINVAL },
	{ "99999999999999999999999999", -EINVAL },
	/* not numbers */
	{ "", -EINVAL },
	{ " ", -EINVAL },
	{ "+9", -EINVAL },
	{ "-9", -EINVAL },
	{ " 9", -EINVAL },
	{ "9 ", -EINVAL },
	{ "9x", -EINVAL },
	{ "0x9", -EINVAL },
	{ "KILL", -EINVAL },
};

START_TEST(status)
{
	int number = signal_of_status(statuses[_i].text);

	ck_assert_msg(number == statuses[_i].number, "'%s': %d", statuses[_i].text, number);
}
END_TEST

START_TEST(status_of_every_signal)
{
	static const int more[] = { 0, 128, 256, 512, 256 * 9 };

	/* 255 would be 127 and 128, but stands for more than a byte. */
	for (size_t i = 0; i < ARRAY_SIZE(more); i++)
		for (int number = 0; number <= signal_max() && number < 127; number++) {
			char text[16];

			snprintf(text, sizeof(text), "%d", more[i] + number);
			ck_assert_msg(signal_of_status(text) == number, "'%s': %d", text,
				      signal_of_status(text));
		}
}
END_TEST

/*
 * Masks
 */
static const struct mask_row {
	const char *text;
	int result;
	uint64_t low, high;
} masks[] = {
	{ "0x0", 0, 0, 0 },
	{ "0x1", 0, 1, 0 },
	{ "0x4001", 0, 0x4001, 0 },
	{ "0x0000000000004001", 0, 0x4001, 0 },
	{ "0xabcdef", 0, 0xabcdef, 0 },
	{ "0xABCDEF", 0, 0xabcdef, 0 },
	{ "0x8000000000000000", 0, UINT64_C(1) << 63, 0 },
	{ "0xffffffffffffffff", 0, UINT64_MAX, 0 },
	{ "0x00ffffffffffffffff", 0, UINT64_MAX, 0 },
	/* Signal 65 and others, which only MIPS has. */
	{ "0x10000000000000000", MANY_SIGNALS ? 0 : -EINVAL, 0, 1 },
	{ "0x10000000000000001", MANY_SIGNALS ? 0 : -EINVAL, 1, 1 },
	{ "0x40000000000000000000000000000001", MANY_SIGNALS ? 0 : -EINVAL, 1, UINT64_C(1) << 62 },
	/* 128, and what no mask has room for */
	{ "0x80000000000000000000000000000000", -EINVAL, 0, 0 },
	{ "0x100000000000000000000000000000000", -EINVAL, 0, 0 },
	{ "0x1000000000000000000000000000000000000000000000000", -EINVAL, 0, 0 },
	{ "0x000000000000000000000000000000000000004001", 0, 0x4001, 0 },

	{ "", -EINVAL, 0, 0 },
	{ "0", -EINVAL, 0, 0 },
	{ "x", -EINVAL, 0, 0 },
	{ "x1", -EINVAL, 0, 0 },
	{ "0x", -EINVAL, 0, 0 },
	{ "0xg", -EINVAL, 0, 0 },
	{ "0x1g", -EINVAL, 0, 0 },
	{ "0x1 ", -EINVAL, 0, 0 },
	{ "0x 1", -EINVAL, 0, 0 },
	{ "0x-1", -EINVAL, 0, 0 },
	{ "0x+1", -EINVAL, 0, 0 },
	{ "0x0x1", -EINVAL, 0, 0 },
	{ " 0x1", -EINVAL, 0, 0 },
	{ "-0x1", -EINVAL, 0, 0 },
	{ "+0x1", -EINVAL, 0, 0 },
	{ "4001", -EINVAL, 0, 0 },
	{ "HUP", -EINVAL, 0, 0 },
};

START_TEST(parse_mask)
{
	const struct mask_row *row = &masks[_i];
	struct signal_mask mask = { 0x5555, 0x5555 };
	int result = signal_mask_parse(row->text, &mask);

	ck_assert_msg(result == row->result, "'%s': %d", row->text, result);
	ck_assert_msg(result || (mask.low == row->low && mask.high == row->high),
		      "'%s': %" PRIx64 ":%" PRIx64, row->text, mask.high, mask.low);
}
END_TEST

/* One bit at a time, no bits, and all of them. */
START_TEST(mask_has)
{
	const struct signal_mask none = { 0, 0 }, all = { UINT64_MAX, UINT64_MAX };

	for (int number = -1; number <= 130; number++) {
		bool possible = number >= 1 && number <= 128;

		for (int bit = 0; bit < 64; bit++) {
			struct signal_mask low = { UINT64_C(1) << bit, 0 };
			struct signal_mask high = { 0, UINT64_C(1) << bit };

			ck_assert_msg(signal_mask_has(low, number) == (number == bit + 1),
				      "signal %d, bit %d", number, bit);
			ck_assert_msg(signal_mask_has(high, number) == (number == bit + 65),
				      "signal %d, bit %d", number, bit + 64);
		}
		ck_assert_msg(!signal_mask_has(none, number), "signal %d", number);
		ck_assert_msg(signal_mask_has(all, number) == possible, "signal %d", number);
	}
	ck_assert(!signal_mask_has(all, INT_MIN));
	ck_assert(!signal_mask_has(all, INT_MAX));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("signals");
	TCase *tests = unit_case(suite, "signals");

	tcase_add_loop_test(tests, name, 0, ARRAY_SIZE(names));
	tcase_add_loop_test(tests, name_printed, 0, ARRAY_SIZE(names));
	tcase_add_test(tests, realtime);
	tcase_add_test(tests, realtime_printed);
	tcase_add_test(tests, every_number);
	tcase_add_test(tests, round_trip);
	tcase_add_test(tests, nameless);
	tcase_add_loop_test(tests, refuse, 0, ARRAY_SIZE(refused));
	tcase_add_test(tests, has_name);
	tcase_add_loop_test(tests, status, 0, ARRAY_SIZE(statuses));
	tcase_add_test(tests, status_of_every_signal);
	tcase_add_loop_test(tests, parse_mask, 0, ARRAY_SIZE(masks));
	tcase_add_test(tests, mask_has);
	return unit_run(suite);
}
