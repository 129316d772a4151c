/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command line: argv to struct options, without any system call. */
#ifndef CGKILL_OPTIONS_H
#define CGKILL_OPTIONS_H

#include <stdbool.h>

#include "base/attributes.h"
#include "engine/request.h"

enum mode {
	MODE_PROCESS,		/* signal processes */
	MODE_CGROUP,		/* signal cgroups */
	MODE_STATE,		/* show how processes handle signals */
	MODE_LIST,		/* list signals or convert between names and numbers */
	MODE_TABLE,		/* a table of names and numbers */
	MODE_DESCRIBE,		/* a table of numbers, names and descriptions */
	MODE_HELP,
	MODE_VERSION,
};

struct options {
	enum mode mode;
	struct request request;	/* with the mode's default signal if none was given */
	bool print;		/* print the PIDs, signal nothing */
	bool dry_run;		/* show what would be done, do nothing */
	bool json;		/* show that, or what was done, as JSON */
	bool all_users;		/* names match everybody's processes */
	bool require_handler;	/* signal only processes that handle the signal */
	bool verbose;
	const char *wait_word;	/* an operand after --wait that looks like its time, or NULL */
	char **operands;
	int operand_count;
};

/* Whether argv[0] is the name under which operands are cgroups. */
bool options_named_cgkill(const char *argv0) _must_check_;

/*
 * Parses the whole command line; operands are collected in argv itself. Returns 0, or a
 * negative errno after reporting an error: ENODATA if only the operands are missing, else
 * EINVAL.
 */
int options_parse(int argc, char **argv, struct options *options) _nonnull_ _must_check_;

#endif
