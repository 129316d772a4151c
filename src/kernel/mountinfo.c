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
#include "base/path.h"

struct mountinfo {
	int fd;
	size_t position, length;	/* the unread part of the text */
	char text[1024];
};

/* A line: "36 35 0:29 /a /mnt rw shared:1 - cgroup cgroup rw,freezer". */
struct mount {
	uint64_t id;
	dev_t device;
	char root[PATH_MAX];		/* these as far as they fit */
	char point[PATH_MAX];
	char type[8];
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

/* What follows a backslash: three octal digits, for blanks and the like. */
static char next_escaped(struct mountinfo *file)
{
	int value = 0;

	for (int i = 0; i < 3; i++)
		value = value * 8 + next_byte(file) - '0';
	return (char)value;
}

/*
 * Reads one word; what does not fit is left out. Returns the byte after it. Within a word, the kernel
 * escapes only blanks, tabs, newlines and backslashes; other control characters stand as they are.
 */
static int read_word(struct mountinfo *file, char *word, size_t size)
{
	size_t length = 0;
	int byte;

	for (byte = next_byte(file); byte >= 0 && byte != ' ' && byte != '\n'; byte = next_byte(file)) {
		char value = byte == '\\' ? next_escaped(file) : (char)byte;

		if (length < size - 1)
			word[length++] = value;
	}
	word[length] = '\0';
	return byte;
}

/* From the mount's own options on: optional ones, a dash, the type, the source, and the options. */
static void read_file_system(struct mountinfo *file, struct mount *mount)
{
	bool after_dash = false;

	*mount->type = '\0';
	while (read_word(file, mount->options, sizeof(mount->options)) == ' ') {
		if (after_dash)
			snprintf(mount->type, sizeof(mount->type), "%.7s", mount->options);
		after_dash = !strcmp(mount->options, "-");
	}
}

static bool next_mount(struct mountinfo *file, struct mount *mount)
{
	char number[24], ignored[2], device[24];
	unsigned int major, minor;

	read_word(file, number, sizeof(number));
	read_word(file, ignored, sizeof(ignored));
	read_word(file, device, sizeof(device));
	if (read_word(file, mount->root, sizeof(mount->root)) != ' ' ||
	    read_word(file, mount->point, sizeof(mount->point)) != ' ' ||
	    sscanf(device, "%u:%u", &major, &minor) != 2)
		return false;
	mount->id = strtoull(number, NULL, 10);
	mount->device = makedev(major, minor);
	read_file_system(file, mount);
	return true;
}

/* What is looked for: the others are not set. */
struct wanted {
	uint64_t id;
	dev_t device;
	const char *cgroup;		/* one that it shows, */
	const char *controller;		/* with this in cgroup v1 */
};

static bool has_option(const char *options, const char *name)
{
	size_t length = strlen(name);

	for (; *options; options += strcspn(options, ","), options += *options == ',')
		if (strcspn(options, ",") == length && !strncmp(options, name, length))
			return true;
	return false;
}

static bool shows_cgroup(const struct mount *mount, const struct wanted *wanted)
{
	const char *type = wanted->controller ? "cgroup" : "cgroup2";

	return !strcmp(mount->type, type) && path_is_within(wanted->cgroup, mount->root) &&
	       (!wanted->controller || has_option(mount->options, wanted->controller));
}

static bool is_wanted(const struct mount *mount, const struct wanted *wanted)
{
	if (wanted->cgroup)
		return shows_cgroup(mount, wanted);
	return wanted->id ? mount->id == wanted->id : mount->device == wanted->device;
}

static bool find_mount(const struct wanted *wanted, struct mount *mount)
{
	_cleanup_close_ int fd = open("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC);
	struct mountinfo file = { .fd = fd };

	while (fd >= 0 && next_mount(&file, mount))
		if (is_wanted(mount, wanted))
			return true;
	return false;
}

/* For a mount that is not, the root is given as "/.." (cgroup_namespaces(7)). */
bool mountinfo_is_within_namespace(uint64_t id)
{
	const struct wanted wanted = { .id = id };
	struct mount mount;

	return find_mount(&wanted, &mount) && strncmp(mount.root, "/..", 3) != 0;
}

int mountinfo_options(dev_t device, char options[static MOUNT_OPTIONS_SIZE])
{
	const struct wanted wanted = { .device = device };
	struct mount mount;

	if (!find_mount(&wanted, &mount))
		return -ENODATA;
	memcpy(options, mount.options, MOUNT_OPTIONS_SIZE);
	return 0;
}

int mountinfo_cgroup(const char *controller, const char *name, char path[static PATH_MAX],
		     size_t *top)
{
	const struct wanted wanted = { .cgroup = name, .controller = controller };
	struct mount mount;
	int length;

	if (!find_mount(&wanted, &mount))
		return -ENODATA;
	*top = strlen(mount.point);
	length = snprintf(path, PATH_MAX, "%s%s", mount.point,
			  strcmp(mount.root, "/") ? name + strlen(mount.root) : name);
	return length < PATH_MAX ? 0 : -ENAMETOOLONG;
}
