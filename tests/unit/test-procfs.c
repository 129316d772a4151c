/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/process.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "unit.h"

/*
 * /proc/PID/stat
 */

/* The fields after the flags, which nothing should mistake for them; one thread. */
#define REST " 2097152 0 0 0 7 7 0 0 20 0 1 0 2097152 0 0 18446744073709551615\n"

/* The flags of a process and of a kernel thread. */
#define PROCESS "4194304"
#define KTHREAD "2129984"

static const struct stat_row {
	const char *text;
	int result;
	pid_t parent;
	int threads;
	char state;
	bool kernel_thread;
} stats[] = {
	/* kthreadd, a shell and a dead one, as the kernel writes them */
	{ "2 (kthreadd) S 0 0 0 0 -1 2129984 0 0 0 0 0 13 0 0 20 0 1 0 14 0 0\n",
	  0, 0, 1, 'S', true },
	{ "7 (sh) S 1 7 7 34816 7 4194304 210 0 0 0 0 0 0 0 20 0 1 0 88 2580480 230\n",
	  0, 1, 1, 'S', false },
	{ "7 (sh) Z 1 7 7 34816 7 4228108" REST, 0, 1, 1, 'Z', false },

	/* every state */
	{ "7 (x) R 1 7 7 0 -1 " PROCESS REST, 0, 1, 1, 'R', false },
	{ "7 (x) D 1 7 7 0 -1 " PROCESS REST, 0, 1, 1, 'D', false },
	{ "7 (x) T 1 7 7 0 -1 " PROCESS REST, 0, 1, 1, 'T', false },
	{ "7 (x) t 1 7 7 0 -1 " PROCESS REST, 0, 1, 1, 't', false },
	{ "7 (x) X 1 7 7 0 -1 " PROCESS REST, 0, 1, 1, 'X', false },
	{ "7 (x) I 2 0 0 0 -1 " KTHREAD REST, 0, 2, 1, 'I', true },

	/* the parent, which is 0 when it is in another PID namespace */
	{ "7 (x) S 0 7 7 0 -1 " PROCESS REST, 0, 0, 1, 'S', false },
	{ "7 (x) S 4194303 7 7 0 -1 " PROCESS REST, 0, 4194303, 1, 'S', false },
	{ "7 (x) S 2147483647 7 7 0 -1 " PROCESS REST, 0, 2147483647, 1, 'S', false },

	/* threads, between fields of all sizes: faults, times, and a real-time priority */
	{ "7 (x) S 1 7 7 0 -1 4194304 1 2 3 4 5 6 7 8 9 10 11 12 13\n", 0, 1, 11, 'S', false },
	{ "7 (x) S 1 7 7 0 -1 4194304 0 0 0 0 0 0 0 0 20 0 32768 0\n", 0, 1, 32768, 'S', false },
	{ "7 (x) S 1 7 7 0 -1 4194304 0 0 0 0 0 0 0 0 -100 -20 3 0\n", 0, 1, 3, 'S', false },
	{ "7 (x) S 1 7 7 0 -1 4194304 18446744073709551615 18446744073709551615 "
	  "18446744073709551615 18446744073709551615 18446744073709551615 "
	  "18446744073709551615 9223372036854775807 9223372036854775807 20 0 3 0\n",
	  0, 1, 3, 'S', false },
	/* a dead main thread, with others still running */
	{ "7 (x) Z 1 7 7 0 -1 4228108 0 0 0 0 0 0 0 0 20 0 5 0\n", 0, 1, 5, 'Z', false },
	/* exiting: no threads any more */
	{ "7 (x) Z 1 7 7 0 -1 4228108 0 0 0 0 0 0 0 0 20 0 0 0\n", 0, 1, 0, 'Z', false },

	/* the flag alone, and all but the flag */
	{ "7 (x) S 1 7 7 0 -1 2097152" REST, 0, 1, 1, 'S', true },
	{ "7 (x) S 1 7 7 0 -1 4292870143" REST, 0, 1, 1, 'S', false },
	{ "7 (x) S 1 7 7 0 -1 4294967295" REST, 0, 1, 1, 'S', true },
	{ "7 (x) S 1 7 7 0 -1 0" REST, 0, 1, 1, 'S', false },
	/* each field before the flags with the value of the flag */
	{ "2097152 (x) S 2097152 2097152 2097152 2097152 2097152 0" REST,
	  0, 2097152, 1, 'S', false },

	/* processes choose their names */
	{ "7 () S 1 7 7 0 -1 " PROCESS REST, 0, 1, 1, 'S', false },
	{ "7 () S 1 7 7 0 -1 " KTHREAD REST, 0, 1, 1, 'S', true },
	{ "7 ()) S 1 7 7 0 -1 " PROCESS REST, 0, 1, 1, 'S', false },
	{ "7 (() S 1 7 7 0 -1 " KTHREAD REST, 0, 1, 1, 'S', true },
	{ "7 (a b) S 1 7 7 0 -1 " PROCESS REST, 0, 1, 1, 'S', false },
	{ "7 (a b) S 1 7 7 0 -1 " KTHREAD REST, 0, 1, 1, 'S', true },
	{ "7 ( ) S 1 7 7 0 -1 " KTHREAD REST, 0, 1, 1, 'S', true },
	{ "7 (a\nb) S 1 7 7 0 -1 " PROCESS REST, 0, 1, 1, 'S', false },
	{ "7 (a\nb) S 1 7 7 0 -1 " KTHREAD REST, 0, 1, 1, 'S', true },
	{ "7 (\n) S 1 7 7 0 -1 " KTHREAD REST, 0, 1, 1, 'S', true },
	{ "7 (x) Z 0 0 0 0 -1 " KTHREAD ") S 1 7 7 0 -1 " PROCESS REST, 0, 1, 1, 'S', false },
	{ "7 (x) Z 0 0 0 0 -1 " PROCESS ") S 1 7 7 0 -1 " KTHREAD REST, 0, 1, 1, 'S', true },
	{ "7 (x) Z 9 7 7 0 -1 " KTHREAD REST ") S 1 7 7 0 -1 " PROCESS REST,
	  0, 1, 1, 'S', false },
	{ "7 () S 9 () Z 9) S 1 7 7 0 -1 " KTHREAD REST, 0, 1, 1, 'S', true },
	{ "7 (\xff\x80) S 1 7 7 0 -1 " KTHREAD REST, 0, 1, 1, 'S', true },

	/* truncated, the first one still after the threads */
	{ "7 (x) S 1 7 7 0 -1 4194304 0 0 0 0 0 0 0 0 20 0 1", 0, 1, 1, 'S', false },
	{ "7 (x) S 1 7 7 0 -1 4194304 0 0 0 0 0 0 0 0 20 0 ", -EBADMSG, 0, 0, 0, false },
	{ "7 (x) S 1 7 7 0 -1 4194304", -EBADMSG, 0, 0, 0, false },
	{ "7 (x) S 1 7 7 0 -1 ", -EBADMSG, 0, 0, 0, false },
	{ "7 (x) S 1 7 7 0", -EBADMSG, 0, 0, 0, false },
	{ "7 (x) S", -EBADMSG, 0, 0, 0, false },
	{ "7 (x)", -EBADMSG, 0, 0, 0, false },
	{ "7 (x", -EBADMSG, 0, 0, 0, false },
	{ "7", -EBADMSG, 0, 0, 0, false },
	{ "", -EBADMSG, 0, 0, 0, false },
	/* not such a text */
	{ "7 x S 1 7 7 0 -1 " KTHREAD REST, -EBADMSG, 0, 0, 0, false },
	{ "7 (x) S 1 7 7 0 -1 x" REST, -EBADMSG, 0, 0, 0, false },
	{ "7 (x) S 1 y 7 0 -1 " KTHREAD REST, -EBADMSG, 0, 0, 0, false },
	{ "7 (x) S z 7 7 0 -1 " KTHREAD REST, -EBADMSG, 0, 0, 0, false },
	{ "7 (x) S 1 7 7 0 -1 " KTHREAD " 0 0 0 0 0 0 0 0 20 0 x 0\n", -EBADMSG, 0, 0, 0, false },
	/* The state is one letter. */
	{ "7 (x) SS 1 7 7 0 -1 " KTHREAD REST, -EBADMSG, 0, 0, 0, false },
};

