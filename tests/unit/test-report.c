/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "show/report.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <string.h>

#include "unit.h"

/* More than fits into memory. */
#define MANY 65538

/* Expects no more, and closes the file. */
static void expect_end(FILE *file)
{
	ck_assert_int_eq(fgetc(file), EOF);
	fclose(file);
}

/* Rewinds what was captured from stdout, to be read. */
static void read_output(FILE *output)
{
	fflush(stdout);
	rewind(output);
}

START_TEST(sending_is_said_if_verbose)
{
	FILE *output = capture(stdout);

	report_sending(SIGTERM, 11);
	report_setup("kill", true);
	report_sending(SIGTERM, 12);
	read_output(output);
	expect_next(output, "sending signal 15 to pid 12\n");
	expect_end(output);
}
END_TEST

START_TEST(sending_is_held_back)
{
	FILE *output = capture(stdout);

	report_setup("kill", true);
	/* What was held earlier is not printed again. */
	for (int round = 0; round < 2; round++) {
		report_hold();
		report_sending(SIGKILL, 11 + round);
		report_sending(SIGKILL, 21 + round);
		fflush(stdout);
		ck_assert_int_eq(lseek(STDOUT_FILENO, 0, SEEK_END), round ? 54 : 0);
		report_release();
	}
	read_output(output);
	expect_next(output, "sending signal 9 to pid 11\nsending signal 9 to pid 21\n"
		       "sending signal 9 to pid 12\nsending signal 9 to pid 22\n");
	expect_end(output);
}
END_TEST

/* Puts a pipe that nobody reads in place of the stream. */
static void block(FILE *stream)
{
	int ends[2];

	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_ge(dup2(ends[1], fileno(stream)), 0);
}

static void expect_at_end(FILE *file, const char *text)
{
	ck_assert_int_eq(fseek(file, -(long)strlen(text), SEEK_END), 0);
	expect_next(file, text);
	expect_end(file);
}

/* What nobody reads, and what does not fit into memory, is counted. */
START_TEST(more_is_said_than_is_kept)
{
	FILE *output, *errors;

	block(stdout);
	block(stderr);
	report_setup("kill", true);
	report_hold();
	report_step("x", 0, "%0200000d", 0);
	for (int pid = 1; pid <= MANY; pid++)
		report_sending(SIGKILL, pid);
	for (int i = 0; i < 2; i++)
		report_error("%0200000d", i);
	output = capture(stdout);
	errors = capture(stderr);
	report_release();
	fflush(stdout);
	expect_at_end(output, " more processes\nand 1 more\n");
	expect_at_end(errors, "kill: and 2 more\n");
}
END_TEST

static const struct name_row {
	const char *name, *shown;
} names[] = {
	{ "plain", "plain" },
	{ "a b", "a b" },
	{ "two\nlines", "two\\012lines" },
	{ "\033[31mred", "\\033[31mred" },
	{ "tab\t", "tab\\011" },
	{ "\177", "\\177" },
	/* Backslashes too, so that escapes can be told from the name itself. */
	{ "a\\012b", "a\\134012b" },
	{ "%s%n", "%s%n" },
	{ "", "" },
	/* What would change the order of the rest, end the line, or not be seen. */
	{ "a\u202Eb\u202C", "a\\342\\200\\256b\\342\\200\\254" },
	{ "\u2066\u2069", "\\342\\201\\246\\342\\201\\251" },
	{ "\u2028\u2029", "\\342\\200\\250\\342\\200\\251" },
	{ "a\u200Bb\u00AD\uFEFF", "a\\342\\200\\213b\\302\\255\\357\\273\\277" },
	{ "\xC2\x9B", "\\302\\233" },
	{ "\U000E0041", "\\363\\240\\201\\201" },
	/* A mark that would be put on what stands before the name. */
	{ "\u0338a", "\\314\\270a" },
};

static void use_utf8(void)
{
	setenv("LC_ALL", "C.UTF-8", true);
}

START_TEST(name_in_a_message)
{
	const struct name_row *row = &names[_i];
	FILE *errors = capture(stderr);
	char expected[256];

	use_utf8();
	report_setup("cgkill", false);
	report_failure(row->name, -ENOENT, "no %s", "luck");
	report_failure(row->name, 0, "none");
	report_failure_name("x", "is not", row->name);
	rewind(errors);
	snprintf(expected, sizeof(expected),
		 "cgkill: %s: no luck: No such file or directory\n"
		 "cgkill: %s: none\ncgkill: x: is not %s\n", row->shown, row->shown, row->shown);
	expect_next(errors, expected);
	expect_end(errors);
}
END_TEST

/* A name in any script is not escaped, neither are its marks; unless there is no such locale. */
START_TEST(name_in_any_script)
{
	static const char *const scripts[] = {
		"u\u0308", "\u6771\u4EAC", "\u05D0\u05D1", "\u0928\u092E\u0938\u094D\u0924\u0947",
		"\U0001F600",
	};
	FILE *errors = capture(stderr);

	use_utf8();
	if (!setlocale(LC_ALL, "") || MB_CUR_MAX < 4) {
		fclose(errors);
		return;
	}
	report_setup("cgkill", false);
	for (size_t i = 0; i < ARRAY_SIZE(scripts); i++)
		report_failure(scripts[i], 0, "none");
	rewind(errors);
	for (size_t i = 0; i < ARRAY_SIZE(scripts); i++) {
		char expected[64];

		snprintf(expected, sizeof(expected), "cgkill: %s: none\n", scripts[i]);
		expect_next(errors, expected);
	}
	expect_end(errors);
}
END_TEST

static void fill_disk(void)
{
	int fd = open("/dev/full", O_WRONLY);

	ck_assert(fd >= 0 && dup2(fd, STDOUT_FILENO) >= 0);
	close(fd);
}

START_TEST(finish_with_a_full_disk)
{
	FILE *errors = capture(stderr);

	fill_disk();
	report_pid(1);
	ck_assert_int_eq(report_finish(), -ENOSPC);
	rewind(errors);
	expect_next(errors, "kill: write error: No space left on device\n");
	expect_end(errors);
}
END_TEST

/* stdio has flushed the buffer by itself, so the errno is lost: it is an error all the same. */
START_TEST(finish_after_an_error_in_between)
{
	FILE *errors = capture(stderr), *output;

	setvbuf(stdout, NULL, _IOFBF, BUFSIZ);
	fill_disk();
	for (int pid = 100000; pid < 100000 + BUFSIZ; pid++)
		report_pid(pid);
	output = capture(stdout);
	ck_assert_int_lt(report_finish(), 0);
	rewind(errors);
	expect_next(errors, "kill: write error: Input/output error\n");
	expect_end(errors);
	fclose(output);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("report");
	TCase *tests = unit_case(suite, "report");

	tcase_add_test(tests, sending_is_said_if_verbose);
	tcase_add_test(tests, sending_is_held_back);
	tcase_add_test(tests, more_is_said_than_is_kept);
	tcase_add_loop_test(tests, name_in_a_message, 0, ARRAY_SIZE(names));
	tcase_add_test(tests, name_in_any_script);
	tcase_add_test(tests, finish_with_a_full_disk);
	tcase_add_test(tests, finish_after_an_error_in_between);
	return unit_run(suite);
}
