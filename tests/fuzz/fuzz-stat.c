/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/PID/stat and comm: what processes are, and the names that they choose. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "kernel/process.h"

/* Fields after the name, counted from the state; how many are required. */
enum { STATE, PARENT, FLAGS = 6, THREADS = 17, FIELDS };

/* Reads a decimal number in the range and the separator after it. */
static bool take_number(const char **text, int64_t min, int64_t max, int64_t *number)
{
	bool negative = **text == '-';
	int64_t value = 0;

	*text += negative;
	if (**text < '0' || **text > '9')
		return false;
	for (; **text >= '0' && **text <= '9'; ++*text) {
		value = value * 10 + (**text - '0');
		if (value > UINT_MAX)
			return false;
	}
	*number = negative ? -value : value;
	if (*number < min || *number > max || (**text && **text != ' '))
		return false;
	*text += **text == ' ';
	return true;
}

/* Whether the text is what the kernel writes, with numbers of at most 32 bits. */
static bool understand(const char *text, struct process_stat *stat)
{
	const char *rest = strrchr(text, ')');
	int64_t fields[FIELDS];

	if (!rest || rest[1] != ' ' || rest[2] <= ' ' || rest[3] != ' ')
		return false;
	stat->state = rest[2];
	rest += 4;
	for (int i = PARENT; i < FIELDS; i++) {
		bool is_unsigned = i >= FLAGS && i <= 11;

		if (!take_number(&rest, is_unsigned ? 0 : INT_MIN, is_unsigned ? UINT_MAX : INT_MAX,
				 &fields[i]))
			return false;
	}
	stat->parent = (pid_t)fields[PARENT];
	stat->flags = (unsigned int)fields[FLAGS];
	stat->threads = (long)fields[THREADS];
	return true;
}

static bool same(const struct process_stat *one, const struct process_stat *other)
{
	return one->state == other->state && one->parent == other->parent &&
	       one->flags == other->flags && one->threads == other->threads;
}

static void check_stat(const char *text)
{
	struct process_stat expected, stat;
	int result = procfs_parse_stat(text, &stat);

	fuzz_check(result == 0 || result == -EBADMSG);
	if (understand(text, &expected))
		fuzz_check(result == 0 && same(&stat, &expected));
	if (!strchr(text, ')'))
		fuzz_check(result < 0);
}

/* The kernel's limit, and the program's for what it shows. */
#define COMM_LENGTH 15

/* A process whose program has that name, the start of which the kernel keeps as comm. */
static void serve_named(const char *name, char **stat_text)
{
	static char comm[COMM_LENGTH + 2];
	size_t length = strnlen(name, COMM_LENGTH);
	int size;

	memcpy(comm, name, length);
	comm[length] = '\n';
	size = asprintf(stat_text, "7 (%.*s) S 12 7 7 34816 7 4194304 210 0 0 0 0 0 0 0 20 0 "
			"3 0 88 2580480 230\n", (int)length, name);
	if (size < 0)
		abort();
	fuzz_serve("stat", *stat_text, (size_t)size, 0);
	fuzz_serve("comm", comm, length + 1, 0);
	fuzz_serve("cmdline", name, strlen(name) + 1, 0);
}

/* Whatever the name is, it does not affect the rest, and is found again. */
static void check_name(const char *name)
{
	const struct process_stat expected = {
		.state = 'S', .parent = 12, .flags = 4194304, .threads = 3,
	};
	size_t length = strlen(name);
	char shown[PROCESS_NAME_SIZE], *text, *other = malloc(length + 2);
	struct process_stat stat;

	if (!other)
		abort();
	serve_named(name, &text);
	fuzz_check(procfs_identify(7, shown, &stat) == 0 && same(&stat, &expected));
	fuzz_check(strlen(shown) == strnlen(name, COMM_LENGTH));
	fuzz_check(!strncmp(shown, name, strlen(shown)));

	/* A program is started by its path, so no name contains a slash. */
	if (length && !strchr(name, '/')) {
		fuzz_check(procfs_is_named(7, name, true));
		sprintf(other, "%sx", name);
		fuzz_check(!procfs_is_named(7, other, true));
		/* The part of a longer name that the kernel keeps is a name of the process, too. */
		other[length - 1] = '\0';
		fuzz_check(procfs_is_named(7, other, true) == (length == COMM_LENGTH + 1));
	}
	free(other);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_string(data, size);

	check_stat(text);
	fuzz_read_in_pieces((uint32_t)size % 5);
	check_name(text);
	free(text);
	return 0;
}
