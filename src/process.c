/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "process.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/types.h>

#include "exitcode.h"
#include "nls.h"
#include "number.h"
#include "report.h"

/* As kill(2) takes it: a process, 0, -1 or a group. INT_MIN has no group. */
static int parse_pid(const char *operand, pid_t *pid)
{
	int err = number_parse(operand, -INT_MAX, INT_MAX, pid);

	if (err == -ERANGE)
		report_failure(operand, 0, _("process ID out of range"));
	else if (err)
		report_failure(operand, 0, _("not a process ID"));
	return err;
}

static int signal_process(const char *operand, pid_t pid, int number)
{
	report_sending(number, pid);
	if (kill(pid, number) == 0)
		return 0;
	report_failure(operand, -errno, _("sending the signal failed"));
	return -1;
}

int process_kill(const struct options *options)
{
	int failed = 0;
	pid_t pid;

	/* A wrong command line signals nothing. */
	for (int i = 0; i < options->operand_count; i++)
		if (parse_pid(options->operands[i], &pid) < 0)
			return EXIT_FAILURE;
	for (int i = 0; i < options->operand_count; i++) {
		if (parse_pid(options->operands[i], &pid) < 0)
			failed++;
		else if (options->print)
			report_pid(pid);
		else if (signal_process(options->operands[i], pid, options->signal) < 0)
			failed++;
	}
	if (!failed)
		return EXIT_SUCCESS;
	return failed == options->operand_count ? EXIT_FAILURE : EXIT_SOME;
}