START_TEST(stat_of_a_process)
{
	const struct stat_row *row = &stats[_i];
	struct process_stat stat;
	int result = procfs_parse_stat(row->text, &stat);

	ck_assert_msg(result == row->result, "'%s': %d, expected %d", row->text, result,
		      row->result);
	if (result)
		return;
	ck_assert_msg(stat.state == row->state, "'%s': state %c", row->text, stat.state);
	ck_assert_msg(stat.parent == row->parent, "'%s': parent %d", row->text,
		      (int)stat.parent);
	ck_assert_msg(stat.threads == row->threads, "'%s': %ld threads", row->text,
		      stat.threads);
	ck_assert_msg(process_stat_is_kernel_thread(&stat) == row->kernel_thread,
		      "'%s': flags %u", row->text, stat.flags);
}
END_TEST

START_TEST(states_of_rest)
{
	const char *rest = "STtXZ", *restless = "RDPIKWx?";
	struct process_stat stat = { .state = '\0' };

	ck_assert(!process_stat_is_at_rest(&stat));
	for (; *rest; rest++) {
		stat.state = *rest;
		ck_assert_msg(process_stat_is_at_rest(&stat), "%c", *rest);
	}
	for (; *restless; restless++) {
		stat.state = *restless;
		ck_assert_msg(!process_stat_is_at_rest(&stat), "%c", *restless);
	}
}
END_TEST

