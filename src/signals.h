/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Signal names and numbers: the only place that knows how signals are spelled. */
#ifndef CGKILL_SIGNALS_H
#define CGKILL_SIGNALS_H

/* The highest signal number; 0 (EXIT, the null signal) is valid too. */
int signal_max(void);

/*
 * Number of the signal that text names: a number from 0 to signal_max(), or a
 * name in any case, with or without SIG: HUP, RTMIN, RTMIN+n, RTMAX-n, RTn, EXIT.
 * Returns the number, or -EINVAL.
 */
int signal_parse(const char *text)
	__attribute__((nonnull, warn_unused_result));

/* Room for any name that signal_name() writes. */
#define SIGNAL_NAME_SIZE 16

/*
 * Writes the name of signal number, without SIG, to name. A signal without a
 * name (32 and 33 are the C library's own) is written as its number.
 */
void signal_name(int number, char name[static SIGNAL_NAME_SIZE])
	__attribute__((nonnull));

#endif
