/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "show/progress.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "show/nls.h"
#include "show/output.h"
#include "show/report.h"
#include "show/terminal.h"

static bool shown;

static void rewrite_line(const char *text, size_t length)
{
	fprintf(output_begin(OUTPUT_ERRORS), "\r\033[K%.*s", (int)length, text);
	output_end(OUTPUT_ERRORS);
}

void progress_show(const struct event *waiting)
{
	int64_t seconds = (clock_milliseconds() - waiting->start) / 1000;
	struct winsize size;
	size_t length;
	FILE *stream;
	_cleanup_free_ char *line = NULL;

	/* It is out of date when a reader takes it at last. */
	if (output_is_stuck(OUTPUT_ERRORS))
		return;
	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) < 0 || !size.ws_col)
		return;
	stream = open_memstream(&line, &length);
	if (!stream)
		return;
	fprintf(stream, P_("%lu process left after %lld s", "%lu processes left after %lld s",
			   waiting->count),
		waiting->count, (long long)seconds);
	if (waiting->cgroups > 1) {
		fprintf(stream, P_(" in %d cgroup", " in %d cgroups",
				   (unsigned long)waiting->cgroups), waiting->cgroups);
	} else {
		fputs(": ", stream);
		report_name(stream, waiting->cgroup);
	}
	if (output_has_text(stream)) {
		rewrite_line(line, text_head(line, size.ws_col - 1));
		shown = true;
	}
	fclose(stream);
}

void progress_end(void)
{
	if (shown)
		rewrite_line("", 0);
	shown = false;
}
