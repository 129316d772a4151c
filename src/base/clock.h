/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Time that is not affected by setting the clock. */
#ifndef CGKILL_CLOCK_H
#define CGKILL_CLOCK_H

#include <stdint.h>
#include <time.h>

/* Milliseconds since some point in the past. */
static inline int64_t clock_milliseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

#endif
