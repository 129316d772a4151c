/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The PID mode: processes and process groups by number. */
#ifndef CGKILL_PROCESS_H
#define CGKILL_PROCESS_H

#include "options.h"

/*
 * Signals (or prints) what each operand names, once all of them are well-formed.
 * Returns the exit status.
 */
int process_kill(const struct options *options)
	__attribute__((nonnull, warn_unused_result));

#endif
