/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Clearing away what a test has made, by means that are not those under test. */
#ifndef CGKILL_DEMOLISH_H
#define CGKILL_DEMOLISH_H

/*
 * Kills what is in the cgroup of that name below the directory, and removes it and all below,
 * for some seconds at most. Returns 0, or -1 after a message.
 */
int demolish(int dir, const char *name);

/*
 * The same by its path, which must have a name that tests give to their cgroups,
 * "cgkill-test-...". Ends the program if it has not, or is no cgroup.
 */
int demolish_path(const char *path);

#endif
