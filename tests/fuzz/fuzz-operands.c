/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An operand, in both modes, a time, and how it is shown in messages and in JSON. */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "cli/duration.h"
#include "engine/lookup.h"
#include "fuzz.h"
#include "modes/processes.h"
#include "show/report.h"
#include "show/utf8.h"

/*
 * The number that the whole text consists of, UINT64_MAX if greater, or -1 if it is not a
 * number.
 */
static bool digits_of(const char *text, uint64_t *number)
{
	*number = 0;
	if (!*text || strspn(text, "0123456789") != strlen(text))
		return false;
	for (; *text; text++)
		if (__builtin_mul_overflow(*number, (uint64_t)10, number) ||
		    __builtin_add_overflow(*number, (uint64_t)(*text - '0'), number)) {
			*number = UINT64_MAX;
			break;
		}
	return true;
}

/* "<pid>:<inode>", which has less than 16 characters before the colon. */
static struct target expected_inode(const char *operand, const char *colon)
{
	struct target target = { .kind = TARGET_INVALID };
	char *pid = fuzz_string(operand, (size_t)(colon - operand));
	uint64_t number;

	/* UINT64_MAX itself is a number, and nothing greater is taken for it. */
	if (digits_of(pid, &number) && strlen(pid) < 16 && number > 0 && number <= INT_MAX &&
	    digits_of(colon + 1, &target.inode) && target.inode &&
	    (target.inode != UINT64_MAX ||
	     !strcmp(colon + 1 + strspn(colon + 1, "0"), "18446744073709551615"))) {
		target.kind = TARGET_INODE;
		target.pid = (pid_t)number;
	}
	free(pid);
	return target;
}

static struct target expected_target(const char *operand)
{
	struct target target = { .kind = TARGET_INVALID };
	const char *colon = strchr(operand, ':');
	bool negative;
	uint64_t number;

	if (!*operand)
		return target;
	if (isdigit((unsigned char)*operand) && colon)
		return expected_inode(operand, colon);
	if (!strchr(" \t\n\v\f\r+-0123456789", *operand)) {
		target.kind = TARGET_NAME;
		return target;
	}
	operand += strspn(operand, " \t\n\v\f\r");
	negative = *operand == '-';
	operand += *operand == '+' || *operand == '-';
	if (!digits_of(operand, &number) || (negative && !number))
		return target;
	if (number > INT_MAX) {
		target.kind = TARGET_OUT_OF_RANGE;
		return target;
	}
	target.kind = negative || !number ? TARGET_GROUP : TARGET_PROCESS;
	target.pid = negative ? -(pid_t)number : (pid_t)number;
	return target;
}

static void check_process(const char *operand)
{
	struct target expected = expected_target(operand);
	struct target target = processes_parse_target(operand);

	fuzz_check(target.kind == expected.kind);
	if (target.kind == TARGET_PROCESS || target.kind == TARGET_GROUP ||
	    target.kind == TARGET_INODE)
		fuzz_check(target.pid == expected.pid);
	fuzz_check(target.kind != TARGET_INODE || target.inode == expected.inode);
}

static void check_cgroup(const char *operand)
{
	enum operand_class expected = OPERAND_PATH_OR_NAME;
	uint64_t number = 0;
	pid_t pid = 0;

	if (!*operand)
		expected = OPERAND_EMPTY;
	else if (!strncmp(operand, "pid:", 4))
		expected = digits_of(operand + 4, &number) && number && number <= INT_MAX ?
			   OPERAND_PID : OPERAND_BAD_PID;
	else if (!strncmp(operand, "name:", 5))
		expected = operand[5] && !strchr(operand, '/') ? OPERAND_PATTERN :
								 OPERAND_BAD_PATTERN;
	fuzz_check(lookup_classify(operand, &pid) == expected);
	fuzz_check(expected != OPERAND_PID || (uint64_t)pid == number);
}

/* Multiplies the decimal number by a factor of one digit or a power of ten. */
static void multiply(char *digits, unsigned int factor)
{
	unsigned int carry = 0;

	for (size_t i = strlen(digits); i--; carry /= 10) {
		carry += (unsigned int)(digits[i] - '0') * factor;
		digits[i] = (char)('0' + carry % 10);
	}
	fuzz_check(!carry);
}

