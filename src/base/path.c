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