/* As the kernel writes them: a zombie, an init that waits for its namespace, a live process. */
START_TEST(exiting)
{
	struct process_stat stat = { .flags = 4228108 };

	ck_assert(process_stat_is_exiting(&stat));
	stat.flags = 4195340;
	ck_assert(process_stat_is_exiting(&stat));
	stat.flags = 4194304;
	ck_assert(!process_stat_is_exiting(&stat));
	stat.flags = ~4U;
	ck_assert(!process_stat_is_exiting(&stat));
}
END_TEST

START_TEST(states_of_exit)
{
	const struct process_stat alive = { .state = 'S', .flags = 0x400000 };
	const struct process_stat leaving = { .state = 'S', .flags = 0x40010c };
	const struct process_stat zombie = { .state = 'Z', .flags = 0x40010c };

	ck_assert(!process_stat_is_exiting(&alive));
	ck_assert(process_stat_is_exiting(&leaving));
	ck_assert(!process_stat_is_exiting(&zombie));
}
END_TEST

/*
 * /proc/PID/status
 */
#define HEAD "Name:\tx\nUmask:\t0022\nState:\tS (sleeping)\nSigQ:\t3/7680\n"
#define TAIL "CapInh:\t0000000000000000\nSeccomp:\t0\n"

static const struct state_row {
	const char *text;
	int result;
	/* pending for the thread, and the process; blocked, ignored, caught */
	uint64_t low[5], high[5];
} states[] = {
	/* as the kernel writes it */
	{ HEAD
	  "SigPnd:\t0000000000000000\nShdPnd:\t0000000000000000\nSigBlk:\t0000000000010000\n"
	  "SigIgn:\t0000000000380004\nSigCgt:\t000000004b817efb\n" TAIL,
	  0, { 0, 0, 0x10000, 0x380004, 0x4b817efb }, { 0 } },
	{ HEAD
	  "SigPnd:\t0000000000000001\nShdPnd:\t0000000000000002\nSigBlk:\t0000000000000004\n"
	  "SigIgn:\t0000000000000008\nSigCgt:\t8000000000000000\n" TAIL,
	  0, { 1, 2, 4, 8, UINT64_C(1) << 63 }, { 0 } },
	{ HEAD
	  "SigPnd:\tffffffffffffffff\nShdPnd:\tfffffffffffffffe\nSigBlk:\t7fffffffffffffff\n"
	  "SigIgn:\tfedcba9876543210\nSigCgt:\t0123456789abcdef\n" TAIL,
	  0, { UINT64_MAX, UINT64_MAX - 1, UINT64_MAX >> 1, UINT64_C(0xfedcba9876543210),
	       UINT64_C(0x0123456789abcdef) }, { 0 } },
	/* as on MIPS, which has 127 signals */
	{ HEAD
	  "SigPnd:\t00000000000000000000000000000000\nShdPnd:\t40000000000000000000000000000001\n"
	  "SigBlk:\t00000000000000010000000000000000\nSigIgn:\tfedcba98765432100123456789abcdef\n"
	  "SigCgt:\t00000000000000000000000180004a02\n" TAIL,
	  0, { 0, 1, 0, UINT64_C(0x0123456789abcdef), UINT64_C(0x180004a02) },
	  { 0, UINT64_C(1) << 62, 1, UINT64_C(0xfedcba9876543210), 0 } },
	/* wider, but with no more signals, and with more */
	{ "SigPnd:\t000000000000000000000000000000000000000000000001\nShdPnd:\t2\nSigBlk:\t3\n"
	  "SigIgn:\t4\nSigCgt:\t5\n", 0, { 1, 2, 3, 4, 5 }, { 0 } },
	{ "SigPnd:\t100000000000000000000000000000000\nShdPnd:\t2\nSigBlk:\t3\nSigIgn:\t4\n"
	  "SigCgt:\t5\n", -EBADMSG, { 0 }, { 0 } },
	/* No particular order is guaranteed. */
	{ "SigCgt:\t5\nSigIgn:\t4\nSigBlk:\t3\nShdPnd:\t2\nSigPnd:\t1\n",
	  0, { 1, 2, 3, 4, 5 }, { 0 } },
	{ "SigPnd:\t1\nShdPnd:\t2\nSigBlk:\t3\nSigIgn:\t4\nSigCgt:\t5",
	  0, { 1, 2, 3, 4, 5 }, { 0 } },
	/* A name cannot start a line, since the kernel escapes newlines in it. */
	{ "Name:\tSigPnd:\\nSigPnd:\t9\nSigPnd:\t1\nShdPnd:\t2\nSigBlk:\t3\nSigIgn:\t4\n"
	  "SigCgt:\t5\n", 0, { 1, 2, 3, 4, 5 }, { 0 } },
	{ "XSigPnd:\t9\nSigPndX:\t9\nSigPnd:\t1\nShdPnd:\t2\nSigBlk:\t3\nSigIgn:\t4\n"
	  "SigCgt:\t5\n", 0, { 1, 2, 3, 4, 5 }, { 0 } },

	/* each line missing, as at the end of a truncated text */
	{ "ShdPnd:\t2\nSigBlk:\t3\nSigIgn:\t4\nSigCgt:\t5\n", -EBADMSG, { 0 }, { 0 } },
	{ "SigPnd:\t1\nSigBlk:\t3\nSigIgn:\t4\nSigCgt:\t5\n", -EBADMSG, { 0 }, { 0 } },
	{ "SigPnd:\t1\nShdPnd:\t2\nSigIgn:\t4\nSigCgt:\t5\n", -EBADMSG, { 0 }, { 0 } },
	{ "SigPnd:\t1\nShdPnd:\t2\nSigBlk:\t3\nSigCgt:\t5\n", -EBADMSG, { 0 }, { 0 } },
	{ "SigPnd:\t1\nShdPnd:\t2\nSigBlk:\t3\nSigIgn:\t4\n", -EBADMSG, { 0 }, { 0 } },
	{ "SigPnd:\t1\nShdPnd:\t2\nSigBlk:\t3\nSigIgn:\t4\nSigCgt:", -EBADMSG, { 0 }, { 0 } },
	{ "SigPnd:\t1\nShdPnd:\t2\nSigBlk:\t3\nSigIgn:\t4\nSigCg", -EBADMSG, { 0 }, { 0 } },
	{ HEAD TAIL, -EBADMSG, { 0 }, { 0 } },
	{ "", -EBADMSG, { 0 }, { 0 } },
	{ "\n", -EBADMSG, { 0 }, { 0 } },
	/* not masks */
	{ "SigPnd:\tx\nShdPnd:\t2\nSigBlk:\t3\nSigIgn:\t4\nSigCgt:\t5\n", -EBADMSG, { 0 }, { 0 } },
	{ "SigPnd:\nShdPnd:\t2\nSigBlk:\t3\nSigIgn:\t4\nSigCgt:\t5\n", -EBADMSG, { 0 }, { 0 } },
	{ "sigpnd:\t1\nShdPnd:\t2\nSigBlk:\t3\nSigIgn:\t4\nSigCgt:\t5\n", -EBADMSG, { 0 }, { 0 } },
};

