/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "show/survivors.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "engine/census.h"
#include "kernel/process.h"
#include "kernel/procfs.h"
#include "show/nls.h"
#include "show/report.h"

#define NAMED 20

#define STATE_SIZE 256

struct survivors {
	pid_t pids[NAMED];
	unsigned long count, hidden;
};

/* Where a process in a frozen v1 freezer cgroup sleeps; SIGKILL has no effect on it there. */
static bool is_frozen_by_v1(const struct process_info *info)
{
	return info->stat.state == 'D' && !strcmp(info->wait_channel, "__refrigerator");
}

/* Explains what keeps the process from ending. */
static void explain_state(const struct process_info *info, char state[static STATE_SIZE])
{
	const struct process_stat *stat = &info->stat;

	if (process_stat_is_kernel_thread(stat))
		snprintf(state, STATE_SIZE, "%s", _("kernel thread"));
	else if (info->tracer)
		snprintf(state, STATE_SIZE, _("traced by PID %d"), info->tracer);
	else if (stat->state == 'Z' && stat->threads > 1)
		snprintf(state, STATE_SIZE, "%s",
			 _("main thread has exited, others still running"));
	else if (stat->state == 'Z')
		snprintf(state, STATE_SIZE, _("zombie whose parent PID %d does not wait for it"),
			 stat->parent);
	else if (is_frozen_by_v1(info))
		snprintf(state, STATE_SIZE, "%s", _("frozen by cgroup v1"));
	else if (stat->state == 'D')
		snprintf(state, STATE_SIZE, "%s", _("uninterruptible sleep"));
	else if (stat->state == 'T')
		snprintf(state, STATE_SIZE, "%s", _("stopped"));
	else if (stat->state == 'R')
		snprintf(state, STATE_SIZE, "%s", _("running"));
	else if (stat->state == 'S')
		snprintf(state, STATE_SIZE, "%s", _("sleeping"));
	else
		snprintf(state, STATE_SIZE, _("state %c"), stat->state);
}

static bool is_noted(const struct survivors *survivors, pid_t pid)
{
	for (unsigned long i = 0; i < survivors->count && i < NAMED; i++)
		if (survivors->pids[i] == pid)
			return true;
	return false;
}

static int note_survivor(pid_t pid, void *data)
{
	struct survivors *survivors = data;

	if (pid == 0) {
		survivors->hidden++;
	} else if (pid != getpid() && !is_noted(survivors, pid)) {
		if (survivors->count < NAMED)
			survivors->pids[survivors->count] = pid;
		survivors->count++;
	}
	return 0;
}

struct survivor {
	pid_t pid;
	struct process_info info;
};

/* "<pid> <name>: <state>, in <channel>, cgroup <name>" */
static void write_survivor(FILE *stream, const void *data)
{
	const struct survivor *survivor = data;
	const struct process_info *info = &survivor->info;
	char state[STATE_SIZE];

	explain_state(info, state);
	fprintf(stream, "%d ", survivor->pid);
	report_name(stream, info->name);
	fprintf(stream, ": %s", state);
	if (*info->wait_channel)
		fprintf(stream, _(", in %s"), info->wait_channel);
	if (*info->cgroup) {
		fputs(_(", cgroup "), stream);
		report_name(stream, info->cgroup);
	}
}

static void report_survivor(pid_t pid)
{
	struct survivor survivor = { .pid = pid };

	if (procfs_describe(pid, &survivor.info) == 0)
		report_line(write_survivor, &survivor);
}

void survivors_report(const struct job *job)
{
	struct survivors survivors = { .count = 0 };
	unsigned long others;
	int err = census_for_each(&job->cgroup, note_survivor, &survivors);

	report_failure(job->name, err,
		       P_("not empty in time; %lu process left",
			  "not empty in time; %lu processes left",
			  survivors.count + survivors.hidden),
		       survivors.count + survivors.hidden);
	for (unsigned long i = 0; i < survivors.count && i < NAMED && !procfs_problem(); i++)
		report_survivor(survivors.pids[i]);
	others = survivors.count > NAMED ? survivors.count - NAMED : 0;
	if (others)
		report_failure(job->name, 0, P_("and %lu more", "and %lu more", others), others);
	if (survivors.hidden)
		report_failure(job->name, 0,
			       P_("%lu of them is in another PID namespace",
				  "%lu of them are in other PID namespaces", survivors.hidden),
			       survivors.hidden);
}
