/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/PID/status, whose lines that are used are short. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "kernel/process.h"

/* Twice as many on MIPS. */
#define DIGITS ((size_t)16)

/* Whether the first line with that key is a mask as the kernel writes it. */
static bool understand(const char *text, const char *key, struct signal_mask *mask)
{
	static const char digits[] = "0123456789abcdef";
	char *lines, *pattern, *found;
	size_t length;
	bool good = false;

	if (asprintf(&lines, "\n%s\n", text) < 0 || asprintf(&pattern, "\n%s:\t", key) < 0)
		abort();
	/* The key ends with the colon, but the kernel puts a tab after it. */
	pattern[strlen(pattern) - 1] = '\0';
	found = strstr(lines, pattern);
	if (found && found[strlen(pattern)] == '\t') {
		found += strlen(pattern) + 1;
		length = strspn(found, digits);
		good = (length == DIGITS || length == 2 * DIGITS) && found[length] == '\n';
		*mask = (struct signal_mask){ 0, 0 };
		for (size_t i = 0; good && i < length; i++) {
			uint64_t *word = length - i > DIGITS ? &mask->high : &mask->low;

			*word = *word << 4 | (uint64_t)(strchr(digits, found[i]) - digits);
		}
	}
	free(pattern);
	free(lines);
	return good;
}

static void check_state(const char *text)
{
	struct signal_state expected, state;
	int result = procfs_parse_signal_state(text, &state);

	fuzz_check(result == 0 || result == -EBADMSG);
	if (understand(text, "SigPnd", &expected.thread_pending) &&
	    understand(text, "ShdPnd", &expected.process_pending) &&
	    understand(text, "SigBlk", &expected.blocked) &&
	    understand(text, "SigIgn", &expected.ignored) &&
	    understand(text, "SigCgt", &expected.caught))
		fuzz_check(result == 0 && !memcmp(&state, &expected, sizeof(state)));
	if (!strstr(text, "SigPnd:") || !strstr(text, "ShdPnd:") || !strstr(text, "SigBlk:") ||
	    !strstr(text, "SigIgn:") || !strstr(text, "SigCgt:"))
		fuzz_check(result < 0);
}

/* A line that is too long is dropped as a whole, nothing else is, and the order is kept. */
static char *expected_lines(const char *text)
{
	char *kept = calloc(1, STATUS_SIZE);
	size_t used = 0;

	if (!kept)
		abort();
	while (*text) {
		size_t length = strcspn(text, "\n");

		length += text[length] == '\n';
		if (length <= STATUS_LINE && used + length < STATUS_SIZE) {
			memcpy(kept + used, text, length);
			used += length;
		}
		text += length;
	}
	return kept;
}

static void check_lines(char *text)
{
	FILE *status = fmemopen(text, strlen(text), "r");
	char *expected = expected_lines(text), kept[STATUS_SIZE];

	/* An empty text cannot be opened. */
	if (status) {
		fuzz_check(procfs_read_status(status, kept) == 0);
		fuzz_check(!strcmp(kept, expected));
		fclose(status);
	}
	check_state(expected);
	free(expected);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_string(data, size);

	check_state(text);
	check_lines(text);
	free(text);
	return 0;
}
