/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/count.h"

#include "base/clock.h"
#include "engine/census.h"
#include "engine/event.h"

unsigned long count_listed(const struct job *job, const struct cgroup *cgroup)
{
	unsigned long listed;

	/* From the event that it was armed for on, nothing is looked at first. */
	if (!job->count.end || job->trigger.kill >= 0 || census_count(cgroup, job->count.end, &listed) < 0)
		return COUNT_UNKNOWN;
	return listed;
}

void count_add(struct job *job, enum method method, unsigned long processes)
{
	unsigned long *sum = &job->count.processes[method];

	job->count.used[method] = true;
	if (processes == COUNT_UNKNOWN || *sum == COUNT_UNKNOWN)
		*sum = COUNT_UNKNOWN;
	else
		*sum += processes;
}

void count_add_rest(struct job *job, enum method method, unsigned long listed)
{
	for (int i = 0; i < METHOD_COUNT && listed != COUNT_UNKNOWN; i++) {
		unsigned long others = job->count.processes[i];

		if (others == COUNT_UNKNOWN)
			listed = COUNT_UNKNOWN;
		else
			listed -= others < listed ? others : listed;
	}
	count_add(job, method, listed);
}

void count_delivery(struct job *job)
{
	if (job->count.by_delivery)
		count_add(job, job->count.by_delivery, job->sweep.delivery.signalled);
	job->count.by_delivery = METHOD_AUTO;
}

void count_tell(struct job *job)
{
	count_delivery(job);
	for (int i = 0; i < METHOD_COUNT && job->count.end; i++)
		if (job->count.used[i])
			event_emit(&(struct event){
				.kind = EVENT_SIGNALLED,
				.cgroup = job->name,
				.signal = job->message.signal,
				.method = (enum method)i,
				.count = job->count.processes[i],
			});
	job->count = (struct count){ .end = 0 };
}