/* The number of milliseconds, INT_MAX + 1 if there are more, or -1 if it is not a time. */
static int64_t expected_duration(const char *text)
{
	static const struct {
		const char *name;
		unsigned int factors[2];
	} units[] = {
		{ "", { 1, 1 } }, { "ms", { 1, 1 } }, { "s", { 1, 1000 } }, { "m", { 6, 10000 } },
		{ "min", { 6, 10000 } }, { "h", { 36, 100000 } },
	};
	size_t length = strspn(text, "0123456789."), all = length + 8, end;
	const char *point = memchr(text, '.', length);
	size_t unit = 0, fraction = point ? (size_t)(text + length - point - 1) : 0;
	uint64_t whole;
	bool rest;
	char *digits;

	while (unit < ARRAY_SIZE(units) && strcmp(units[unit].name, text + length))
		unit++;
	if (!length || unit == ARRAY_SIZE(units) || (point && (!unit || !fraction || point == text ||
							      memchr(point + 1, '.', fraction))))
		return -1;
	/* All digits, without the point, behind zeros for the factors. */
	digits = malloc(all + 1);
	if (!digits)
		abort();
	memset(digits, '0', 8);
	memcpy(digits + 8, text, length - fraction);
	memcpy(digits + 8 + length - fraction - (point ? 1 : 0), text + length - fraction, fraction);
	end = all - (point ? 1 : 0);
	digits[end] = '\0';
	multiply(digits, units[unit].factors[0]);
	multiply(digits, units[unit].factors[1]);
	rest = strspn(digits + end - fraction, "0") != fraction;
	digits[end - fraction] = '\0';
	fuzz_check(digits_of(digits, &whole));
	free(digits);
	return whole >= INT_MAX && (whole > INT_MAX || rest) ? (int64_t)INT_MAX + 1 :
							       (int64_t)whole + rest;
}

static void check_duration(const char *text)
{
	int64_t expected = expected_duration(text);
	int milliseconds = 0, result = duration_parse(text, &milliseconds);

	fuzz_check(result == (expected < 0 ? -EINVAL : expected > INT_MAX ? -ERANGE : 0));
	fuzz_check(result || milliseconds == expected);
}

/* Writes a character according to RFC 3629. Returns its length, or 0 if it is not one. */
static size_t encode(uint32_t code, unsigned char bytes[static 4])
{
	static const unsigned char marks[] = { 0, 0, 0xC0, 0xE0, 0xF0 };
	size_t length = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;

	if (code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF))
		return 0;
	for (size_t i = length - 1; i; i--, code >>= 6)
		bytes[i] = (unsigned char)(0x80 | (code & 0x3F));
	bytes[0] = (unsigned char)(marks[length] | code);
	return length;
}

/* The length of the encoded character at the start of the text, or 0. */
static size_t expected_length(const char *text)
{
	for (size_t length = 1; length <= 4 && length <= strlen(text); length++) {
		uint32_t code = (unsigned char)*text & (length == 1 ? 0xFF : 0x7F >> length);
		unsigned char bytes[4];

		for (size_t i = 1; i < length; i++)
			code = code << 6 | ((unsigned char)text[i] & 0x3F);
		if (encode(code, bytes) == length && !memcmp(text, bytes, length))
			return length;
	}
	return 0;
}

static void check_utf8(const char *text)
{
	size_t size;
	char *printed, *at;
	FILE *stream = open_memstream(&printed, &size);

	fuzz_check(stream);
	for (const char *next = text; *next;)
		next += utf8_print(stream, next);
	fclose(stream);
	at = printed;
	while (*text) {
		size_t length = expected_length(text);
		uint32_t code;

		fuzz_check(utf8_decode(text, &code) == length);
		fuzz_check(!strncmp(at, length ? text : "\xEF\xBF\xBD", length ? length : 3));
		text += length ? length : 1;
		at += length ? length : 3;
	}
	fuzz_check(!*at);
	free(printed);
}

/* The byte that an escape stands for, or the byte itself. */
static unsigned char unescape(const char **text)
{
	const char *at = *text;
	unsigned char byte = (unsigned char)*at;

	if (byte != '\\') {
		*text += 1;
		return byte;
	}
	fuzz_check(strspn(at + 1, "01234567") >= 3 && at[1] <= '3');
	*text += 4;
	return (unsigned char)((at[1] - '0') * 64 + (at[2] - '0') * 8 + (at[3] - '0'));
}

/* These change the order of the text, end a line, or cannot be seen. */
static const uint32_t deceptive[] = {
	0x200B, 0x200E, 0x200F, 0x2028, 0x2029, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067,
	0x2068, 0x2069, 0xFEFF,
};

static bool has_character(const char *text, uint32_t code)
{
	unsigned char bytes[5] = "";

	fuzz_check(encode(code, bytes) < sizeof(bytes));
	return strstr(text, (const char *)bytes);
}

/* The output contains nothing that a terminal would obey, and no two names look the same. */
static void check_shown(const char *name)
{
	size_t size;
	char *shown;
	const char *at;
	FILE *stream = open_memstream(&shown, &size);

	fuzz_check(stream);
	report_name(stream, name);
	fclose(stream);
	for (at = shown; *at; at++)
		fuzz_check((unsigned char)*at >= ' ' && *at != 0x7F);
	/* The other control characters, in UTF-8. */
	for (at = shown; (at = strchr(at, 0xC2)); at++)
		fuzz_check((unsigned char)at[1] >= 0xA0);
	for (size_t i = 0; i < ARRAY_SIZE(deceptive); i++)
		fuzz_check(!has_character(shown, deceptive[i]));
	fuzz_check(mbstowcs(NULL, shown, 0) != (size_t)-1);
	for (at = shown; *at; name++)
		fuzz_check(unescape(&at) == (unsigned char)*name);
	fuzz_check(!*name);
	free(shown);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *operand = fuzz_string(data, size);

	check_process(operand);
	check_cgroup(operand);
	check_duration(operand);
	check_utf8(operand);
	check_shown(operand);
	free(operand);
	return 0;
}
