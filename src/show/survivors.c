/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "show/survivors.h"

#include <errno.h>
#include <stdio.h>

#include "base/cleanup.h"
#include "base/signals.h"
#include "kernel/procfs.h"
#include "show/nls.h"
#include "show/report.h"

static void write_state(FILE *stream, char state)
{
	switch (state) {
	case 'R':
		fputs(_("running"), stream);
		break;
	case 'S':
		fputs(_("sleeping"), stream);
		break;
	case 'D':
		fputs(_("uninterruptible sleep"), stream);
		break;
	case 'T':
		fputs(_("stopped"), stream);
		break;
	default:
		fprintf(stream, _("state %c"), state);
		break;
	}
}

/* The state, and what the process does about the signal. */
static void write_disobedience(FILE *stream, const struct survivor *survivor, int signal)
{
	char name[SIGNAL_NAME_SIZE];

	signal_name(signal, name);
	write_state(stream, survivor->info.stat.state);
	fputs(", ", stream);
	if (survivor->hold == HOLD_BLOCKED)
		fprintf(stream, _("blocks %s"), name);
	else if (survivor->hold == HOLD_IGNORED)
		fprintf(stream, _("ignores %s"), name);
	else
		fprintf(stream, _("handles %s itself"), name);
}

/* Explains what keeps the process from ending. */
static void write_hold(FILE *stream, const struct survivor *survivor, int signal)
{
	_cleanup_free_ char *by_name = report_escape(survivor->by_name);
	_cleanup_free_ char *by_cgroup = report_escape(survivor->by_cgroup);
	const char *by = by_name ? by_name : "", *freezer = by_cgroup ? by_cgroup : "";
	char name[SIGNAL_NAME_SIZE];

	switch (survivor->hold) {
	case HOLD_KERNEL_THREAD:
		fputs(_("kernel thread"), stream);
		break;
	case HOLD_INIT:
		signal_name(signal, name);
		fprintf(stream, _("the init of this PID namespace, which takes no %s from within it"),
			name);
		break;
	case HOLD_HEADLESS:
		fputs(_("main thread has exited, others still running"), stream);
		break;
	case HOLD_CORE:
		fputs(_("dumping core"), stream);
		break;
	case HOLD_ZOMBIE:
		fprintf(stream, _("exiting, once parent PID %d (%s) waits for its zombie, PID %d"),
			survivor->by, by, survivor->zombie);
		break;
	case HOLD_EXITING:
		fputs(_("exiting"), stream);
		break;
	case HOLD_FROZEN_V1:
		fprintf(stream, _("frozen by %s (cgroup v1); it cannot end before it is thawed"),
			freezer);
		break;
	case HOLD_TRACER:
		fprintf(stream, _("traced by PID %d (%s)"), survivor->by, by);
		break;
	case HOLD_FROZEN:
		if (*freezer)
			fprintf(stream, _("frozen by %s; KILL would end it"), freezer);
		else
			fputs(_("frozen by a cgroup further up; KILL would end it"), stream);
		break;
	case HOLD_BLOCKED:
	case HOLD_IGNORED:
	case HOLD_CAUGHT:
		write_disobedience(stream, survivor, signal);
		break;
	default:
		write_state(stream, survivor->info.stat.state);
		break;
	}
}

struct line {
	const struct survivor *survivor;
	int signal;
};

/* "<pid> <name>: <state>, in <channel>, cgroup <name>" */
static void write_survivor(FILE *stream, const void *data)
{
	const struct line *line = data;
	const struct process_info *info = &line->survivor->info;

	fprintf(stream, "%d ", line->survivor->pid);
	report_name(stream, info->name);
	fputs(": ", stream);
	write_hold(stream, line->survivor, line->signal);
	if (*info->wait_channel)
		fprintf(stream, _(", in %s"), info->wait_channel);
	if (*info->cgroup) {
		fputs(_(", cgroup "), stream);
		report_name(stream, info->cgroup);
	}
}

static void report_all(const struct job *job, const struct survivors *survivors, int err)
{
	unsigned long all = survivors_left(survivors), others = 0;

	if (!err && !all)
		report_failure(job->name, 0,
			       _("not empty in time; no process is listed, some may be exiting"));
	else
		report_failure(job->name, err, P_("not empty in time; %lu process left",
						  "not empty in time; %lu processes left", all),
			       all);
	for (unsigned long i = 0; i < survivors->count && i < SURVIVORS_DESCRIBED; i++) {
		const struct line line = { &survivors->described[i], job->message.signal };

		if (line.survivor->info.stat.state)
			report_line(write_survivor, &line);
	}
	if (survivors->count > SURVIVORS_DESCRIBED)
		others = survivors->count - SURVIVORS_DESCRIBED;
	if (others)
		report_failure(job->name, 0, P_("and %lu more", "and %lu more", others), others);
	if (survivors->hidden)
		report_failure(job->name, 0,
			       P_("%lu of them is in another PID namespace",
				  "%lu of them are in other PID namespaces", survivors->hidden),
			       survivors->hidden);
}

void survivors_report(const struct job *job, const struct survivors *survivors, int err)
{
	if (survivors)
		report_all(job, survivors, err);
	else
		report_failure(job->name, err, "%s", _("cannot list all processes"));
}
