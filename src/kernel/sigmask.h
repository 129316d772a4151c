/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Deferring signals while something must not be left half done. The C library's sigprocmask(3)
 * does not let its own signals, 32 and 33, be blocked, and they end the program like others. So
 * the kernel's mask is set directly.
 */
#ifndef CGKILL_SIGMASK_H
#define CGKILL_SIGMASK_H

#include <signal.h>
#include <stdbool.h>

#include "base/attributes.h"

struct sigmask {
	unsigned char bytes[_NSIG / 8];
};

/* Blocks all signals and stores the previous mask. Returns 0, or a negative errno. */
int sigmask_block_all(struct sigmask *before) _nonnull_ _must_check_;

/* Restores the previous mask. */
void sigmask_restore(const struct sigmask *before) _nonnull_;

/* Whether a signal is pending that will end the program after sigmask_restore(). */
bool sigmask_end_is_near(const struct sigmask *before) _nonnull_ _must_check_;

#endif
