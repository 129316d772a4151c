/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What people see. Anybody may choose the names of cgroups, so whatever could change how the rest
 * of a line looks is printed as \ooo: unprintable bytes, and characters that are hidden.
 */
#ifndef CGKILL_REPORT_H
#define CGKILL_REPORT_H

#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

#include "base/attributes.h"

/* Sets the program's name for all messages, and whether --verbose was given. */
void report_setup(const char *program, bool verbose) _nonnull_;

/*
 * Each message of the next three functions is also passed to keep(), without the program and the
 * subject; it gets NULL if there is no memory for that. Without keep(): not any more.
 */
void report_keep(void (*keep)(const char *message));

/* "<program>: <message>" on standard error. */
void report_error(const char *format, ...) _nonnull_ _printf_(1, 2);

/* "<program>: <subject>: <message>", and the meaning of the negative errno err unless it is 0. */
void report_failure(const char *subject, int err, const char *format, ...) _nonnull_ _printf_(3, 4);

/* The same for a message that ends in a name: "…: <message> <name>". */
void report_failure_name(const char *subject, const char *text, const char *name) _nonnull_;

/* Reports an error about subject, with the words that a function writes. */
void report_failure_as(const char *subject, void (*write)(FILE *stream, const void *data),
		       const void *data) _nonnull_;

/*
 * A command-line error, "<program>: <message>: <option> <word>", with a hint where to get help. The
 * option, the word or both may be NULL.
 */
void report_usage_error(const char *option, const char *word, const char *format, ...)
	_nonnull_args_(3) _printf_(3, 4);

/* Whether --verbose was given. */
bool report_is_verbose(void) _must_check_;

/*
 * With --verbose: "<subject>: <message>" on standard output. The message is marked with N_()
 * and translated here, so that no locale is loaded without --verbose.
 */
void report_step(const char *subject, int err, const char *format, ...) _nonnull_ _printf_(3, 4);

/* With --verbose: how the operand was interpreted, "<subject>: <message> <name>". */
void report_step_name(const char *subject, const char *message, const char *name) _nonnull_;

/* "<subject>: <message>" on standard output, as with --dry-run. */
void report_plan(const char *subject, const char *format, ...) _nonnull_ _printf_(2, 3);

/* Writes a name the way messages do. */
void report_name(FILE *stream, const char *name) _nonnull_;

/* The name in that way, to be freed, or NULL if there is no memory. */
char *report_escape(const char *name) _nonnull_ _must_check_;

/* With --verbose: the signal was sent to the process. */
void report_sending(int number, pid_t pid);

/*
 * While processes are to be signalled, nothing waits for the readers of what is reported: one
 * of them may be a victim, or frozen. What they do not take at once is kept between hold and
 * release; to be idle is the opportunity to offer it to them again. report_finish() releases.
 * Nor does output that cannot be written end the program by SIGPIPE or SIGXFSZ: these are ignored
 * from hold on.
 */
void report_hold(void);
void report_idle(void);
void report_release(void);

/* If the signal is one of these, it takes effect again. */
void report_unignore(int number);

/* One PID, on a line of its own on standard output. */
void report_pid(pid_t pid);

/*
 * Flushes the output. Returns 0, or a negative errno after reporting it: a full disk is an
 * error. A pipe that nobody reads any more is one too, but is not reported.
 */
int report_finish(void);

/* "<program>: " and what write() adds to that line, on standard error. */
void report_line(void (*write)(FILE *stream, const void *data), const void *data) _nonnull_args_(1);

#endif
