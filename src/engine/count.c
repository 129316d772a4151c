/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/count.h"

#include "base/clock.h"
#include "engine/census.h"
#include "engine/event.h"

unsigned long count_listed(const struct job *job, const struct cgroup *cgroup)
{
	unsigned long listed;

	/* From the event that it was armed for on, nothing is looked at first. */
	if (!job->count.end || job->trigger.kill >= 0 ||
	    census_count(cgroup, &job->message, job->count.end, &listed) < 0)
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
	job->count.by_lists = method;
}

void count_add_killed(struct job *job, unsigned long listed)
{
	count_add(job, METHOD_KERNEL, listed);
	job->count.by_lists = METHOD_KERNEL;
}

/*
 * Whom the last walk has seen and not signalled. From cgroup.kill only kernel threads are safe, and
 * those who exit because of it may refuse a signal.
 */
static unsigned long count_left_out(const struct job *job)
{
	const struct delivery *delivery = &job->sweep.delivery;

	return job->count.by_lists == METHOD_KERNEL ? delivery->kernel_threads :
	       delivery->kernel_threads + delivery->hidden + delivery->failed;
}

static void subtract_left_out(struct job *job)
{
	unsigned long *sum = &job->count.processes[job->count.by_lists];
	unsigned long left_out = count_left_out(job);

	if (*sum != COUNT_UNKNOWN)
		*sum -= left_out < *sum ? left_out : *sum;
}

void count_delivery(struct job *job)
{
	if (job->count.by_delivery)
		count_add(job, job->count.by_delivery, job->sweep.delivery.signalled);
	if (job->count.by_lists)
		subtract_left_out(job);
	job->count.by_delivery = job->count.by_lists = METHOD_AUTO;
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
