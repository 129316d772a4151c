/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/mountinfo.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/file.h"

struct mountinfo {
	int fd;
	size_t position, length;	/* the unread part of the text */
	char text[1024];
};

/* A line: "36 35 0:29 /a /mnt rw shared:1 - cgroup cgroup rw,freezer". */
struct mount {
	uint64_t id;
	dev_t device;
	char root[4];			/* as far as it fits */
	char options[MOUNT_OPTIONS_SIZE];
};

/* The next byte, or -1 at the end. */
static int next_byte(struct mountinfo *file)
{
	if (file->position == file->length) {
		ssize_t got = file_read(file->fd, file->text, sizeof(file->text));

		if (got <= 0)
			return -1;
		file->position = 0;
		file->length = (size_t)got;
	}
	return (unsigned char)file->text[file->position++];
}

/* Reads one word; what does not fit is left out. Returns the byte after it. */
static int read_word(struct mountinfo *file, char *word, size_t size)
{
	size_t length = 0;
	int byte;

	for (byte = next_byte(file); byte > ' '; byte = next_byte(file))
		if (length < size - 1)
			word[length++] = (char)byte;
	word[length] = '\0';
	return byte;
}

/* The words after the root are only counted up to the last one, the options. */
static bool next_mount(struct mountinfo *file, struct mount *mount)
{
	char number[24], ignored[2], device[24];
	unsigned int major, minor;

	read_word(file, number, sizeof(number));
	read_word(file, ignored, sizeof(ignored));
	read_word(file, device, sizeof(device));
	if (read_word(file, mount->root, sizeof(mount->root)) != ' ' ||
	    sscanf(device, "%u:%u", &major, &minor) != 2)
		return false;
	mount->id = strtoull(number, NULL, 10);
	mount->device = makedev(major, minor);
	while (read_word(file, mount->options, sizeof(mount->options)) == ' ')
		;
	return true;
}

static bool find_mount(uint64_t id, dev_t device, struct mount *mount)
{
	_cleanup_close_ int fd = open("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC);
	struct mountinfo file = { .fd = fd };

	while (fd >= 0 && next_mount(&file, mount))
		if (id ? mount->id == id : mount->device == device)
			return true;
	return false;
}

/* For a mount that is not, the root is given as "/.." (cgroup_namespaces(7)). */
bool mountinfo_is_within_namespace(uint64_t id)
{
	struct mount mount;

	return find_mount(id, 0, &mount) && strcmp(mount.root, "/..") != 0;
}

int mountinfo_options(dev_t device, char options[static MOUNT_OPTIONS_SIZE])
{
	struct mount mount;

	if (!find_mount(0, device, &mount))
		return -ENODATA;
	memcpy(options, mount.options, MOUNT_OPTIONS_SIZE);
	return 0;
}
