/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/threaded.h"

#include <limits.h>

#include "base/file.h"
#include "engine/event.h"

void threaded_refuse(const char *name, const struct cgroup *cgroup)
{
	struct event event = { .kind = EVENT_THREADED, .cgroup = name };
	enum cgroup_kind kind;
	_cleanup_cgroup_ struct cgroup domain = CGROUP_CLOSED;
	char path[PATH_MAX];

	if (cgroup_open_domain(cgroup, &domain, &kind) == 0) {
		if (kind == CGROUP_ROOT)
			event.kind = EVENT_THREADED_ROOT;
		else if (kind == CGROUP_DOMAIN && file_path_of(domain.fd, path))
			event.name = path;
	}
	event_emit(&event);
}
