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
#include "show/report.h"
#include "show/terminal.h"

static bool shown;

void progress_show(const struct event *waiting)
{
	int64_t seconds = (clock_milliseconds() - waiting->start) / 1000;
	struct winsize size;
	size_t length;
	FILE *stream;
	_cleanup_free_ char *line = NULL;

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
	if (fclose(stream) == 0)
		fprintf(stderr, "\r\033[K%.*s",
			(int)text_head(line, size.ws_col - 1), line);
	fflush(stderr);
	shown = true;
}

void progress_end(void)
{
	if (!shown)
		return;
	shown = false;
	fputs("\r\033[K", stderr);
	fflush(stderr);
}
