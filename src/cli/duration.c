/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/duration.h"

#include <errno.h>
#include <limits.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/array.h"

#define DIGITS "0123456789"

static const struct unit {
	const char *name;
	unsigned int milliseconds;
} units[] = {
	{ "ms", 1 }, { "s", 1000 }, { "m", 60000 }, { "min", 60000 }, { "h", 3600000 },
};

/* Returns 0 for what is not a unit. */
static unsigned int parse_unit(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(units); i++)
		if (!strcmp(units[i].name, name))
			return units[i].milliseconds;
	return 0;
}

/* Units of the digits, or more than INT_MAX. */
static uint64_t scale_whole(const char *digits, size_t count, unsigned int unit)
{
	uint64_t number = 0;

	for (size_t i = 0; i < count && number <= INT_MAX; i++)
		number = number * 10 + (unsigned int)(digits[i] - '0');
	return number * unit;
}

/*
 * Units of the fraction with these digits, rounded up. From the last digit on, so that it is
 * exact however many there are.
 */
static uint64_t scale_fraction(const char *digits, size_t count, unsigned int unit)
{
	unsigned int number = 0, rest = 0;

	while (count--) {
		number += (unsigned int)(digits[count] - '0') * unit;
		rest |= number % 10;
		number /= 10;
	}
	return number + (rest ? 1 : 0);
}

int duration_parse(const char *text, int *milliseconds)
{
	size_t whole = strspn(text, DIGITS), fraction = 0;
	const char *end = text + whole, *digits = NULL;
	unsigned int unit;
	uint64_t all;

	if (*end == '.') {
		digits = end + 1;
		fraction = strspn(digits, DIGITS);
		end = digits + fraction;
	}
	if (!whole || (digits && !fraction))
		return -EINVAL;
	/* A fraction without a unit could be meant as seconds. */
	unit = *end || digits ? parse_unit(end) : 1;
	if (!unit)
		return -EINVAL;
	all = scale_whole(text, whole, unit) + scale_fraction(digits, fraction, unit);
	if (all > INT_MAX)
		return -ERANGE;
	*milliseconds = (int)all;
	return 0;
}
