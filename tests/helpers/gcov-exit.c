/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Linked into the program when it is built for coverage. Its counters are written by a child,
 * which strace does not follow: they stay out of the traces, and the errors that are injected
 * into the program's system calls cannot spoil them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* Of libgcov, whose header only gcc has. */
void __gcov_dump(void);
/* Of the address sanitizer, if it is there. */
void __lsan_do_leak_check(void) __attribute__((weak));

static void write_counters(int status, void *unused)
{
	pid_t child;

	(void)unused;
	fflush(NULL);
	/* It would come after this, which ends the process. */
	if (__lsan_do_leak_check)
		__lsan_do_leak_check();
	/* Of fork() gcc makes a function that sets the counters to 0 in the child. */
	child = _Fork();
	/* Without a child they are written in the usual way. */
	if (child < 0)
		return;
	if (child == 0) {
		/* What it says of counters that another user cannot write is not the program's. */
		if (freopen("/dev/null", "w", stderr))
			__gcov_dump();
	} else {
		waitpid(child, NULL, 0);
	}
	_exit(status);
}

static void __attribute__((constructor)) set_up(void)
{
	on_exit(write_counters, NULL);
}
