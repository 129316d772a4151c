/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * maker - make cgroups as fast as possible
 *
 * usage: maker DIR SECONDS
 *
 * Two processes make 2,000 cgroups in DIR, and make those again that have been removed meanwhile,
 * until DIR is gone or the time is up.
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PROCESSES 2
#define NAMES 1000 /* for each process */

static void make(int dir, int who, time_t end)
{
	char name[32];

	for (int i = 0; time(NULL) < end; i = (i + 1) % NAMES) {
		snprintf(name, sizeof(name), "%d-%d", who, i);
		if (mkdirat(dir, name, 0755) && errno != EEXIST)
			break;
	}
	_exit(0);
}

int main(int argc, char **argv)
{
	time_t end;
	int dir;

	if (argc != 3)
		errx(2, "usage: maker DIR SECONDS");
	dir = open(argv[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		err(1, "%s", argv[1]);
	end = time(NULL) + strtol(argv[2], NULL, 10);
	for (int who = 0; who < PROCESSES; who++)
		if (fork() == 0) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			make(dir, who, end);
		}
	while (wait(NULL) > 0)
		;
	return 0;
}
