/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kill(1) for processes and for whole cgroups. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/options.h"
#include "cli/usage.h"
#include "modes/cgroups.h"
#include "modes/listing.h"
#include "modes/processes.h"
#include "show/events.h"
#include "show/report.h"

/*
 * If a standard stream is closed, the first file to be opened takes its place and our messages
 * are written into it: cgroup.freeze, for example. Writing to the /dev/null opened here still
 * fails, so a closed output remains an error.
 */
static void fill_standard_streams(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF)
			(void)open("/dev/null", O_RDONLY);
}

int main(int argc, char **argv)
{
	const char *program = options_named_cgkill(argv[0]) ? "cgkill" : "kill";
	struct options options;
	int status = EXIT_SUCCESS, err;

	fill_standard_streams();
	report_setup(program, false);
	event_listen(events_show);
	err = options_parse(argc, argv, &options);
	if (err) {
		if (err == -ENODATA)
			usage_print_synopsis(stderr, program);
		return EXIT_FAILURE;
	}
	report_setup(program, options.verbose);
	/* Even if nobody reads the messages, or they cannot be written, the work must be done. */
	if ((options.mode == MODE_CGROUP || options.mode == MODE_PROCESS) && !options.print &&
	    !options.dry_run)
		report_hold();
	switch (options.mode) {
	case MODE_HELP:
		usage_print(program);
		break;
	case MODE_VERSION:
		usage_print_version(program);
		break;
	case MODE_CGROUP:
		status = cgroups_signal(&options);
		break;
	case MODE_PROCESS:
		status = processes_signal(&options);
		break;
	case MODE_STATE:
		status = processes_show_state(&options);
		break;
	case MODE_LIST:
		status = listing_list(&options);
		break;
	case MODE_TABLE:
		listing_table();
		break;
	case MODE_DESCRIBE:
		status = listing_describe(&options);
		break;
	}
	if (report_finish() < 0 && status == EXIT_SUCCESS)
		status = EXIT_FAILURE;
	return status;
}
