/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * messages - check all translated messages as the locale shows them
 *
 * usage: messages DIRECTORY DOMAIN CATALOG
 *
 * CATALOG is the .mo file of the language, in UTF-8, and tells which messages exist; gettext(3)
 * gets them from DIRECTORY, and they are filled in. Prints one line for each problem: a message
 * that the locale does not translate or cannot show, or that is wider than a terminal.
 */
#include <err.h>
#include <libintl.h>
#include <locale.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#define COLUMNS 80
#define ARGUMENTS 9

/* Plural forms depend on the last three digits at most. */
#define NUMBERS 1200

/* The head of a .mo file (gettext manual, "The Format of GNU MO Files"). */
struct catalog {
	uint32_t magic, revision, count, ids, translations;
};

struct place {
	uint32_t length, offset;
};

static _Alignas(struct catalog) char data[1 << 20];
static const char *id;		/* of the message being checked */

static void complain(const char *what, const char *text)
{
	printf("%s: \"%s\" for \"%s\"\n", what, text, id);
}

static size_t count(const char *text, size_t length, char wanted)
{
	size_t found = 0;

	for (size_t i = 0; i < length; i++)
		found += text[i] == wanted;
	return found;
}

/* The contents at a place in the catalog, which may be damaged. */
static const char *at(uint32_t offset, size_t size)
{
	if (offset > sizeof(data) || size > sizeof(data) - offset)
		errx(1, "the catalog is damaged");
	return data + offset;
}

static const struct place *place(uint32_t table, uint32_t number)
{
	return (const void *)(at(table, (number + 1) * sizeof(struct place)) +
			      number * sizeof(struct place));
}

/* The types of the arguments in order: "su" for "%s %lu". */
static void argument_types(const char *format, char types[static ARGUMENTS + 1])
{
	size_t next = 0;

	memset(types, 0, ARGUMENTS + 1);
	for (; (format = strchr(format, '%')); format++) {
		size_t length = strcspn(++format, "%cdsu");

		format += length;
		if (*format != '%' && next < ARGUMENTS)
			types[next++] = *format;
	}
}

/* Writes one conversion with a value of the type that the program passes. */
static int fill_one(char *text, size_t size, char type)
{
	switch (type) {
	case 's':
		return snprintf(text, size, "/a");
	case 'c':
	case 'd':
	case 'u':
		return snprintf(text, size, "7");
	default:
		complain("no such argument", id);
		return 0;
	}
}

/* Does what printf(3) would do; "%2$s" is the second argument. */
static void fill(const char *format, char *text, size_t size)
{
	char types[ARGUMENTS + 1];
	size_t next = 0, used = 0;

	argument_types(id, types);
	while (*format && used + 1 < size) {
		size_t length = strcspn(format + 1, "%cdsu") + 1, which = next;

		if (*format != '%') {
			text[used++] = *format++;
			continue;
		}
		if (format[length] == '%') {
			text[used++] = '%';
		} else {
			if (memchr(format, '$', length))
				which = (size_t)(format[1] - '1');
			else
				next++;
			used += (size_t)fill_one(text + used, size - used,
						 which < ARGUMENTS ? types[which] : '\0');
		}
		format += length + 1;
	}
	text[used] = '\0';
}

/* The lines of --help are laid out for a terminal; others are as long as they need to be. */
static void check_width(const wchar_t *text)
{
	bool is_help = strchr(id, '\n') != NULL;

	while (*text) {
		size_t length = wcscspn(text, L"\n");
		int width = wcswidth(text, length);

		if (width < 0)
			complain("not printable", id);
		else if (is_help && width > COLUMNS)
			printf("%d columns: \"%ls\"\n", width, text);
		text += length;
		text += *text == L'\n';
	}
}

/* Characters that the locale does not have become question marks. */
static void check(const char *text, size_t question_marks)
{
	char filled[4096];
	wchar_t wide[4096];

	fill(text, filled, sizeof(filled));
	if (mbstowcs(wide, filled, sizeof(wide) / sizeof(wide[0])) == (size_t)-1) {
		complain("not in the encoding of the locale", text);
		return;
	}
	if (count(text, strlen(text), '?') > question_marks)
		complain("not to be shown in this locale", text);
	check_width(wide);
}

static void check_plural(const char *many, size_t question_marks)
{
	for (unsigned long number = 0; number < NUMBERS; number++) {
		const char *text = ngettext(id, many, number);

		if (text == id || text == many) {
			complain("not translated", text);
			return;
		}
		check(text, question_marks);
	}
}

static void check_message(const struct place *original, const struct place *translation)
{
	const char *translated = at(translation->offset, translation->length);
	size_t question_marks = count(translated, translation->length, '?');
	size_t length;
	const char *text;

	id = at(original->offset, original->length);
	length = strlen(id);
	if (!length)
		return;
	if (length < original->length) {
		check_plural(id + length + 1, question_marks);
		return;
	}
	text = gettext(id);
	if (text == id)
		complain("not translated", text);
	else
		check(text, question_marks);
}

int main(int argc, char **argv)
{
	const struct catalog *catalog = (const void *)data;
	FILE *file;

	if (argc != 4)
		errx(1, "usage: messages DIRECTORY DOMAIN CATALOG");
	if (!setlocale(LC_ALL, ""))
		errx(1, "there is no such locale");
	bindtextdomain(argv[2], argv[1]);
	textdomain(argv[2]);
	file = fopen(argv[3], "r");
	if (!file || fread(data, 1, sizeof(data), file) < sizeof(*catalog))
		err(1, "%s", argv[3]);
	for (uint32_t i = 0; i < catalog->count; i++)
		check_message(place(catalog->ids, i), place(catalog->translations, i));
	fclose(file);
	return 0;
}
