/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Signal names and numbers: only this module knows how signals are spelled. */
#ifndef CGKILL_SIGNALS_H
#define CGKILL_SIGNALS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attributes.h"

/* The highest signal number; 0 (EXIT, the null signal) is valid too. */
int signal_max(void);

/*
 * The number of the signal that text names: a number from 0 to signal_max(), or a name in upper
 * or lower case, with or without SIG: HUP, RTMIN, RTMIN+n, RTMAX-n, RTn, EXIT. Returns the
 * number, or -EINVAL.
 */
int signal_parse(const char *text) _nonnull_ _must_check_;

/* Enough for any name that signal_name() writes, and for the longest number after RTMIN+. */
#define SIGNAL_NAME_SIZE 18

/*
 * Writes the name of signal number, without SIG, to name. A signal without a name (32 and 33
 * belong to the C library) is written as its number.
 */
void signal_name(int number, char name[static SIGNAL_NAME_SIZE]) _nonnull_;

/* Whether signal_name() gives a name. */
bool signal_has_name(int number) _must_check_;

/*
 * The number of the signal that a status stands for: the signal's number, that plus 128 (or
 * 256, as in ksh) as shells report it, or a status from wait(2). Returns the number, or
 * -EINVAL.
 */
int signal_of_status(const char *text) _nonnull_ _must_check_;

/*
 * A set of signals as in proc_pid_status(5): bit n - 1 stands for signal n. MIPS has twice as many
 * signals as all others, 128 bits.
 */
struct signal_mask {
	uint64_t low, high;
};

/*
 * Reads hexadecimal digits, at least one, up to the first other character. Returns a pointer to
 * that, or NULL if there are no digits, or if they stand for signals after the 128th.
 */
const char *signal_mask_read(const char *digits, struct signal_mask *mask) _nonnull_ _must_check_;

/*
 * Parses "0x" followed by hexadecimal digits, for signals up to signal_max(). Returns 0, or
 * -EINVAL.
 */
int signal_mask_parse(const char *text, struct signal_mask *mask) _nonnull_ _must_check_;

/* Whether the signal is in the set. */
bool signal_mask_has(struct signal_mask mask, int number) _must_check_;

#endif
