/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How much memory the kernel lets the caller's cgroup have. */
#ifndef CGKILL_MEMORY_H
#define CGKILL_MEMORY_H

#include <stdint.h>

#include "base/attributes.h"

/*
 * The lowest limit, in bytes, of the caller's cgroup and those above that can be seen; UINT64_MAX if
 * none is known. It neither allocates memory nor loads a library.
 */
uint64_t memory_limit(void) _must_check_;

#endif
