/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Standard output and standard error, line by line. Whoever reads them may be one of the victims,
 * so as long as processes are still to be signalled, nothing waits for readers: between
 * output_hold() and output_release() lines are kept in memory of fixed size, and are written as
 * far as readers take them at once. What does not fit is counted. Otherwise, lines go to stdout
 * and stderr of stdio.
 */
#ifndef CGKILL_OUTPUT_H
#define CGKILL_OUTPUT_H

#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

#include "base/attributes.h"

enum output {
	OUTPUT_LINES,		/* standard output */
	OUTPUT_ERRORS,		/* standard error; what was said before goes out before an error */
};

/* What did not fit into memory. */
struct output_lost {
	unsigned long sendings;	/* of output_sending() */
	unsigned long lines;	/* other lines on standard output */
	unsigned long errors;
};

/*
 * Begins a line, or several that belong together; they are printed to the stream returned, and
 * belong to the caller until output_end(). There can only be one at a time.
 */
FILE *output_begin(enum output output) _returns_nonnull_;

/* Ends it. An error is a single write, so that those of several programs do not mix. */
void output_end(enum output output);

/* A line on standard output: a signal is sent to a process. It takes little memory. */
void output_sending(int signal, pid_t pid);

/* From now on, nothing waits for readers, and no signal for a failed write ends the program. */
void output_hold(void);

/* If output_hold() has made the program ignore the signal, it takes effect again. */
void output_unignore(int number);

/* Writes what readers take at once; to be called now and then between hold and release. */
void output_idle(void);

/* Whether lines are kept that the reader did not take. */
bool output_is_stuck(enum output output);

/* Writes all that is kept, and says what was lost. */
void output_release(struct output_lost *lost) _nonnull_;

/*
 * Flushes standard output. Returns 0, or the negative errno of the first failure to write to it
 * (EIO: it is not known any more).
 */
int output_flush(void);

/*
 * Whether the text of a stream of open_memstream(3) has all that was written. It is to be used
 * before the stream is closed: without memory to shorten the text, glibc loses it then, and
 * succeeds.
 */
bool output_has_text(FILE *stream) _nonnull_ _must_check_;

#endif
