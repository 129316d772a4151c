/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cgroup.procs: a list of PIDs, whatever the sizes of the pieces in which it is read. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "fuzz.h"
#include "kernel/control.h"
#include "kernel/pidlist.h"
#include "kernel/version.h"

static const struct cgroup cgroup = { .fd = -1, .version = &version2 };

/* How to interpret a text: the PIDs, and what comes after the last one. */
struct expected {
	pid_t *pids;
	size_t count;
	int end;
};

/* A line is at most as long as the buffer of the reader. */
#define LINE_MAX_LENGTH 4095

static bool parse_pid(const uint8_t *line, size_t length, pid_t *pid)
{
	uint64_t number = 0;

	if (!length || length > LINE_MAX_LENGTH)
		return false;
	for (size_t i = 0; i < length; i++) {
		if (line[i] < '0' || line[i] > '9')
			return false;
		number = number * 10 + (line[i] - (uint64_t)'0');
		if (number > INT_MAX)
			return false;
	}
	*pid = (pid_t)number;
	return true;
}

/* The whole text is read, line by line, up to the first invalid one. */
static void understand(const uint8_t *text, size_t size, int error, struct expected *expected)
{
	expected->count = 0;
	expected->end = -EBADMSG;
	while (size) {
		const uint8_t *newline = memchr(text, '\n', size);
		size_t length = newline ? (size_t)(newline - text) : size;

		if (!newline) {
			/* A list that ended with an error did not end in the middle of a line. */
			if (error && size <= LINE_MAX_LENGTH)
				break;
			return;
		}
		if (!parse_pid(text, length, &expected->pids[expected->count]))
			return;
		expected->count++;
		text += length + 1;
		size -= length + 1;
	}
	expected->end = -error;
}

static void check_list(const struct expected *expected)
{
	struct pid_list list = { .fd = -1 };
	pid_t pid = -1;

	/* What was in the buffer before is not part of the text. */
	memset(list.text, '7', sizeof(list.text));
	list.fd = openat(-1, "cgroup.procs", O_RDONLY);
	for (size_t i = 0; i < expected->count; i++) {
		fuzz_check(pid_list_next(&list, &pid) == 1);
		fuzz_check(pid == expected->pids[i] && pid >= 0);
	}
	fuzz_check(pid_list_next(&list, &pid) == expected->end);
	/* The end remains the end. */
	fuzz_check(expected->end == -EBADMSG || pid_list_next(&list, &pid) == expected->end);
}

struct visit {
	const struct expected *expected;
	size_t count, limit;
};

static int visit_process(pid_t pid, void *data)
{
	struct visit *visit = data;

	fuzz_check(visit->count < visit->expected->count);
	fuzz_check(pid == visit->expected->pids[visit->count]);
	return ++visit->count == visit->limit ? 77 : 0;
}

static void check_visits(const struct expected *expected)
{
	struct visit all = { .expected = expected, .limit = SIZE_MAX };
	struct visit half = { .expected = expected, .limit = expected->count / 2 };
	/* A threaded cgroup, or one that is gone, lists no processes. */
	bool nobody = expected->end == -EOPNOTSUPP || expected->end == -ENODEV;
	int end = nobody ? 0 : expected->end;

	fuzz_check(cgroup_for_each_process(&cgroup, visit_process, &all) == end);
	fuzz_check(all.count == expected->count);
	fuzz_check(cgroup_for_each_process(&cgroup, visit_process, &half) == (half.limit ? 77 : end));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct {
		uint32_t pieces;
		int error;
	} ways[] = {
		{ 0, 0 },
		{ 1, 0 },
		{ 7 + (uint32_t)size, 0 },
		{ 0, ENODEV },
		{ 8 + (uint32_t)size, EOPNOTSUPP },
		{ 9 + (uint32_t)size, EIO },
	};
	struct expected expected = { .pids = malloc((size / 2 + 1) * sizeof(pid_t)) };

	if (!expected.pids)
		return -1;
	for (size_t i = 0; i < ARRAY_SIZE(ways); i++) {
		understand(data, size, ways[i].error, &expected);
		fuzz_serve("cgroup.procs", data, size, ways[i].error);
		fuzz_read_in_pieces(ways[i].pieces);
		check_list(&expected);
		check_visits(&expected);
	}
	free(expected.pids);
	return 0;
}
