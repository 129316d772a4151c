/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Keeping in memory what must not be read from a disk when there is hardly any left. */
#ifndef CGKILL_LOCK_H
#define CGKILL_LOCK_H

/*
 * Locks the pages that the program has touched so far, and will touch: nothing else, since root is
 * killed in a cgroup whose memory.max all of its pages exceed. Where that is not allowed
 * (RLIMIT_MEMLOCK), or not known (Linux 4.4), the pages stay as others do.
 */
void memory_lock(void);

#endif
