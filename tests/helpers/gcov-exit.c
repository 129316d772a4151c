/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Linked into the program when it is built for coverage. Its counters are written by a child,
 * which strace does not follow: so they stay out of the traces, and the errors injected into
 * the program's system calls cannot spoil them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* From libgcov, whose header only gcc has. */
void __gcov_dump(void);
/* From the address sanitizer, if it is in use. */
void __lsan_do_leak_check(void) __attribute__((weak));

static void write_counters(int status, void *unused)
{
	pid_t child;

	(void)unused;
	fflush(NULL);
	/* It would run after this function, which ends the process. */
	if (__lsan_do_leak_check)
		__lsan_do_leak_check();
	/* gcc turns fork() into a function that sets the counters to 0 in the child. */
	child = _Fork();
	/* Without a child they are written in the usual way. */
	if (child < 0)
		return;
	if (child == 0) {
		/*
		 * Complaints about counters that another user cannot write are not the
		 * program's output.
		 */
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
