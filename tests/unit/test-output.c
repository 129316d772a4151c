/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "show/output.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <termios.h>

#include "unit.h"

/* More than is kept of any kind. */
#define MANY 40000

#define SENDING "sending signal 9 to pid %d\n"

/* --- readers ------------------------------------------------------------------------------- */

static int open_pipe(int *reader)
{
	int ends[2];

	ck_assert_int_eq(pipe(ends), 0);
	*reader = ends[0];
	return ends[1];
}

/* Somebody else's pipe cannot be opened anew. */
static int open_foreign_pipe(int *reader)
{
	int writer = open_pipe(reader);

	if (geteuid() == 0)
		ck_assert_int_eq(setresuid(65534, 65534, 65534), 0);
	return writer;
}

static int open_socket(int *reader)
{
	int ends[2];

	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	*reader = ends[0];
	return ends[1];
}

static int open_terminal(int *reader)
{
	struct termios settings;
	int writer;

	*reader = posix_openpt(O_RDWR | O_NOCTTY);
	ck_assert(*reader >= 0 && !grantpt(*reader) && !unlockpt(*reader));
	writer = open(ptsname(*reader), O_RDWR | O_NOCTTY);
	ck_assert(writer >= 0 && !tcgetattr(writer, &settings));
	cfmakeraw(&settings);
	ck_assert_int_eq(tcsetattr(writer, TCSANOW, &settings), 0);
	return writer;
}

static int (*const kinds[])(int *reader) = {
	open_pipe, open_foreign_pipe, open_socket, open_terminal,
};

/* Redirects a stream for good. Returns the descriptor of its reader. */
static int redirect(FILE *stream, int kind)
{
	int reader, writer = kinds[kind](&reader);

	ck_assert_int_ge(dup2(writer, fileno(stream)), 0);
	close(writer);
	return reader;
}

/* Expects this and nothing else in a file that is still written to. */
static void expect_all(FILE *file, const char *text)
{
	char got[64] = "";

	ck_assert_int_eq(pread(fileno(file), got, sizeof(got) - 1, 0), strlen(text));
	ck_assert_str_eq(got, text);
}

static void expect_sending(FILE *file, int pid)
{
	char text[64];

	snprintf(text, sizeof(text), SENDING, pid);
	expect_next(file, text);
}

static void say(enum output output, const char *text)
{
	fputs(text, output_begin(output));
	output_end(output);
}

/* --- tests --------------------------------------------------------------------------------- */

START_TEST(at_once_unless_held)
{
	FILE *file = capture(stdout), *errors = capture(stderr);

	say(OUTPUT_LINES, "one\n");
	output_sending(SIGKILL, 11);
	say(OUTPUT_ERRORS, "bad\n");
	expect_all(file, "one\nsending signal 9 to pid 11\n");
	expect_all(errors, "bad\n");
	fclose(file);
	fclose(errors);
}
END_TEST

/* What kill(1) takes for a process or a group, but does not fit into 22 bits. */
START_TEST(any_number_is_kept)
{
	static const int pids[] = { 1, 4194303, 4194304, 2147483647, 0, -1, -2147483647 };
	FILE *file = capture(stdout);
	struct output_lost lost;

	output_hold();
	for (size_t i = 0; i < ARRAY_SIZE(pids); i++)
		output_sending(SIGKILL, pids[i]);
	output_sending(64, 4194303);
	output_release(&lost);
	rewind(file);
	for (size_t i = 0; i < ARRAY_SIZE(pids); i++)
		expect_sending(file, pids[i]);
	expect_next(file, "sending signal 64 to pid 4194303\n");
	fclose(file);
}
END_TEST

START_TEST(held_until_idle_and_in_order)
{
	FILE *file = capture(stdout), *errors = capture(stderr);

	output_hold();
	say(OUTPUT_LINES, "one\n");
	output_sending(SIGKILL, 11);
	say(OUTPUT_LINES, "two\n");
	expect_all(file, "");
	output_idle();
	expect_all(file, "one\nsending signal 9 to pid 11\ntwo\n");
	say(OUTPUT_LINES, "three\n");
	say(OUTPUT_ERRORS, "bad\n");
	expect_all(errors, "bad\n");
	expect_all(file, "one\nsending signal 9 to pid 11\ntwo\nthree\n");
	fclose(file);
	fclose(errors);
}
END_TEST

/* What was printed before cannot be overtaken. */
START_TEST(held_with_something_in_stdio)
{
	FILE *file = capture(stdout);
	struct output_lost lost;

	printf("one\n");
	output_hold();
	say(OUTPUT_LINES, "two\n");
	output_idle();
	output_release(&lost);
	expect_all(file, "one\ntwo\n");
	fclose(file);
}
END_TEST

/* Copies what the reader gets to a file, in the background. */
static pid_t start_reading(int reader, FILE *file)
{
	pid_t pid = fork();
	char text[4096];
	ssize_t got;

	ck_assert_int_ge(pid, 0);
	if (pid)
		return pid;
	close(STDOUT_FILENO);
	close(STDERR_FILENO);
	while ((got = read(reader, text, sizeof(text))) > 0)
		if (write(fileno(file), text, (size_t)got) != got)
			_exit(1);
	_exit(0);
}

static void end_reading(pid_t pid, FILE *file)
{
	int status;

	/* The reader sees the end only if nobody has it open any more. */
	fclose(stdout);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
	rewind(file);
}

/*
 * Expects that many, in order. Some are missing in between, since a terminal that is full has
 * room again once the kernel has passed on what it got.
 */
static void expect_sendings(FILE *file, int count)
{
	int number, last = 0;

	while (count--) {
		ck_assert_int_eq(fscanf(file, SENDING, &number), 1);
		ck_assert_int_gt(number, last);
		last = number;
	}
}

