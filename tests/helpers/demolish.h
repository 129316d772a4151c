/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Clearing away what a test has made, without using what is being tested. */
#ifndef CGKILL_DEMOLISH_H
#define CGKILL_DEMOLISH_H

/*
 * Kills what is in the cgroup of that name below the directory, and removes it and all those
 * below it, for at most a few seconds. Returns 0, or -1 after a message.
 */
int demolish(int dir, const char *name);

/*
 * The same by path, whose last component must be a name that tests give to their cgroups,
 * "cgkill-test-...". Ends the program if it is not, or if the path is not a cgroup.
 */
int demolish_path(const char *path);

#endif
