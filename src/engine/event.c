/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/event.h"

#include <stddef.h>

static event_listener *listener;
static bool is_muted;

void event_listen(event_listener *new_listener)
{
	listener = new_listener;
}

void event_emit(const struct event *event)
{
	if (listener && !is_muted)
		listener(event);
}

void event_mute(bool muted)
{
	is_muted = muted;
}

void event_tell(enum event_kind kind, const char *cgroup, int err)
{
	const struct event event = { .kind = kind, .cgroup = cgroup, .err = err };

	event_emit(&event);
}
