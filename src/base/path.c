/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/path.h"

#include <string.h>

bool path_has_component(const char *path, const char *name)
{
	size_t length = strlen(name);

	while (*path) {
		size_t component;

		path += strspn(path, "/");
		component = strcspn(path, "/");
		if (component && component == length && !strncmp(path, name, length))
			return true;
		path += component;
	}
	return false;
}

/* Whether the path begins with "/..": that is above what the path begins at. */
static bool leads_up(const char *path)
{
	return strncmp(path, "/..", 3) == 0 && (!path[3] || path[3] == '/');
}

bool path_is_within(const char *path, const char *top)
{
	size_t length = strcmp(top, "/") ? strlen(top) : 0;

	if (*top != '/' || strncmp(path, top, length) != 0)
		return false;
	path += length;
	return !*path || (*path == '/' && !leads_up(path));
}
