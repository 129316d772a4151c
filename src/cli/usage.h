/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What --help and --version print. */
#ifndef CGKILL_USAGE_H
#define CGKILL_USAGE_H

#include <stdio.h>

#include "base/attributes.h"

/* How the program of that name is called. */
void usage_print_synopsis(FILE *stream, const char *program) _nonnull_;

/* --help: that with all options, on standard output. */
void usage_print(const char *program) _nonnull_;

/* --version: with what was built in. */
void usage_print_version(const char *program) _nonnull_;

#endif
