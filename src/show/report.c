/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "show/report.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>
#include <wctype.h>

#include "show/character.h"
#include "show/nls.h"
#include "show/output.h"
#include "show/progress.h"

static const char *program_name = "kill";
static bool verbose;
static void (*keep_message)(const char *message);

/* The message that is being printed, if it is to be kept. */
static struct {
	FILE *stream;
	char *text;
	size_t size;
} kept;

void report_setup(const char *program, bool be_verbose)
{
	program_name = program;
	verbose = be_verbose;
}

void report_keep(void (*keep)(const char *message))
{
	keep_message = keep;
}

bool report_is_verbose(void)
{
	return verbose;
}

static void print_byte(FILE *stream, unsigned char byte)
{
	fprintf(stream, "\\%03o", byte);
}

/*
 * Backslashes are escaped too, so that escapes can be told from the name itself. Wide characters
 * are those of Unicode (__STDC_ISO_10646__) in glibc and musl.
 */
static bool is_escaped(wchar_t wide)
{
	return !iswprint((wint_t)wide) || wide == L'\\' || character_is_hidden((uint32_t)wide);
}

/* A mark at the beginning would be put on what stands before the name. */
static void print_name(FILE *stream, const char *name)
{
	mbstate_t state = { 0 };
	size_t left = strlen(name);
	bool beginning = true;

	nls_setup();
	while (left) {
		wchar_t wide;
		size_t length = mbrtowc(&wide, name, left, &state);

		if (length > left) {
			memset(&state, 0, sizeof(state));
			print_byte(stream, (unsigned char)*name);
			length = 1;
		} else if (is_escaped(wide) || (beginning && wcwidth(wide) == 0)) {
			for (size_t i = 0; i < length; i++)
				print_byte(stream, (unsigned char)name[i]);
		} else {
			fwrite(name, 1, length, stream);
		}
		name += length;
		left -= length;
		beginning = false;
	}
}

static FILE *begin_error(void)
{
	FILE *stream;

	progress_end();
	stream = output_begin(OUTPUT_ERRORS);
	fprintf(stream, "%s: ", program_name);
	return stream;
}

static void end_error(FILE *stream)
{
	putc('\n', stream);
	output_end(OUTPUT_ERRORS);
}

/* The message of a line: to the stream of the line, or to one of its own. */
static FILE *begin_message(FILE *line)
{
	kept.stream = keep_message ? open_memstream(&kept.text, &kept.size) : NULL;
	return kept.stream ? kept.stream : line;
}

/* Without memory for it, the message cannot be kept, or even be put together. */
static void lose_message(FILE *line)
{
	if (kept.stream)
		fputs(nls_error(-ENOMEM), line);
	if (keep_message)
		keep_message(NULL);
}

static void end_message(FILE *line)
{
	if (!kept.stream || !output_has_text(kept.stream)) {
		lose_message(line);
	} else {
		fputs(kept.text, line);
		keep_message(kept.text);
	}
	if (!kept.stream)
		return;
	fclose(kept.stream);
	free(kept.text);
	kept.stream = NULL;
	kept.text = NULL;
}

/* A line on standard output that begins with a name. */
static FILE *begin_line(const char *subject)
{
	FILE *stream = output_begin(OUTPUT_LINES);

	print_name(stream, subject);
	fputs(": ", stream);
	return stream;
}

static void end_line(FILE *stream)
{
	putc('\n', stream);
	output_end(OUTPUT_LINES);
}

static void print_cause(FILE *stream, int err)
{
	if (err)
		fprintf(stream, ": %s", nls_error(err));
}

void report_error(const char *format, ...)
{
	FILE *stream = begin_error(), *message = begin_message(stream);
	va_list arguments;

	va_start(arguments, format);
	vfprintf(message, format, arguments);
	va_end(arguments);
	end_message(stream);
	end_error(stream);
}

/* Begins an error about a subject. */
static FILE *begin_failure(const char *subject)
{
	FILE *stream = begin_error();

	print_name(stream, subject);
	fputs(": ", stream);
	return stream;
}

