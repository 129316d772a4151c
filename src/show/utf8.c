/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "show/utf8.h"

#define REPLACEMENT "\xEF\xBF\xBD"

#define MAX_CODE 0x10FFFF

/* The length that the first byte announces, and the bits of the character in that byte. */
static size_t promised_length(unsigned char first, uint32_t *bits)
{
	if (first < 0x80) {
		*bits = first;
		return 1;
	}
	if (first >= 0xC0 && first < 0xE0) {
		*bits = first & 0x1F;
		return 2;
	}
	if (first >= 0xE0 && first < 0xF0) {
		*bits = first & 0x0F;
		return 3;
	}
	*bits = first & 0x07;
	return first >= 0xF0 && first < 0xF8 ? 4 : 0;
}

size_t utf8_decode(const char *text, uint32_t *code)
{
	static const uint32_t smallest[] = { 0, 0, 0x80, 0x800, 0x10000 };
	uint32_t bits;
	size_t length = promised_length((unsigned char)*text, &bits);

	/* The end of the string is not a continuation byte, so nothing after it is read. */
	for (size_t i = 1; i < length; i++) {
		unsigned char byte = (unsigned char)text[i];

		if ((byte & 0xC0) != 0x80)
			return 0;
		bits = bits << 6 | (byte & 0x3F);
	}
	if (bits < smallest[length] || bits > MAX_CODE || (bits >= 0xD800 && bits < 0xE000))
		return 0;
	*code = bits;
	return length;
}

size_t utf8_print(FILE *stream, const char *text)
{
	uint32_t code;
	size_t length = utf8_decode(text, &code);

	if (!length) {
		fputs(REPLACEMENT, stream);
		return 1;
	}
	fwrite(text, 1, length, stream);
	return length;
}
