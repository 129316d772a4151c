/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cgroup.events, keys with a value of 0 or 1, and cgroup.freeze, which is a single digit. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "kernel/control.h"
#include "kernel/version.h"

static const struct cgroup cgroup = { .fd = -1, .version = &version2 };

/* The value of the first line with that key: 0, 1, or -EBADMSG. */
static int expected_flag(const char *text, const char *key)
{
	char *lines, *pattern, *found;
	int flag = -EBADMSG;

	if (asprintf(&lines, "\n%s\n", text) < 0 || asprintf(&pattern, "\n%s ", key) < 0)
		abort();
	found = strstr(lines, pattern);
	if (found) {
		found += strlen(pattern);
		if (!strncmp(found, "0\n", 2))
			flag = 0;
		else if (!strncmp(found, "1\n", 2))
			flag = 1;
	}
	free(pattern);
	free(lines);
	return flag;
}

static void check_flag(const char *text, const char *key)
{
	int expected = expected_flag(text, key), result;
	bool value = false;

	result = cgroup_parse_flag(text, key, &value);
	fuzz_check(result == (expected < 0 ? expected : 0));
	fuzz_check(result < 0 || value == expected);
}

static void check_freeze(const uint8_t *data, size_t size)
{
	bool frozen, digit = size == 2 && (data[0] == '0' || data[0] == '1');
	int result;

	fuzz_serve("cgroup.freeze", data, size, 0);
	result = cgroup_get_freeze(&cgroup, &frozen);
	fuzz_check(result == (digit ? 0 : -EBADMSG));
	fuzz_check(result < 0 || frozen == (data[0] == '1'));
}

/* Read from files, of which no more than this is used. */
#define READ_SIZE 255

static void check_files(const uint8_t *data, size_t size)
{
	char *read = fuzz_string(data, size < READ_SIZE ? size : READ_SIZE);

	fuzz_serve("cgroup.events", data, size, 0);
	fuzz_check(cgroup_populated(&cgroup, cgroup_open_events(&cgroup)) ==
		   expected_flag(read, "populated"));
	fuzz_check(cgroup_is_frozen(&cgroup) == (expected_flag(read, "frozen") == 1));
	fuzz_serve("cgroup.events", data, size, ENODEV);
	fuzz_check(size || cgroup_populated(&cgroup, cgroup_open_events(&cgroup)) == 0);
	free(read);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_string(data, size);

	check_flag(text, "populated");
	check_flag(text, "frozen");
	check_flag(text, "");
	check_freeze(data, size);
	check_files(data, size);
	free(text);
	return 0;
}
