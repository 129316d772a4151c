/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/condition.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/array.h"
#include "cli/duration.h"

/* Milliseconds: of the longest window in the kernel's kernel/sched/psi.c. */
#define WINDOW_LIMIT 10000

static const struct {
	const char *name;
	enum resource resource;
} resources[] = {
	{ "memory", RESOURCE_MEMORY }, { "cpu", RESOURCE_CPU }, { "io", RESOURCE_IO },
};

static int parse_resource(const char *name, enum resource *resource)
{
	for (size_t i = 0; i < ARRAY_SIZE(resources); i++) {
		if (strcmp(resources[i].name, name) != 0)
			continue;
		*resource = resources[i].resource;
		return 0;
	}
	return -EINVAL;
}

static int parse_share(const char *word, bool *full)
{
	*full = !strcmp(word, "full");
	return *full || !strcmp(word, "some") ? 0 : -EINVAL;
}

static int parse_span(const char *word, int *milliseconds)
{
	if (isdigit((unsigned char)word[strlen(word) - 1]))
		return -EINVAL;
	return duration_parse(word, milliseconds);
}

static int parse_pressure(const char *text, struct pressure *pressure)
{
	char resource[8], share[8], stall[16], window[16], rest;
	int err;

	if (sscanf(text, "%7s %7s %15s %15s %c", resource, share, stall, window, &rest) != 4)
		return -EINVAL;
	err = parse_resource(resource, &pressure->resource);
	if (!err)
		err = parse_share(share, &pressure->full);
	if (!err)
		err = parse_span(stall, &pressure->stall);
	if (!err)
		err = parse_span(window, &pressure->window);
	if (err)
		return err;
	return pressure->stall > 0 && pressure->stall <= pressure->window &&
	       pressure->window <= WINDOW_LIMIT ? 0 : -ERANGE;
}

int condition_parse(const char *text, struct condition *condition)
{
	*condition = (struct condition){ .text = text, .kind = CONDITION_OOM };
	if (!strcmp(text, "oom"))
		return 0;
	if (strchr(text, ' ')) {
		condition->kind = CONDITION_PRESSURE;
		return parse_pressure(text, &condition->pressure);
	}
	condition->kind = CONDITION_TIME;
	return duration_parse(text, &condition->milliseconds);
}
