/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/PID/cgroup, one line for each hierarchy, and the names of cgroups in it. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "fuzz.h"
#include "kernel/procfs.h"

/* The rest of the first line that begins with "0::", to be freed, or NULL. */
static char *expected_name(const char *text)
{
	char *lines, *found, *name = NULL;

	if (asprintf(&lines, "\n%s", text) < 0)
		abort();
	found = strstr(lines, "\n0::");
	if (found)
		name = fuzz_string(found + 4, strcspn(found + 4, "\n"));
	free(lines);
	return name;
}

static void check_text(const char *text, const char *expected)
{
	char *copy = fuzz_string(text, strlen(text)), *name = procfs_parse_membership(copy);

	fuzz_check(!name == !expected);
	fuzz_check(!name || (expected && !strcmp(name, expected)));
	free(copy);
}

/* Whether one of the words between commas is the controller. */
static bool expected_in_list(char *list, const char *controller)
{
	char *word;
	bool found = false;

	while ((word = strsep(&list, ",")))
		found |= !strcmp(word, controller);
	return found;
}

/* "12:cpu,cpuacct:/name", the first such line with the controller; to be freed, or NULL. */
static char *expected_name_v1(const char *text, const char *controller)
{
	char *copy = fuzz_string(text, strlen(text)), *rest = copy, *line, *name = NULL;

	while (!name && (line = strsep(&rest, "\n"))) {
		char *list = strchr(line, ':'), *end = list ? strchr(list + 1, ':') : NULL;

		if (!list || strspn(line, "0123456789") != (size_t)(list - line))
			continue;
		if (end)
			*end = '\0';
		if (!expected_in_list(list + 1, controller))
			continue;
		if (end)
			name = fuzz_string(end + 1, strlen(end + 1));
		else
			break;
	}
	free(copy);
	return name;
}

static void check_v1(const char *text, const char *controller)
{
	char *copy = fuzz_string(text, strlen(text)), *expected = expected_name_v1(text, controller);
	const char *name = procfs_parse_membership_v1(copy, controller);

	fuzz_check(!name == !expected);
	fuzz_check(!name || (expected && !strcmp(name, expected)));
	free(expected);
	free(copy);
}

/* The space that the reader has for all lines. */
#define READ_SIZE 32767

static int expected_result(const char *expected, size_t size)
{
	if (size >= READ_SIZE)
		return -ENAMETOOLONG;
	if (!expected)
		return -ENODATA;
	return strlen(expected) >= PATH_MAX - 1 ? -ENAMETOOLONG : 0;
}

static void check_file(const uint8_t *data, size_t size, const char *expected)
{
	char name[PATH_MAX];
	int result;

	fuzz_serve("cgroup", data, size, 0);
	result = procfs_cgroup(7, name);
	fuzz_check(result == expected_result(expected, size));
	fuzz_check(result < 0 || !strcmp(name, expected));
}

/* Whether the path has the name between slashes, or between a slash and an end. */
static bool expected_component(const char *path, const char *name)
{
	char *whole, *pattern;
	bool found;

	if (asprintf(&whole, "/%s/", path) < 0 || asprintf(&pattern, "/%s/", name) < 0)
		abort();
	found = *name && !strchr(name, '/') && strstr(whole, pattern);
	free(pattern);
	free(whole);
	return found;
}

/* Every tail of the path is a name, too, and most of them are not components. */
static void check_components(const char *path)
{
	fuzz_check(path_has_component(path, "..") == expected_component(path, ".."));
	for (const char *name = path; *name; name++)
		fuzz_check(path_has_component(path, name) == expected_component(path, name));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_string(data, size);
	char *expected = expected_name(text);

	check_text(text, expected);
	check_v1(text, "cpu");
	check_v1(text, "name=systemd");
	check_file(data, size, expected);
	if (expected && strlen(expected) < 256)
		check_components(expected);
	free(expected);
	free(text);
	return 0;
}
