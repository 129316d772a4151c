/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/sigmask.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/array.h"

int sigmask_block_all(struct sigmask *before)
{
	struct sigmask all;
	long result;

	memset(&all, 0xff, sizeof(all));
	result = syscall(SYS_rt_sigprocmask, SIG_SETMASK, &all, before, sizeof(all));
	return result < 0 ? -errno : 0;
}

void sigmask_restore(const struct sigmask *before)
{
	syscall(SYS_rt_sigprocmask, SIG_SETMASK, before, NULL, sizeof(*before));
}

/* The bits are in words, so on a big-endian machine they are not simply in the bytes. */
static bool sigmask_has(const struct sigmask *mask, int number)
{
	unsigned long words[sizeof(*mask) / sizeof(unsigned long)];
	size_t bit = (size_t)number - 1, width = 8 * sizeof(words[0]);

	memcpy(words, mask, sizeof(words));
	return words[bit / width] >> (bit % width) & 1;
}

bool sigmask_end_is_near(const struct sigmask *before)
{
	static const int enders[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM };
	struct sigaction action;
	sigset_t pending;

	if (sigpending(&pending) < 0)
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(enders); i++)
		if (sigismember(&pending, enders[i]) == 1 && !sigmask_has(before, enders[i]) &&
		    sigaction(enders[i], NULL, &action) == 0 &&
		    action.sa_handler != SIG_IGN)
			return true;
	return false;
}
