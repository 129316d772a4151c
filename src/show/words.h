/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words, in the language of the locale, for why the kernel did not tell something. */
#ifndef CGKILL_WORDS_H
#define CGKILL_WORDS_H

#include "base/attributes.h"
#include "kernel/procfs.h"

/* Why /proc cannot be used; not for PROCFS_USABLE. */
const char *words_for_procfs(enum procfs_problem problem) _returns_nonnull_ _must_check_;

/* The meaning of an errno from mountpoint_get(). */
const char *words_for_mountpoint(int err) _returns_nonnull_ _must_check_;

#endif