void report_failure_as(const char *subject, void (*write)(FILE *stream, const void *data),
		       const void *data)
{
	FILE *stream = begin_failure(subject), *message = begin_message(stream);

	write(message, data);
	end_message(stream);
	end_error(stream);
}

void report_failure(const char *subject, int err, const char *format, ...)
{
	FILE *stream = begin_failure(subject), *message = begin_message(stream);
	va_list arguments;

	va_start(arguments, format);
	vfprintf(message, format, arguments);
	va_end(arguments);
	print_cause(message, err);
	end_message(stream);
	end_error(stream);
}

void report_failure_name(const char *subject, const char *text, const char *name)
{
	FILE *stream = begin_failure(subject), *message = begin_message(stream);

	fprintf(message, "%s ", text);
	print_name(message, name);
	end_message(stream);
	end_error(stream);
}

void report_usage_error(const char *option, const char *word, const char *format, ...)
{
	FILE *stream = begin_error();
	va_list arguments;

	va_start(arguments, format);
	vfprintf(stream, format, arguments);
	va_end(arguments);
	if (option) {
		fputs(": ", stream);
		print_name(stream, option);
	}
	if (word) {
		fputs(option ? " " : ": ", stream);
		print_name(stream, word);
	}
	end_error(stream);
	stream = output_begin(OUTPUT_ERRORS);
	fprintf(stream, _("Try '%s --help' for more information."), program_name);
	end_error(stream);
}

void report_step(const char *subject, int err, const char *format, ...)
{
	va_list arguments;
	FILE *stream;

	if (!verbose)
		return;
	stream = begin_line(subject);
	va_start(arguments, format);
	vfprintf(stream, _(format), arguments);
	va_end(arguments);
	print_cause(stream, err);
	end_line(stream);
}

void report_step_name(const char *subject, const char *message, const char *name)
{
	FILE *stream;

	if (!verbose)
		return;
	stream = begin_line(subject);
	fprintf(stream, "%s ", _(message));
	print_name(stream, name);
	end_line(stream);
}

void report_plan(const char *subject, const char *format, ...)
{
	FILE *stream = begin_line(subject);
	va_list arguments;

	va_start(arguments, format);
	vfprintf(stream, format, arguments);
	va_end(arguments);
	end_line(stream);
}

void report_name(FILE *stream, const char *name)
{
	print_name(stream, name);
}

char *report_escape(const char *name)
{
	char *escaped = NULL;
	size_t size;
	FILE *stream = open_memstream(&escaped, &size);

	if (!stream)
		return NULL;
	report_name(stream, name);
	if (fclose(stream) == 0)
		return escaped;
	free(escaped);
	return NULL;
}

void report_sending(int number, pid_t pid)
{
	if (verbose)
		output_sending(number, pid);
}

void report_hold(void)
{
	output_hold();
}

void report_unignore(int number)
{
	output_unignore(number);
}

void report_idle(void)
{
	output_idle();
}

static void report_lost(const struct output_lost *lost)
{
	FILE *stream;

	if (lost->sendings) {
		stream = output_begin(OUTPUT_LINES);
		fprintf(stream, P_("and to %lu more process", "and to %lu more processes",
				   lost->sendings), lost->sendings);
		end_line(stream);
	}
	if (lost->lines) {
		stream = output_begin(OUTPUT_LINES);
		fprintf(stream, P_("and %lu more", "and %lu more", lost->lines), lost->lines);
		end_line(stream);
	}
	if (lost->errors)
		report_error(P_("and %lu more", "and %lu more", lost->errors), lost->errors);
}

void report_release(void)
{
	struct output_lost lost;

	output_release(&lost);
	report_lost(&lost);
}

void report_pid(pid_t pid)
{
	FILE *stream = output_begin(OUTPUT_LINES);

	fprintf(stream, "%d", pid);
	end_line(stream);
}

void report_line(void (*write)(FILE *stream, const void *data), const void *data)
{
	FILE *stream = begin_error();

	write(stream, data);
	end_error(stream);
}

int report_finish(void)
{
	int err;

	report_release();
	err = output_flush();
	if (err && err != -EPIPE)
		report_error("%s: %s", _("write error"), nls_error(err));
	return err;
}
