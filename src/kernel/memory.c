/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/memory.h"

#include <ctype.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "kernel/mountinfo.h"
#include "kernel/procfs.h"

/* The directory of the caller's cgroup in the hierarchy with the controller. */
struct place {
	const char *file;	/* that has the limit */
	char path[PATH_MAX];
	size_t top;		/* the length of the mount point in it */
};

static bool find_place(struct place *place)
{
	const char *controller = "memory";
	char name[PATH_MAX];
	int err = procfs_cgroup_v1(0, controller, name);

	place->file = "/memory.limit_in_bytes";
	if (err) {
		controller = NULL;
		err = procfs_cgroup(0, name);
		place->file = "/memory.max";
	}
	return !err && !mountinfo_cgroup(controller, name, place->path, &place->top);
}

/* Without a limit it says "max", or a number larger than any memory. */
static uint64_t limit_of(struct place *place)
{
	size_t length = strlen(place->path);
	char text[32];
	ssize_t got;

	if (length + strlen(place->file) >= sizeof(place->path))
		return UINT64_MAX;
	strcpy(place->path + length, place->file);
	got = file_read_at(AT_FDCWD, place->path, text, sizeof(text));
	place->path[length] = '\0';
	return got > 0 && isdigit((unsigned char)*text) ? strtoull(text, NULL, 10) : UINT64_MAX;
}

/* Returns false at the top. */
static bool go_up(struct place *place)
{
	char *slash = strrchr(place->path, '/');

	if (!slash || slash < place->path + place->top)
		return false;
	*slash = '\0';
	return true;
}

uint64_t memory_limit(void)
{
	uint64_t lowest = UINT64_MAX;
	struct place place;

	if (!find_place(&place))
		return lowest;
	do {
		uint64_t limit = limit_of(&place);

		if (limit < lowest)
			lowest = limit;
	} while (go_up(&place));
	return lowest;
}
