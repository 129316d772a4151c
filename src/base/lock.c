/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/lock.h"

#include <sys/mman.h>

#ifndef MCL_ONFAULT
#define MCL_ONFAULT 4
#endif

void memory_lock(void)
{
	(void)mlockall(MCL_CURRENT | MCL_ONFAULT);
}
