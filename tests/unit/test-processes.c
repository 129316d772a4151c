/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "modes/processes.h"

#include <limits.h>

#include "unit.h"

static const struct row {
	const char *operand;
	enum target_kind kind;
	pid_t pid;
	uint64_t inode;
} rows[] = {
	/* processes */
	{ "1", TARGET_PROCESS, 1, 0 },
	{ "5", TARGET_PROCESS, 5, 0 },
	{ "4194303", TARGET_PROCESS, 4194303, 0 },
	{ "2147483647", TARGET_PROCESS, INT_MAX, 0 },
	{ "+5", TARGET_PROCESS, 5, 0 },
	{ " 5", TARGET_PROCESS, 5, 0 },
	{ "\t+5", TARGET_PROCESS, 5, 0 },
	/* Decimal nevertheless. */
	{ "010", TARGET_PROCESS, 10, 0 },

	/* groups */
	{ "0", TARGET_GROUP, 0, 0 },
	{ "-1", TARGET_GROUP, -1, 0 },
	{ "-5", TARGET_GROUP, -5, 0 },
	{ "-4194303", TARGET_GROUP, -4194303, 0 },
	{ "-2147483647", TARGET_GROUP, -INT_MAX, 0 },
	/* There is no group -0: it is not another word for the caller's group. */
	{ "-0", TARGET_INVALID, 0, 0 },
	{ "-00", TARGET_INVALID, 0, 0 },
	{ " -0", TARGET_INVALID, 0, 0 },

	/* out of range: modulo 2^32 or 2^64 some are 0, 1, or -1 */
	{ "2147483648", TARGET_OUT_OF_RANGE, 0, 0 },
	{ "4294967297", TARGET_OUT_OF_RANGE, 0, 0 },
	{ "4294967296", TARGET_OUT_OF_RANGE, 0, 0 },
	{ "99999999999", TARGET_OUT_OF_RANGE, 0, 0 },
	{ "18446744073709551617", TARGET_OUT_OF_RANGE, 0, 0 },
	{ "99999999999999999999999999", TARGET_OUT_OF_RANGE, 0, 0 },
	{ "+99999999999", TARGET_OUT_OF_RANGE, 0, 0 },
	{ "-2147483648", TARGET_OUT_OF_RANGE, 0, 0 },
	{ "-2147483649", TARGET_OUT_OF_RANGE, 0, 0 },
	{ "-99999999999", TARGET_OUT_OF_RANGE, 0, 0 },
	{ "4294967295", TARGET_OUT_OF_RANGE, 0, 0 },
	{ "18446744073709551615", TARGET_OUT_OF_RANGE, 0, 0 },

	/* Anything that starts like a number must be one. */
	{ "", TARGET_INVALID, 0, 0 },
	{ " ", TARGET_INVALID, 0, 0 },
	{ "-", TARGET_INVALID, 0, 0 },
	{ "+", TARGET_INVALID, 0, 0 },
	{ "--", TARGET_INVALID, 0, 0 },
	{ "5x", TARGET_INVALID, 0, 0 },
	{ "5 ", TARGET_INVALID, 0, 0 },
	{ "5\n", TARGET_INVALID, 0, 0 },
	{ "5.0", TARGET_INVALID, 0, 0 },
	{ "5,6", TARGET_INVALID, 0, 0 },
	{ "5 6", TARGET_INVALID, 0, 0 },
	{ "0x5", TARGET_INVALID, 0, 0 },
	{ "7z", TARGET_INVALID, 0, 0 },
	{ "99999999999x", TARGET_INVALID, 0, 0 },
	{ "--5", TARGET_INVALID, 0, 0 },
	{ "-+5", TARGET_INVALID, 0, 0 },
	{ "+-5", TARGET_INVALID, 0, 0 },
	{ "- 5", TARGET_INVALID, 0, 0 },
	{ "-5x", TARGET_INVALID, 0, 0 },
	{ "-HUP", TARGET_INVALID, 0, 0 },
	{ "+x", TARGET_INVALID, 0, 0 },
	{ " x", TARGET_INVALID, 0, 0 },

	/* PID:inode */
	{ "5:1", TARGET_INODE, 5, 1 },
	{ "005:007", TARGET_INODE, 5, 7 },
	{ "2147483647:4294967296", TARGET_INODE, INT_MAX, UINT64_C(4294967296) },
	{ "5:18446744073709551615", TARGET_INODE, 5, UINT64_MAX },
	{ "5:18446744073709551616", TARGET_INVALID, 0, 0 },
	{ "5:99999999999999999999999999", TARGET_INVALID, 0, 0 },
	{ "2147483648:5", TARGET_INVALID, 0, 0 },
	{ "4294967297:5", TARGET_INVALID, 0, 0 },
	{ "18446744073709551617:5", TARGET_INVALID, 0, 0 },
	{ "99999999999999999999999999:5", TARGET_INVALID, 0, 0 },
	{ "0:5", TARGET_INVALID, 0, 0 },
	{ "-5:3", TARGET_INVALID, 0, 0 },
	{ "-1:3", TARGET_INVALID, 0, 0 },
	{ "+5:3", TARGET_INVALID, 0, 0 },
	{ " 5:3", TARGET_INVALID, 0, 0 },
	{ "5 :3", TARGET_INVALID, 0, 0 },
	{ "5x:3", TARGET_INVALID, 0, 0 },
	{ "5:", TARGET_INVALID, 0, 0 },
	{ "5::", TARGET_INVALID, 0, 0 },
	{ "5:x", TARGET_INVALID, 0, 0 },
	{ "5:3x", TARGET_INVALID, 0, 0 },
	{ "5:3 ", TARGET_INVALID, 0, 0 },
	{ "5: 3", TARGET_INVALID, 0, 0 },
	{ "5:+3", TARGET_INVALID, 0, 0 },
	{ "5:-3", TARGET_INVALID, 0, 0 },
	{ "5:0x3", TARGET_INVALID, 0, 0 },
	{ "1:2:3", TARGET_INVALID, 0, 0 },

	/* names */
	{ "sh", TARGET_NAME, 0, 0 },
	{ "x5", TARGET_NAME, 0, 0 },
	{ "x:5", TARGET_NAME, 0, 0 },
	{ ":5", TARGET_NAME, 0, 0 },
	{ "a b", TARGET_NAME, 0, 0 },
	{ "a ", TARGET_NAME, 0, 0 },
	{ "HUP", TARGET_NAME, 0, 0 },
	{ "(sd-pam)", TARGET_NAME, 0, 0 },
	{ ".", TARGET_NAME, 0, 0 },
	{ "/bin/sh", TARGET_NAME, 0, 0 },
	{ "_5", TARGET_NAME, 0, 0 },
	{ "pid:5", TARGET_NAME, 0, 0 },
	{ "\xc3\xa9", TARGET_NAME, 0, 0 },
	{ "\xff", TARGET_NAME, 0, 0 },
};

START_TEST(parse)
{
	const struct row *row = &rows[_i];
	struct target target = processes_parse_target(row->operand);

	ck_assert_msg(target.kind == row->kind, "'%s': kind %d, expected %d", row->operand,
		      (int)target.kind, (int)row->kind);
	if (target.kind == TARGET_PROCESS || target.kind == TARGET_GROUP ||
	    target.kind == TARGET_INODE)
		ck_assert_msg(target.pid == row->pid, "'%s': PID %d", row->operand,
			      (int)target.pid);
	if (target.kind == TARGET_INODE)
		ck_assert_msg(target.inode == row->inode, "'%s': inode %llu", row->operand,
			      (unsigned long long)target.inode);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("process");

	tcase_add_loop_test(unit_case(suite, "process"), parse, 0, ARRAY_SIZE(rows));
	return unit_run(suite);
}
