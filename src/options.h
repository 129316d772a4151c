/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command line, without a system call: argv to struct options. */
#ifndef CGKILL_OPTIONS_H
#define CGKILL_OPTIONS_H

#include <stdbool.h>

enum mode {
	MODE_PROCESS,		/* the operands are processes */
	MODE_CGROUP,		/* the operands are cgroups */
	MODE_HELP,
	MODE_VERSION,
};

enum method {
	METHOD_AUTO,
	METHOD_KERNEL,
	METHOD_FREEZE,
	METHOD_SIGNAL,
};

struct options {
	enum mode mode;
	int signal;		/* number; the mode's default where none was given */
	enum method method;
	bool print;		/* print the PIDs, signal nothing */
	bool verbose;
	char **operands;
	int operand_count;
};

/* Whether argv[0] calls the program by the name whose operands are cgroups. */
bool options_named_cgkill(const char *argv0) __attribute__((warn_unused_result));

/*
 * Parses the whole command line; operands are gathered in argv itself. Returns 0, or
 * -EINVAL after an error was reported.
 */
int options_parse(int argc, char **argv, struct options *options)
	__attribute__((nonnull, warn_unused_result));

/* The name that --method takes. */
const char *method_name(enum method method)
	__attribute__((returns_nonnull, warn_unused_result));

#endif
