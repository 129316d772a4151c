/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * nest - make and remove trees of cgroups
 *
 * usage: nest deep DIR LEVELS [NAME]   LEVELS cgroups called NAME, one inside the other
 *        nest wide DIR COUNT           COUNT cgroups side by side
 *        nest churn DIR SECONDS        make and remove cgroups in DIR, until killed
 *        nest remove DIR               kill what is in DIR, remove it and all those below
 *
 * Paths may be longer than PATH_MAX: everything works with directory descriptors.
 */
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "demolish.h"

static void make_deep(int dir, unsigned levels, const char *name)
{
	while (levels--) {
		int child;

		if (mkdirat(dir, name, 0755))
			err(1, "mkdir");
		child = openat(dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
		if (child < 0)
			err(1, "open");
		close(dir);
		dir = child;
	}
}

static void make_wide(int dir, unsigned count)
{
	char name[16];

	while (count--) {
		snprintf(name, sizeof(name), "%04u", count);
		if (mkdirat(dir, name, 0755))
			err(1, "mkdir %s", name);
	}
}

static void churn(int dir, unsigned seconds)
{
	time_t end = time(NULL) + (time_t) seconds;
	char name[2] = "m", below[4] = "m/x";

	while (time(NULL) < end) {
		for (name[0] = 'm'; name[0] < 'u'; name[0]++) {
			below[0] = name[0];
			mkdirat(dir, name, 0755);
			mkdirat(dir, below, 0755);
		}
		for (name[0] = 'm'; name[0] < 'u'; name[0]++) {
			below[0] = name[0];
			unlinkat(dir, below, AT_REMOVEDIR);
			unlinkat(dir, name, AT_REMOVEDIR);
		}
	}
}

int main(int argc, char **argv)
{
	const char *verb = argc > 2 ? argv[1] : "";
	unsigned n = argc > 3 ? (unsigned) strtoul(argv[3], NULL, 10) : 0;
	int dir;

	if (!strcmp(verb, "remove"))
		return demolish_path(argv[2]) ? 1 : 0;
	if (!n)
		errx(2, "usage: nest deep|wide|churn DIR NUMBER [NAME], nest remove DIR");
	dir = open(argv[2], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		err(1, "%s", argv[2]);
	if (!strcmp(verb, "deep"))
		make_deep(dir, n, argc > 4 ? argv[4] : "d");
	else if (!strcmp(verb, "wide"))
		make_wide(dir, n);
	else if (!strcmp(verb, "churn"))
		churn(dir, n);
	else
		errx(2, "no such verb: %s", verb);
	return 0;
}
