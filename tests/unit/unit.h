/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the unit tests share. */
#ifndef CGKILL_UNIT_H
#define CGKILL_UNIT_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/array.h"

/*
 * Each test of a test case is one TAP line; a loop test has one for each row. They run in
 * separate processes, so a crash costs only one line.
 */
static inline TCase *unit_case(Suite *suite, const char *name)
{
	TCase *tests = tcase_create(name);

	/* Sanitizers and emulators are slow. */
	tcase_set_timeout(tests, 60);
	suite_add_tcase(suite, tests);
	return tests;
}

/* Runs the suite with TAP on standard output; the result is main()'s. */
static inline int unit_run(Suite *suite)
{
	SRunner *runner = srunner_create(suite);
	int failed;

	srunner_set_tap(runner, "-");
	srunner_run_all(runner, CK_SILENT);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

/*
 * Keeps what the code under test reports away from standard error until quiet_end(). Returns
 * the argument for quiet_end(). To see what a sanitizer says in between, set log_path in its
 * options.
 */
static inline int quiet_begin(void)
{
	int saved = dup(STDERR_FILENO);
	FILE *file = tmpfile();

	ck_assert_msg(saved >= 0 && file, "cannot put standard error aside");
	dup2(fileno(file), STDERR_FILENO);
	fclose(file);
	return saved;
}

/* Returns how many bytes were reported. */
static inline long quiet_end(int saved)
{
	long length;

	fflush(stderr);
	length = (long)lseek(STDERR_FILENO, 0, SEEK_END);
	dup2(saved, STDERR_FILENO);
	close(saved);
	return length;
}

/*
 * Redirects a stream to the file that is returned. Each test is its own process, so that may be
 * for good; the streams of the test program itself are not touched.
 */
static inline FILE *capture(FILE *stream)
{
	FILE *file = tmpfile();

	ck_assert(file && dup2(fileno(file), fileno(stream)) >= 0);
	return file;
}

/* Expects this text next. */
static inline void expect_next(FILE *file, const char *text)
{
	char got[1024] = "";
	size_t length = strlen(text);

	ck_assert(length < sizeof(got));
	ck_assert_int_eq(fread(got, 1, length, file), length);
	ck_assert_str_eq(got, text);
}

#endif
