/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "modes/print.h"

#include <errno.h>
#include <stdbool.h>

#include "base/pidset.h"
#include "engine/census.h"
#include "kernel/process.h"
#include "kernel/tree.h"
#include "show/nls.h"
#include "show/report.h"

/* How many times a tree that changes during a walk is read. */
#define WALKS 10

struct printing {
	const struct message *message;
	bool found;		/* a process, now or for an earlier job */
	unsigned long hidden;	/* those that the PID namespace does not show */
	int error;		/* of the first cgroup that could not be read */
};

static int print_process(pid_t pid, void *data)
{
	static struct pidset printed;
	struct printing *printing = data;

	if (pid == 0) {
		printing->hidden++;
		return 0;
	}
	if (message_is_dropped(printing->message, pid))
		return 0;
	if (!pidset_has(&printed, pid)) {
		if (procfs_is_kernel_thread(pid))
			return 0;
		pidset_add(&printed, pid);
		report_pid(pid);
	}
	printing->found = true;
	return 0;
}

/* A cgroup that cannot be read does not hide the others. */
static int print_cgroup(const struct cgroup *cgroup, void *data)
{
	struct printing *printing = data;
	int err = census_of_one(cgroup, print_process, printing);

	if (!printing->error)
		printing->error = err;
	return 0;
}

void print_processes(struct job *job, const struct message *message)
{
	struct printing printing = { .message = message };
	int err = -ESTALE;

	for (int i = 0; i < WALKS && err == -ESTALE; i++) {
		printing.hidden = 0;
		printing.error = 0;
		err = tree_walk(&job->cgroup, print_cgroup, &printing);
		if (printing.error)
			err = printing.error;
	}
	if (err) {
		report_failure(job->name, err, _("cannot list all processes"));
		job->outcome = OUTCOME_FAILED;
	} else if (printing.hidden) {
		report_failure(job->name, 0,
			       P_("%lu process in another PID namespace has no PID in this one",
				  "%lu processes in other PID namespaces have no PID in this one",
				  printing.hidden),
			       printing.hidden);
		job->outcome = printing.found ? OUTCOME_SOME : OUTCOME_FAILED;
	}
}
