/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What people see. Names of cgroups come from anybody, so they are printed with
 * what is not printable as \ooo.
 */
#ifndef CGKILL_REPORT_H
#define CGKILL_REPORT_H

#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

#include "base/attributes.h"

/* Names the program in all messages, and says whether --verbose was given. */
void report_setup(const char *program, bool verbose) _nonnull_;

/* "<program>: <message>" on standard error. */
void report_error(const char *format, ...) _nonnull_ _printf_(1, 2);

/* "<program>: <subject>: <message>", and what the negative errno err means unless 0. */
void report_failure(const char *subject, int err, const char *format, ...) _nonnull_ _printf_(3, 4);

/* The same for a message that ends in a name: "…: <message> <name>". */
void report_failure_name(const char *subject, const char *message, const char *name) _nonnull_;

/* An error of the command line, with where to get help. The word may be NULL. */
void report_usage_error(const char *word, const char *format, ...) _nonnull_args_(2) _printf_(2, 3);

/*
 * With --verbose: "<subject>: <message>" on standard output. The message is marked
 * with N_() and translated here, so that without --verbose no locale is loaded.
 */
void report_step(const char *subject, int err, const char *format, ...) _nonnull_ _printf_(3, 4);

/* With --verbose: how the operand was understood, "<subject>: <message> <name>". */
void report_step_name(const char *subject, const char *message, const char *name) _nonnull_;

/* --dry-run: "<subject>: <message>" on standard output. */
void report_plan(const char *subject, const char *format, ...) _nonnull_ _printf_(2, 3);

/* Writes a name in the way of all messages. */
void report_name(FILE *stream, const char *name) _nonnull_;

/*
 * With --verbose: that the signal was sent to the process. While processes are dealt
 * with nothing may wait for who reads standard output, who may even be one of them, or
 * frozen: from hold to release this is only remembered, and what there is no room for is
 * counted.
 */
void report_sending(int number, pid_t pid);
void report_hold(void);
void report_release(void);

/* One PID on a line of standard output. */
void report_pid(pid_t pid);

/*
 * Writes out what is left. Returns 0, or a negative errno after saying so: a full
 * disk is an error. That nobody reads a pipe any more is one too, but a quiet one.
 */
int report_finish(void);

/* "<program>: " and what write() puts on that line, on standard error. */
void report_line(void (*write)(FILE *stream, const void *data), const void *data) _nonnull_args_(1);

#endif