static void check_mask(const char *text, const char *what, struct signal_mask mask, uint64_t low,
		       uint64_t high)
{
	ck_assert_msg(mask.low == low && mask.high == high,
		      "'%s': %s %" PRIx64 ":%" PRIx64 ", expected %" PRIx64 ":%" PRIx64, text,
		      what, mask.high, mask.low, high, low);
}

START_TEST(signal_state)
{
	const struct state_row *row = &states[_i];
	struct signal_state state;
	int result;

	/* None of it may remain. */
	memset(&state, 0x55, sizeof(state));
	result = procfs_parse_signal_state(row->text, &state);
	ck_assert_msg(result == row->result, "'%s': %d, expected %d", row->text, result,
		      row->result);
	if (result)
		return;
	check_mask(row->text, "thread's", state.thread_pending, row->low[0], row->high[0]);
	check_mask(row->text, "process's", state.process_pending, row->low[1], row->high[1]);
	check_mask(row->text, "blocked", state.blocked, row->low[2], row->high[2]);
	check_mask(row->text, "ignored", state.ignored, row->low[3], row->high[3]);
	check_mask(row->text, "caught", state.caught, row->low[4], row->high[4]);
}
END_TEST

/* Lines of /proc/PID/status: what is kept of a text that consists of these. */
#define MASKS "SigPnd:\t1\nShdPnd:\t2\nSigBlk:\t3\nSigIgn:\t4\nSigCgt:\t5\n"

