/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/trigger.h"

#include <stddef.h>

#include "base/cleanup.h"
#include "kernel/control.h"
#include "kernel/pressure.h"

static int open_watch(struct trigger *trigger, const struct cgroup *cgroup,
		      const struct condition *condition, int *watch)
{
	switch (condition->kind) {
	case CONDITION_OOM:
		*watch = oom_watch(cgroup->fd);
		if (*watch >= 0)
			return oom_count(*watch, &trigger->oom_kills);
		break;
	case CONDITION_PRESSURE:
		*watch = pressure_watch(cgroup->fd, &condition->pressure);
		break;
	default:
		return 0;
	}
	return *watch < 0 ? *watch : 0;
}

int trigger_arm(struct trigger *trigger, const struct cgroup *cgroup, const struct request *request,
		const struct condition **failed)
{
	int err = 0;

	*trigger = (struct trigger)TRIGGER_CLOSED;
	*failed = NULL;
	for (int i = 0; i < request->condition_count && !err; i++) {
		*failed = &request->conditions[i];
		err = open_watch(trigger, cgroup, *failed, &trigger->watches[i]);
	}
	if (err)
		return err;
	*failed = NULL;
	/* Without it, another method may do: that is found out when it is tried. */
	trigger->kill = cgroup_open_kill(cgroup);
	return 0;
}

const char *condition_file(const struct condition *condition)
{
	return condition->kind == CONDITION_PRESSURE ?
	       pressure_file(condition->pressure.resource) : OOM_FILE;
}

void trigger_disarm(struct trigger *trigger, const struct request *request)
{
	for (int i = 0; i < request->condition_count; i++)
		close_fd(&trigger->watches[i]);
	close_fd(&trigger->kill);
}

int64_t trigger_due(const struct request *request, int64_t start)
{
	int64_t due = INT64_MAX;

	for (int i = 0; i < request->condition_count; i++) {
		const struct condition *condition = &request->conditions[i];

		if (condition->kind == CONDITION_TIME && start + condition->milliseconds < due)
			due = start + condition->milliseconds;
	}
	return due;
}

void trigger_poll(const struct trigger *trigger, const struct request *request,
		  struct pollfd *polls)
{
	for (int i = 0; i < request->condition_count; i++)
		polls[i] = (struct pollfd){ .fd = trigger->watches[i], .events = POLLPRI };
}

static void lose(struct trigger *trigger, int *watch)
{
	close_fd(watch);
	trigger->lost++;
}

/* memory.events tells of much else, and POLLERR comes with every change. */
static bool has_killed(struct trigger *trigger, int *watch)
{
	unsigned long before = trigger->oom_kills;

	if (oom_count(*watch, &trigger->oom_kills) < 0) {
		lose(trigger, watch);
		return false;
	}
	return trigger->oom_kills != before;
}

static bool is_met(struct trigger *trigger, int *watch, const struct condition *condition,
		   short events, int64_t passed)
{
	if (condition->kind == CONDITION_TIME)
		return passed >= condition->milliseconds;
	if (*watch < 0 || !events)
		return false;
	if (condition->kind == CONDITION_OOM)
		return has_killed(trigger, watch);
	if (!(events & POLLERR))
		return true;
	lose(trigger, watch);
	return false;
}

bool trigger_is_met(struct trigger *trigger, const struct request *request,
		    const struct pollfd *polls, int64_t passed)
{
	for (int i = 0; i < request->condition_count && !trigger->met; i++)
		if (is_met(trigger, &trigger->watches[i], &request->conditions[i],
			   polls[i].revents, passed))
			trigger->met = &request->conditions[i];
	return trigger->met;
}
