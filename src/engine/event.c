/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/event.h"

#include <stddef.h>

static event_listener *listener;

void event_listen(event_listener *new_listener)
{
	listener = new_listener;
}

void event_emit(const struct event *event)
{
	if (listener)
		listener(event);
}

void event_tell(enum event_kind kind, const char *cgroup, int err)
{
	const struct event event = { .kind = kind, .cgroup = cgroup, .err = err };

	event_emit(&event);
}