/* A line of that length including its newline, between two others. */
static void check_long_line(int length, const char *kept)
{
	char text[STATUS_SIZE];
	FILE *status = tmpfile();

	ck_assert_ptr_nonnull(status);
	/* Its end looks like a line. */
	fprintf(status, "Uid:\t7\nGroups:%*s\n" MASKS, length - 8, "SigCgt:\t9");
	rewind(status);
	ck_assert_int_eq(procfs_read_status(status, text), 0);
	fclose(status);
	ck_assert_msg(!strncmp(text, kept, strlen(kept)), "length %d: '%s'", length, text);
	ck_assert_ptr_nonnull(strstr(text, "SigPnd:"));
	ck_assert_str_eq(strstr(text, "SigPnd:"), MASKS);
}

START_TEST(short_lines)
{
	check_long_line(40, "Uid:\t7\nGroups: ");
	check_long_line(STATUS_LINE, "Uid:\t7\nGroups: ");
	check_long_line(STATUS_LINE + 1, "Uid:\t7\nSigPnd:");
	check_long_line(100000, "Uid:\t7\nSigPnd:");
}
END_TEST

/* More lines than fit: what is kept ends with a complete line. */
START_TEST(many_lines)
{
	char text[STATUS_SIZE];
	FILE *status = tmpfile();

	ck_assert_ptr_nonnull(status);
	for (int i = 0; i < STATUS_SIZE; i++)
		fputs("SigPnd:\t1\n", status);
	rewind(status);
	ck_assert_int_eq(procfs_read_status(status, text), 0);
	fclose(status);
	ck_assert_uint_eq(strlen(text), 8190);
	ck_assert(text[strlen(text) - 1] == '\n');
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("procfs");
	TCase *tests = unit_case(suite, "procfs");

	tcase_add_loop_test(tests, stat_of_a_process, 0, ARRAY_SIZE(stats));
	tcase_add_test(tests, states_of_rest);
	tcase_add_test(tests, exiting);
	tcase_add_test(tests, states_of_exit);
	tcase_add_loop_test(tests, signal_state, 0, ARRAY_SIZE(states));
	tcase_add_test(tests, short_lines);
	tcase_add_test(tests, many_lines);
	return unit_run(suite);
}
