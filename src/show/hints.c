/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "show/hints.h"

#include <stdio.h>

#include "base/cleanup.h"
#include "show/nls.h"
#include "show/report.h"

struct failure {
	const char *message;
	const struct hint *hint;
};

static void write_hint(FILE *stream, const struct hint *hint)
{
	_cleanup_free_ char *text = report_escape(hint->text);

	fputs("; ", stream);
	switch (hint->kind) {
	case HINT_MEANT:
		fprintf(stream, _("did you mean %s?"), text ? text : "");
		break;
	case HINT_THREAD:
		fprintf(stream, _("that is a thread, and its process is %s"), text ? text : "");
		break;
	case HINT_MOUNT:
		fprintf(stream, _("cgroup2 is mounted on %s"), text ? text : "");
		break;
	default:
		fputs(_("only a shell knows its jobs: write their PIDs, which \"jobs -l\" shows"),
		      stream);
		break;
	}
}

static void write_failure(FILE *stream, const void *data)
{
	const struct failure *failure = data;

	fputs(failure->message, stream);
	if (failure->hint && failure->hint->kind != HINT_NONE)
		write_hint(stream, failure->hint);
}

void hints_report(const char *subject, const char *message, const struct hint *hint)
{
	const struct failure failure = { message, hint };

	report_failure_as(subject, write_failure, &failure);
}
