/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What stands for a signal: names, numbers, the status of a command, masks. */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/signals.h"
#include "fuzz.h"

/* Far from any range that is used, and from overflow. */
#define HUGE_NUMBER INT64_C(100000000000000000)

/* Spaces, a sign, digits. Stores the number, or HUGE_NUMBER with its sign. */
static bool expected_number(const char *text, int64_t *number)
{
	const char *digits = text + strspn(text, " \t\n\v\f\r");
	bool negative = *digits == '-';

	digits += *digits == '-' || *digits == '+';
	*number = 0;
	if (!*digits || strspn(digits, "0123456789") != strlen(digits))
		return false;
	for (; *digits; digits++)
		if (*number < HUGE_NUMBER)
			*number = *number * 10 + (*digits - '0');
	if (negative)
		*number = -*number;
	return true;
}

static int expected_result(const char *text, int min, int max)
{
	int64_t number;

	if (!expected_number(text, &number))
		return -EINVAL;
	return number < min || number > max ? -ERANGE : 0;
}

static void check_range(const char *text, int min, int max)
{
	int expected = expected_result(text, min, max), number = 4711;
	int64_t value;

	fuzz_check(number_parse(text, min, max, &number) == expected);
	fuzz_check(expected || (expected_number(text, &value) && number == value));

	number = 4711;
	if (*text < '0' || *text > '9')
		expected = -EINVAL;
	fuzz_check(number_parse_digits(text, min, max, &number) == expected);
	fuzz_check(expected || number == value);
}

static void check_numbers(const char *text)
{
	check_range(text, INT_MIN, INT_MAX);
	check_range(text, -INT_MAX, INT_MAX);
	check_range(text, 0, INT_MAX);
	check_range(text, 1, INT_MAX);
	check_range(text, 0, 64);
	check_range(text, -128, -1);
}

/* An offset, in digits only, from one end of the range of real-time signals. */
static int expected_realtime(const char *text, int base, int sign)
{
	int64_t distance;

	if (!isdigit((unsigned char)*text) || !expected_number(text, &distance) ||
	    distance > SIGRTMAX - SIGRTMIN)
		return -EINVAL;
	return base + sign * (int)distance;
}

/* The names of the C library, and those that it does not know. */
static int expected_named(const char *name)
{
	if (!strcmp(name, "EXIT"))
		return 0;
	if (!strcmp(name, "IOT"))
		return SIGABRT;
	if (!strcmp(name, "CLD"))
		return SIGCHLD;
	if (!strcmp(name, "IO"))
		return SIGIO;
	for (int number = 1; number < SIGRTMIN; number++)
		if (sigabbrev_np(number) && !strcmp(name, sigabbrev_np(number)))
			return number;
	if (!strcmp(name, "RTMIN"))
		return SIGRTMIN;
	if (!strcmp(name, "RTMAX"))
		return SIGRTMAX;
	if (!strncmp(name, "RTMIN+", 6))
		return expected_realtime(name + 6, SIGRTMIN, 1);
	if (!strncmp(name, "RTMAX-", 6))
		return expected_realtime(name + 6, SIGRTMAX, -1);
	if (!strncmp(name, "RT", 2))
		return expected_realtime(name + 2, SIGRTMIN, 1);
	return -EINVAL;
}

static int expected_signal(const char *text)
{
	int64_t number;
	char *name;
	int result;

	if (expected_number(text, &number) && number >= 0 && number <= SIGRTMAX)
		return (int)number;
	name = fuzz_string(text, strlen(text));
	for (char *letter = name; *letter; letter++)
		*letter = (char)toupper((unsigned char)*letter);
	result = expected_named(strncmp(name, "SIG", 3) ? name : name + 3);
	free(name);
	return result;
}

static void check_signal(const char *text)
{
	char name[SIGNAL_NAME_SIZE];
	int number = signal_parse(text);

	fuzz_check(number == expected_signal(text));
	if (number < 0)
		return;
	fuzz_check(number <= signal_max());
	signal_name(number, name);
	fuzz_check(signal_parse(name) == number);
}

/*
 * A signal, that plus 128 or 256, or a status from wait(2): core dump in bit 7, exit status
 * above.
 */
static void check_status(const char *text)
{
	int result = signal_of_status(text);
	int64_t status;

	fuzz_check(result >= -EINVAL && result <= signal_max());
	if (!isdigit((unsigned char)*text) || !expected_number(text, &status) || status > INT_MAX) {
		fuzz_check(result == -EINVAL);
		return;
	}
	if (status <= signal_max())
		fuzz_check(result == status);
	else if (status < 128)
		fuzz_check(result == -EINVAL);
	else if (status <= 128 + signal_max())
		fuzz_check(result == status - 128);
	else if (status >= 256)
		fuzz_check(result == (status % 256 <= signal_max() ? status % 256 : -EINVAL));
}

/* Each signal by its own digit, counted from the end. */
static bool expects(const char *digits, int number)
{
	size_t length = strlen(digits), place = (size_t)(number - 1) / 4;
	char digit = place < length ? digits[length - 1 - place] : '0';
	int value = isdigit((unsigned char)digit) ? digit - '0' : toupper(digit) - 'A' + 10;

	return value >> ((number - 1) % 4) & 1;
}

static void check_mask(const char *text)
{
	struct signal_mask mask;
	int result = signal_mask_parse(text, &mask);
	bool good = !strncmp(text, "0x", 2) && text[2] &&
		    strspn(text + 2, "0123456789abcdefABCDEF") == strlen(text + 2);

	for (int number = signal_max() + 1; good && number <= 4 * (int)strlen(text + 2); number++)
		good = !expects(text + 2, number);
	fuzz_check(result == (good ? 0 : -EINVAL));
	for (int number = -1; good && number <= signal_max() + 1; number++)
		fuzz_check(signal_mask_has(mask, number) ==
			   (number >= 1 && expects(text + 2, number)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_string(data, size);

	check_numbers(text);
	check_signal(text);
	check_status(text);
	check_mask(text);
	free(text);
	return 0;
}
