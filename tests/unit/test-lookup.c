/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/lookup.h"

#include <limits.h>

#include "engine/event.h"
#include "unit.h"

static const struct row {
	const char *operand;
	enum operand_class class;
	pid_t pid;
} rows[] = {
	{ "pid:1", OPERAND_PID, 1 },
	{ "pid:4194303", OPERAND_PID, 4194303 },
	{ "pid:2147483647", OPERAND_PID, INT_MAX },

	{ "", OPERAND_EMPTY, 0 },

	{ "pid:", OPERAND_BAD_PID, 0 },
	{ "pid:0", OPERAND_BAD_PID, 0 },
	{ "pid:-1", OPERAND_BAD_PID, 0 },
	{ "pid:+1", OPERAND_BAD_PID, 0 },
	{ "pid: 1", OPERAND_BAD_PID, 0 },
	{ "pid:1 ", OPERAND_BAD_PID, 0 },
	{ "pid:1x", OPERAND_BAD_PID, 0 },
	{ "pid:0x1", OPERAND_BAD_PID, 0 },
	{ "pid:self", OPERAND_BAD_PID, 0 },
	{ "pid:1/", OPERAND_BAD_PID, 0 },
	{ "pid:1:2", OPERAND_BAD_PID, 0 },
	/* 1 modulo 2^32 is another process. */
	{ "pid:2147483648", OPERAND_BAD_PID, 0 },
	{ "pid:4294967297", OPERAND_BAD_PID, 0 },
	{ "pid:18446744073709551617", OPERAND_BAD_PID, 0 },

	{ "name:x", OPERAND_PATTERN, 0 },
	{ "name:x*.service", OPERAND_PATTERN, 0 },
	{ "name: ", OPERAND_PATTERN, 0 },
	{ "name:..", OPERAND_PATTERN, 0 },
	{ "name:pid:1", OPERAND_PATTERN, 0 },
	{ "name:name:", OPERAND_PATTERN, 0 },

	{ "name:", OPERAND_BAD_PATTERN, 0 },
	{ "name:/", OPERAND_BAD_PATTERN, 0 },
	{ "name:/x", OPERAND_BAD_PATTERN, 0 },
	{ "name:x/", OPERAND_BAD_PATTERN, 0 },
	{ "name:x/y", OPERAND_BAD_PATTERN, 0 },

	{ "/", OPERAND_PATH_OR_NAME, 0 },
	{ ".", OPERAND_PATH_OR_NAME, 0 },
	{ " ", OPERAND_PATH_OR_NAME, 0 },
	{ "1", OPERAND_PATH_OR_NAME, 0 },
	{ "-1", OPERAND_PATH_OR_NAME, 0 },
	{ "/sys/fs/cgroup/x", OPERAND_PATH_OR_NAME, 0 },
	{ "system.slice/x.service", OPERAND_PATH_OR_NAME, 0 },
	/* What only resembles the prefix; "./" leads to a cgroup called "pid:1". */
	{ "name", OPERAND_PATH_OR_NAME, 0 },
	{ "name=systemd:/x", OPERAND_PATH_OR_NAME, 0 },
	{ "names:x", OPERAND_PATH_OR_NAME, 0 },
	{ "NAME:x", OPERAND_PATH_OR_NAME, 0 },
	{ "./name:x", OPERAND_PATH_OR_NAME, 0 },
	{ "pid", OPERAND_PATH_OR_NAME, 0 },
	{ "pid1", OPERAND_PATH_OR_NAME, 0 },
	{ "pids:1", OPERAND_PATH_OR_NAME, 0 },
	{ "PID:1", OPERAND_PATH_OR_NAME, 0 },
	{ " pid:1", OPERAND_PATH_OR_NAME, 0 },
	{ "./pid:1", OPERAND_PATH_OR_NAME, 0 },
	{ "/pid:1", OPERAND_PATH_OR_NAME, 0 },
};

START_TEST(classify)
{
	const struct row *row = &rows[_i];
	pid_t pid = 0;
	enum operand_class class = lookup_classify(row->operand, &pid);

	ck_assert_msg(class == row->class, "'%s': class %d, expected %d",
		      row->operand, (int)class, (int)row->class);
	ck_assert_msg(class != OPERAND_PID || pid == row->pid, "'%s': PID %d",
		      row->operand, (int)pid);
}
END_TEST

static int events;

static void count_event(const struct event *event)
{
	events += event->kind == EVENT_EMPTY_OPERAND || event->kind == EVENT_BAD_PID ||
		  event->kind == EVENT_BAD_PATTERN;
}

/* Malformed operands are reported, and nothing else is. */
START_TEST(check)
{
	const struct row *row = &rows[_i];
	bool good = row->class == OPERAND_PATH_OR_NAME || row->class == OPERAND_PID ||
		    row->class == OPERAND_PATTERN;
	bool result;

	event_listen(count_event);
	result = lookup_check(row->operand);
	ck_assert_msg(result == good, "'%s' is %s", row->operand, result ? "taken" : "refused");
	ck_assert_msg(events == !good, "'%s': %d events", row->operand, events);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("lookup");
	TCase *tests = unit_case(suite, "lookup");

	tcase_add_loop_test(tests, classify, 0, ARRAY_SIZE(rows));
	tcase_add_loop_test(tests, check, 0, ARRAY_SIZE(rows));
	return unit_run(suite);
}
