/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "show/terminal.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

#include "base/number.h"

#define DEFAULT_COLUMNS 80

size_t terminal_columns(int fd)
{
	const char *text = getenv("COLUMNS");
	struct winsize size;
	int columns;

	if (!isatty(fd))
		return 0;
	if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col)
		return size.ws_col;
	/* A serial line does not know its width. */
	if (text && number_parse_digits(text, 1, INT_MAX, &columns) == 0)
		return (size_t)columns;
	return DEFAULT_COLUMNS;
}

/* The length and width in columns of the first character; an invalid byte has one each. */
static size_t measure_character(const char *text, size_t *columns)
{
	mbstate_t state = { 0 };
	wchar_t wide;
	size_t length = mbrtowc(&wide, text, strlen(text), &state);
	int width;

	*columns = 1;
	if (!length || length > MB_LEN_MAX)
		return 1;
	width = wcwidth(wide);
	if (width >= 0)
		*columns = (size_t)width;
	return length;
}

size_t text_columns(const char *text)
{
	size_t all = 0, columns;

	while (*text) {
		text += measure_character(text, &columns);
		all += columns;
	}
	return all;
}

size_t text_head(const char *text, size_t columns)
{
	size_t head = 0, width;

	while (text[head]) {
		size_t length = measure_character(text + head, &width);

		if (width > columns)
			break;
		columns -= width;
		head += length;
	}
	return head;
}

const char *text_tail(const char *text, size_t columns)
{
	size_t all = text_columns(text), width;
	const char *tail = text;

	while (*tail) {
		size_t length = measure_character(tail, &width);

		/* Combining characters are dropped together with the character they belong to. */
		if (all <= columns && (width || tail == text))
			break;
		tail += length;
		all -= width;
	}
	return tail;
}
