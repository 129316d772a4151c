/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What --help and --version print. */
#ifndef CGKILL_USAGE_H
#define CGKILL_USAGE_H

#include <stdio.h>

#include "base/attributes.h"

/* The synopsis of the program with that name. */
void usage_print_synopsis(FILE *stream, const char *program) _nonnull_;

/* --help: the synopsis and all options, on standard output. */
void usage_print(const char *program) _nonnull_;

/* --version: with the features that were built in. */
void usage_print_version(const char *program) _nonnull_;

#endif
