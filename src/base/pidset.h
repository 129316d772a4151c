/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A set of PIDs of fixed size, whatever the number of processes. It is meant for static
 * storage: the kernel allocates only the pages that are used.
 */
#ifndef CGKILL_PIDSET_H
#define CGKILL_PIDSET_H

#include <limits.h>
#include <stdbool.h>
#include <sys/types.h>

#include "base/attributes.h"

/* The kernel's PID_MAX_LIMIT on 64 bits (proc_sys_kernel(5), pid_max). */
#define PIDSET_LIMIT 4194304

#define PIDSET_WORD_BITS (sizeof(unsigned long) * CHAR_BIT)

struct pidset {
	unsigned long words[PIDSET_LIMIT / PIDSET_WORD_BITS];
	size_t first, end;	/* the words that may be non-zero */
};

/* Adds pid. A PID that no current kernel hands out is not remembered. */
void pidset_add(struct pidset *set, pid_t pid) _nonnull_;

/* Whether pid was added. */
bool pidset_has(const struct pidset *set, pid_t pid) _nonnull_ _must_check_;

/* Removes all. */
void pidset_clear(struct pidset *set) _nonnull_;

#endif
