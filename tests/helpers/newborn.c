/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * newborn - start a child that is born in another cgroup, as crun and systemd start commands
 *
 * usage: newborn DIR
 *
 * The status is 0 if the child lives, 137 if it is killed at birth, 1 for any other failure.
 */
#include <err.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clone.h"

int main(int argc, char **argv)
{
	int cgroup, status;
	pid_t pid;

	if (argc != 2)
		errx(1, "usage: newborn DIR");
	cgroup = open(argv[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (cgroup < 0)
		err(1, "%s", argv[1]);
	pid = clone_process(0, cgroup, 0);
	if (pid < 0)
		err(1, "clone3");
	if (pid == 0)
		_exit(0);
	if (waitpid(pid, &status, 0) != pid)
		err(1, "waitpid");
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}
