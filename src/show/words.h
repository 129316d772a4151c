/* SPDX-License-Identifier: GPL-2.0-or-later */
/* In words, and in the language of the locale: why the kernel did not tell something. */
#ifndef CGKILL_WORDS_H
#define CGKILL_WORDS_H

#include "kernel/procfs.h"

/* Why /proc is of no use; not for PROCFS_USABLE. */
const char *words_for_procfs(enum procfs_problem problem)
	__attribute__((returns_nonnull, warn_unused_result));

/* What an errno of mountpoint_open() means. */
const char *words_for_mountpoint(int err) __attribute__((returns_nonnull, warn_unused_result));

#endif
