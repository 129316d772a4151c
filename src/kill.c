/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kill(1) for processes and for whole cgroups. */
#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cgkill.h"
#include "mountpoint.h"
#include "nls.h"
#include "options.h"
#include "process.h"
#include "report.h"

/*
 * With a standard stream closed, the first file that is opened would take its place
 * and get our messages written into it: cgroup.freeze, say. What /dev/null is opened
 * for here still fails to be written, so that a closed output is an error.
 */
static void fill_standard_streams(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF)
			(void)open("/dev/null", O_RDONLY);
}

static void print_usage(const char *program)
{
	fputs(_("\nUsage:\n"), stdout);
	if (!options_named_cgkill(program)) {
		printf(_(" %s [options] <pid>...\n"), program);
		printf(_(" %s [options] --cgroup <cgroup>...\n"), program);
	} else {
		printf(_(" %s [options] <cgroup>...\n"), program);
	}
	fputs(_("\nSend a signal to processes, or to all processes of cgroups.\n"), stdout);
	fputs(_("\nOptions:\n"), stdout);
	fputs(_("     --cgroup           the operands are cgroups, which are killed with all below:\n"
		"                          a path, a name below the cgroup2 mount, or pid:<pid>\n"), stdout);
	fputs(_(" -s, --signal <signal>  signal to send, by name or number; default: TERM,\n"
		"                          for cgroups KILL\n"), stdout);
	fputs(_(" -<signal>              the same\n"), stdout);
	fputs(_(" -p, --pid              print PIDs, signal nothing\n"), stdout);
	fputs(_("     --method <method>  auto, kernel (cgroup.kill), freeze (cgroup.freeze),\n"
		"                          signal (process by process)\n"), stdout);
	fputs(_("     --verbose          say what is done\n"), stdout);
	fputs(_("\n -h, --help             display this help\n"), stdout);
	fputs(_(" -V, --version          display version\n"), stdout);
	fputs(_("\nFor more details see kill(1) and cgkill(1).\n"), stdout);
}

static void print_version(const char *program)
{
	const char *libmount = mountpoint_built_in() ? "libmount" : "";
#ifdef ENABLE_NLS
	const char *nls = "nls";
#else
	const char *nls = "";
#endif

	printf(_("%s from %s"), program, PACKAGE_STRING);
	if (*libmount || *nls)
		printf(_(" (features: %s%s%s)"), libmount, *libmount && *nls ? ", " : "", nls);
	putchar('\n');
}

int main(int argc, char **argv)
{
	const char *program = options_named_cgkill(argv[0]) ? "cgkill" : "kill";
	struct options options;
	int status = EXIT_SUCCESS;

	fill_standard_streams();
	report_setup(program, false);
	if (options_parse(argc, argv, &options) < 0)
		return EXIT_FAILURE;
	report_setup(program, options.verbose);
	switch (options.mode) {
	case MODE_HELP:
		print_usage(program);
		break;
	case MODE_VERSION:
		print_version(program);
		break;
	case MODE_CGROUP:
		status = cgkill(&options);
		break;
	case MODE_PROCESS:
		status = process_kill(&options);
		break;
	}
	if (report_finish() < 0 && status == EXIT_SUCCESS)
		status = EXIT_FAILURE;
	return status;
}
