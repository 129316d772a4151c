/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/pressure.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "kernel/cgroup.h"

static const char *const files[] = {
	[RESOURCE_MEMORY] = "memory.pressure",
	[RESOURCE_CPU] = "cpu.pressure",
	[RESOURCE_IO] = "io.pressure",
};

const char *pressure_file(enum resource resource)
{
	return files[resource];
}

/* In microseconds; the kernel takes a text that ends with a newline or NUL. */
static int write_pressure(int fd, const struct pressure *pressure)
{
	char text[64];
	int length = snprintf(text, sizeof(text), "%s %llu %llu\n", pressure->full ? "full" : "some",
			      (unsigned long long)pressure->stall * 1000,
			      (unsigned long long)pressure->window * 1000);

	return write(fd, text, (size_t)length) < 0 ? -errno : 0;
}

int pressure_watch(int fd, const struct pressure *pressure)
{
	_cleanup_close_ int watch = cgroup_open_file(fd, pressure_file(pressure->resource), O_RDWR);
	int err;

	if (watch < 0)
		return watch;
	err = write_pressure(watch, pressure);
	return err ? err : take_fd(&watch);
}

int oom_watch(int fd)
{
	return cgroup_open_file(fd, OOM_FILE, O_RDONLY);
}

#define KEY "oom_kill "

int oom_count(int watch_fd, unsigned long *count)
{
	char text[512];
	ssize_t length = pread(watch_fd, text, sizeof(text) - 1, 0);
	const char *line;

	if (length < 0)
		return -errno;
	text[length] = '\0';
	/* Other keys end, or begin, the same way: oom_group_kill. */
	for (line = text; strncmp(line, KEY, strlen(KEY)) != 0; line++) {
		line = strchr(line, '\n');
		if (!line)
			return -EBADMSG;
	}
	return sscanf(line + strlen(KEY), "%lu", count) == 1 ? 0 : -EBADMSG;
}
