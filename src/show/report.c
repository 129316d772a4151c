/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "show/report.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>
#include <wctype.h>

#include "show/nls.h"
#include "show/progress.h"

static const char *program_name = "kill";
static bool verbose;

/* What report_sending() remembers while it must not print. */
#define SENT_LIMIT 32768

static struct {
	bool held;
	int number;
	size_t count;
	unsigned long lost;
	pid_t pids[SENT_LIMIT];
} sent;

/* The errno of the first failure to write to standard output. */
static int output_error;

void report_setup(const char *program, bool be_verbose)
{
	program_name = program;
	verbose = be_verbose;
}

/* The first error counts: once it has been reported, the stream does not tell which one it was. */
static void flush_output(void)
{
	if (fflush(stdout) && !output_error)
		output_error = errno;
}

static void print_byte(FILE *stream, unsigned char byte)
{
	fprintf(stream, "\\%03o", byte);
}

/* Backslashes are escaped too, so that escapes can be told from the name itself. */
static void print_name(FILE *stream, const char *name)
{
	mbstate_t state = { 0 };
	size_t left = strlen(name);

	nls_setup();
	while (left) {
		wchar_t wide;
		size_t length = mbrtowc(&wide, name, left, &state);

		if (length > left) {
			memset(&state, 0, sizeof(state));
			print_byte(stream, (unsigned char)*name);
			length = 1;
		} else if (!iswprint((wint_t)wide) || wide == L'\\') {
			for (size_t i = 0; i < length; i++)
				print_byte(stream, (unsigned char)name[i]);
		} else {
			fwrite(name, 1, length, stream);
		}
		name += length;
		left -= length;
	}
}

/* A message is a single write, so that messages of several programs do not mix. */
static void begin_error(void)
{
	static char line[1024];
	static bool buffered;

	progress_end();
	flush_output();
	if (!buffered)
		setvbuf(stderr, line, _IOFBF, sizeof(line));
	buffered = true;
	fprintf(stderr, "%s: ", program_name);
}

static void end_error(void)
{
	putc('\n', stderr);
	fflush(stderr);
}

static void print_cause(FILE *stream, int err)
{
	if (err)
		fprintf(stream, ": %s", nls_error(err));
}

void report_error(const char *format, ...)
{
	va_list arguments;

	begin_error();
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	end_error();
}

void report_failure(const char *subject, int err, const char *format, ...)
{
	va_list arguments;

	begin_error();
	print_name(stderr, subject);
	fputs(": ", stderr);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	print_cause(stderr, err);
	end_error();
}

void report_failure_name(const char *subject, const char *message, const char *name)
{
	begin_error();
	print_name(stderr, subject);
	fprintf(stderr, ": %s ", message);
	print_name(stderr, name);
	end_error();
}

void report_usage_error(const char *word, const char *format, ...)
{
	va_list arguments;

	begin_error();
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	if (word) {
		fputs(": ", stderr);
		print_name(stderr, word);
	}
	end_error();
	fprintf(stderr, _("Try '%s --help' for more information."), program_name);
	end_error();
}

void report_step(const char *subject, int err, const char *format, ...)
{
	va_list arguments;

	if (!verbose)
		return;
	print_name(stdout, subject);
	fputs(": ", stdout);
	va_start(arguments, format);
	vfprintf(stdout, _(format), arguments);
	va_end(arguments);
	print_cause(stdout, err);
	putchar('\n');
}

void report_step_name(const char *subject, const char *message, const char *name)
{
	if (!verbose)
		return;
	print_name(stdout, subject);
	printf(": %s ", _(message));
	print_name(stdout, name);
	putchar('\n');
}

static void print_sending(int number, pid_t pid)
{
	printf(_("sending signal %d to pid %d"), number, pid);
	putchar('\n');
}

void report_plan(const char *subject, const char *format, ...)
{
	va_list arguments;

	print_name(stdout, subject);
	fputs(": ", stdout);
	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
	putchar('\n');
}

void report_name(FILE *stream, const char *name)
{
	print_name(stream, name);
}

void report_sending(int number, pid_t pid)
{
	if (!verbose)
		return;
	if (!sent.held) {
		print_sending(number, pid);
		return;
	}
	sent.number = number;
	if (sent.count < SENT_LIMIT)
		sent.pids[sent.count++] = pid;
	else
		sent.lost++;
}

void report_hold(void)
{
	sent.held = true;
	sent.count = 0;
	sent.lost = 0;
}

void report_release(void)
{
	sent.held = false;
	for (size_t i = 0; i < sent.count; i++)
		print_sending(sent.number, sent.pids[i]);
	if (!sent.lost)
		return;
	printf(P_("and to %lu more process", "and to %lu more processes", sent.lost), sent.lost);
	putchar('\n');
}

void report_pid(pid_t pid)
{
	printf("%d", pid);
	putchar('\n');
}

void report_line(void (*write)(FILE *stream, const void *data), const void *data)
{
	begin_error();
	write(stderr, data);
	end_error();
}

int report_finish(void)
{
	flush_output();
	/* stdio flushes a full buffer by itself, in which case the errno is lost. */
	if (!output_error && ferror(stdout))
		output_error = EIO;
	if (output_error && output_error != EPIPE)
		report_error("%s: %s", _("write error"), nls_error(-output_error));
	return -output_error;
}
