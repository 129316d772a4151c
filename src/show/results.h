/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --json: what was done, and what failed, as one JSON object on standard output. */
#ifndef CGKILL_RESULTS_H
#define CGKILL_RESULTS_H

#include "base/attributes.h"
#include "engine/event.h"

/*
 * From now on, events are collected, as well as shown: events_show(). Operands are told apart by
 * their addresses.
 */
void results_begin(char **all_operands, int number) _nonnull_;

/*
 * Writes the object to stdout, unless that has been done. An operand for which there has been no
 * EVENT_ENDED is refused. The status is that of the program.
 */
void results_end(int status);

#endif