START_TEST(nobody_reads)
{
	FILE *file = tmpfile();
	int reader = redirect(stdout, _i);
	struct output_lost lost;
	pid_t pid;

	output_hold();
	for (int number = 1; number <= MANY; number++)
		output_sending(SIGKILL, number);
	say(OUTPUT_LINES, "end\n");
	ck_assert(output_is_stuck(OUTPUT_LINES));
	pid = start_reading(reader, file);
	output_release(&lost);
	end_reading(pid, file);
	ck_assert_uint_gt(lost.sendings, 0);
	ck_assert_uint_eq(lost.lines, 0);
	expect_sendings(file, MANY - (int)lost.sendings);
	expect_next(file, "end\n");
	ck_assert_int_eq(fgetc(file), EOF);
	fclose(file);
}
END_TEST

/* A reader takes little at a time: what is written between is what follows. */
START_TEST(somebody_reads_slowly)
{
	int reader = redirect(stdout, _i), number = 0;
	FILE *file = tmpfile();
	char text[300];
	ssize_t got;

	if (!file)
		ck_abort_msg("no temporary file");
	ck_assert_int_eq(fcntl(reader, F_SETFL, O_NONBLOCK), 0);
	output_hold();
	do {
		for (int i = 0; i < 100 && number < MANY; i++)
			output_sending(SIGKILL, ++number);
		output_idle();
		got = read(reader, text, sizeof(text));
		ck_assert(got <= 0 || fwrite(text, 1, (size_t)got, file) == (size_t)got);
	} while (number < MANY / 4 || output_is_stuck(OUTPUT_LINES) || got > 0);
	rewind(file);
	for (int i = 1; i <= MANY / 4; i++)
		expect_sending(file, i);
	fclose(file);
}
END_TEST

START_TEST(errors_that_nobody_reads)
{
	FILE *file = tmpfile(), *lines = capture(stdout);
	int reader = redirect(stderr, _i);
	struct output_lost lost;
	pid_t pid;

	output_hold();
	for (int i = 0; i < MANY; i++)
		say(OUTPUT_ERRORS, "bad news from somewhere\n");
	say(OUTPUT_LINES, "end\n");
	output_idle();
	expect_all(lines, "end\n");
	pid = start_reading(reader, file);
	output_release(&lost);
	fclose(stderr);
	end_reading(pid, file);
	ck_assert_uint_gt(lost.errors, 0);
	for (int i = 0; i < MANY - (int)lost.errors; i++)
		expect_next(file, "bad news from somewhere\n");
	ck_assert_int_eq(fgetc(file), EOF);
	fclose(file);
	fclose(lines);
}
END_TEST

/* Longer than what is written at once, and with an end that fills no word. */
START_TEST(long_lines)
{
	static const size_t lengths[] = { 4094, 4095, 4096, 4097, 8191, 8192, 20001 };
	FILE *file = capture(stdout);
	struct output_lost lost;

	output_hold();
	for (size_t i = 0; i < ARRAY_SIZE(lengths); i++) {
		FILE *stream = output_begin(OUTPUT_LINES);

		fprintf(stream, "%0*d\n", (int)lengths[i], (int)i);
		output_end(OUTPUT_LINES);
	}
	/* One that does not fit at all leaves room for the next. */
	fprintf(output_begin(OUTPUT_LINES), "%0200000d\n", 0);
	output_end(OUTPUT_LINES);
	say(OUTPUT_LINES, "end\n");
	output_release(&lost);
	ck_assert_uint_eq(lost.lines, 1);
	rewind(file);
	for (size_t i = 0; i < ARRAY_SIZE(lengths); i++) {
		for (size_t at = 0; at < lengths[i] - 1; at++)
			ck_assert_int_eq(fgetc(file), '0');
		ck_assert_int_eq(fgetc(file), '0' + (int)i);
		ck_assert_int_eq(fgetc(file), '\n');
	}
	expect_next(file, "end\n");
	ck_assert_int_eq(fgetc(file), EOF);
	fclose(file);
}
END_TEST

/* What was lost is told once, and the next time there is room again. */
START_TEST(held_again)
{
	FILE *file = tmpfile();
	int reader = redirect(stdout, 0);
	struct output_lost lost;
	pid_t pid;

	output_hold();
	for (int number = 1; number <= MANY; number++)
		output_sending(SIGKILL, number);
	pid = start_reading(reader, file);
	output_release(&lost);
	ck_assert_uint_gt(lost.sendings, 0);
	output_hold();
	output_sending(SIGTERM, 7);
	output_release(&lost);
	ck_assert_uint_eq(lost.sendings, 0);
	end_reading(pid, file);
	fseek(file, -(long)strlen("sending signal 15 to pid 7\n"), SEEK_END);
	expect_next(file, "sending signal 15 to pid 7\n");
	fclose(file);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("output");
	TCase *tests = unit_case(suite, "output");

	tcase_add_test(tests, at_once_unless_held);
	tcase_add_test(tests, any_number_is_kept);
	tcase_add_test(tests, held_until_idle_and_in_order);
	tcase_add_test(tests, held_with_something_in_stdio);
	tcase_add_loop_test(tests, nobody_reads, 0, ARRAY_SIZE(kinds));
	tcase_add_loop_test(tests, somebody_reads_slowly, 0, ARRAY_SIZE(kinds));
	tcase_add_loop_test(tests, errors_that_nobody_reads, 0, ARRAY_SIZE(kinds));
	tcase_add_test(tests, long_lines);
	tcase_add_test(tests, held_again);
	return unit_run(suite);
}
