/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "survivors.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "census.h"
#include "nls.h"
#include "procfs.h"
#include "report.h"

#define NAMED 20

#define STATE_SIZE 256

struct tally {
	unsigned long named, others;
};

/* Where a process of a frozen v1 freezer cgroup sleeps; it does not take SIGKILL there. */
static bool is_frozen_by_v1(const struct process_info *info)
{
	return info->stat.state == 'D' && !strcmp(info->wait_channel, "__refrigerator");
}

/* In words, what keeps the process from ending. */
static void explain(const struct process_info *info, char state[static STATE_SIZE])
{
	const struct process_stat *stat = &info->stat;

	if (process_stat_is_kernel_thread(stat))
		snprintf(state, STATE_SIZE, "%s", _("kernel thread"));
	else if (info->tracer)
		snprintf(state, STATE_SIZE, _("traced by PID %d"), info->tracer);
	else if (stat->state == 'Z' && stat->threads > 1)
		snprintf(state, STATE_SIZE, "%s", _("main thread has exited, others live"));
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

static void report_one(struct tally *tally, pid_t pid)
{
	struct process_info info;
	char state[STATE_SIZE];

	if (tally->named == NAMED) {
		tally->others++;
		return;
	}
	if (procfs_describe(pid, &info) < 0)
		return;
	tally->named++;
	explain(&info, state);
	report_survivor(pid, &info, state);
}

static int see(pid_t pid, void *data)
{
	if (pid > 0 && pid != getpid())
		report_one(data, pid);
	return 0;
}

void survivors_report(const struct job *job)
{
	struct tally tally = { 0 };
	struct census census;

	if (census_take(&job->cgroup, &census) < 0)
		report_failure(job->name, 0, _("not empty in time"));
	else
		report_failure(job->name, 0,
			       P_("not empty in time, %lu process is left",
				  "not empty in time, %lu processes are left",
				  census.processes + census.hidden),
			       census.processes + census.hidden);
	if (census_for_each(&job->cgroup, see, &tally) < 0 || tally.others)
		report_failure(job->name, 0, P_("and %lu more", "and %lu more", tally.others),
			       tally.others);
	if (census.hidden)
		report_failure(job->name, 0,
			       P_("%lu of them is in another PID namespace",
				  "%lu of them are in other PID namespaces", census.hidden),
			       census.hidden);
}
