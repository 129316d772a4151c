/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "show/json.h"

#include "show/character.h"
#include "show/utf8.h"

#define INDENTATION 3

/* Deeper levels are not indented further: the output would grow with the square of the depth. */
#define INDENTED_LEVELS 32

static void begin_line(const struct json *json)
{
	unsigned int levels = json->depth < INDENTED_LEVELS ? json->depth : INDENTED_LEVELS;

	fprintf(json->stream, "\n%*s", (int)levels * INDENTATION, "");
}

/* JSON has 16 bits for a character; greater ones are two of them, as in UTF-16. */
static void write_escape(FILE *stream, uint32_t code)
{
	if (code > 0xFFFF)
		fprintf(stream, "\\u%04x\\u%04x", 0xD7C0 + (code >> 10), 0xDC00 + (code & 0x3FF));
	else
		fprintf(stream, "\\u%04x", code);
}

/* More is escaped than JSON requires: the output may be shown on a terminal. */
static void write_string(FILE *stream, const char *text)
{
	putc('"', stream);
	while (*text) {
		uint32_t code;
		size_t length = utf8_decode(text, &code);

		if (length && character_is_hidden(code)) {
			write_escape(stream, code);
			text += length;
			continue;
		}
		if (*text == '"' || *text == '\\')
			putc('\\', stream);
		text += utf8_print(stream, text);
	}
	putc('"', stream);
}

/* All that comes before a value. */
static void begin_value(struct json *json, const char *key)
{
	if (json->filled)
		putc(',', json->stream);
	if (json->depth)
		begin_line(json);
	if (key) {
		write_string(json->stream, key);
		fputs(": ", json->stream);
	}
	json->filled = true;
}

static void begin(struct json *json, const char *key, char bracket)
{
	begin_value(json, key);
	putc(bracket, json->stream);
	json->depth++;
	json->filled = false;
}

static void end(struct json *json, char bracket)
{
	json->depth--;
	if (json->filled)
		begin_line(json);
	putc(bracket, json->stream);
	json->filled = true;
	if (!json->depth)
		putc('\n', json->stream);
}

void json_begin_object(struct json *json, const char *key)
{
	begin(json, key, '{');
}

void json_end_object(struct json *json)
{
	end(json, '}');
}

void json_begin_array(struct json *json, const char *key)
{
	begin(json, key, '[');
}

void json_end_array(struct json *json)
{
	end(json, ']');
}

void json_text(struct json *json, const char *key, const char *text)
{
	if (!text)
		return;
	begin_value(json, key);
	write_string(json->stream, text);
}

void json_number(struct json *json, const char *key, intmax_t number)
{
	begin_value(json, key);
	fprintf(json->stream, "%jd", number);
}

void json_unsigned(struct json *json, const char *key, uintmax_t number)
{
	begin_value(json, key);
	fprintf(json->stream, "%ju", number);
}

void json_flag(struct json *json, const char *key, bool flag)
{
	begin_value(json, key);
	fputs(flag ? "true" : "false", json->stream);
}
