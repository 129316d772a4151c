/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/pidlist.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <string.h>

#include "base/file.h"

/*
 * Moves the rest of the text to the start of the buffer and reads on. Returns the same as
 * file_read().
 */
static ssize_t refill_list(struct pid_list *list)
{
	size_t left = list->length - list->position;
	ssize_t got;

	memmove(list->text, list->text + list->position, left);
	list->position = 0;
	list->length = left;
	got = file_read(list->fd, list->text + left, sizeof(list->text) - left);
	if (got > 0)
		list->length += (size_t)got;
	return got;
}

/* Reads digits up to a newline, which the caller has made sure is there. */
static int parse_line(struct pid_list *list, pid_t *pid)
{
	const char *text = list->text + list->position;
	const char *end = memchr(text, '\n', list->length - list->position);
	int64_t number = 0;

	if (text == end)
		return -EBADMSG;
	list->position += (size_t)(end - text) + 1;
	for (; text < end; text++) {
		if (!isdigit((unsigned char)*text))
			return -EBADMSG;
		number = number * 10 + (*text - '0');
		if (number > INT_MAX)
			return -EBADMSG;
	}
	*pid = (pid_t)number;
	return 1;
}

int pid_list_next(struct pid_list *list, pid_t *pid)
{
	while (!memchr(list->text + list->position, '\n', list->length - list->position)) {
		ssize_t got;

		if (list->length - list->position == sizeof(list->text))
			return -EBADMSG;
		got = refill_list(list);
		if (got < 0)
			return (int)got;
		if (got == 0)
			return list->length ? -EBADMSG : 0;
	}
	return parse_line(list, pid);
}
