/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/number.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>

int number_parse(const char *text, int min, int max, int *number)
{
	char *end;
	long value;

	errno = 0;
	value = strtol(text, &end, 10);
	if (end == text || *end)
		return -EINVAL;
	/* If long is no wider than int, strtol() itself says ERANGE. */
	if (errno || value < min || value > max)
		return -ERANGE;
	*number = (int)value;
	return 0;
}

int number_parse_digits(const char *text, int min, int max, int *number)
{
	if (!isdigit((unsigned char)*text))
		return -EINVAL;
	return number_parse(text, min, max, number);
}
