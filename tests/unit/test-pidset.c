/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/pidset.h"

#include <limits.h>
#include <string.h>

#include "unit.h"

/* Too large for the stack; each test is a process and so has fresh ones. */
static struct pidset set, other;
static const struct pidset empty;

/* The boundaries of words, of leaves and of the set, and some PIDs in between. */
static const pid_t inside[] = {
	1, 2, 31, 32, 63, 64, 65, 127, 128, 511, 512, 513, 1000, 32768,
	PIDSET_LIMIT - 513, PIDSET_LIMIT - 512,
	PIDSET_LIMIT - 65, PIDSET_LIMIT - 64, PIDSET_LIMIT - 2, PIDSET_LIMIT - 1,
};

static const pid_t outside[] = {
	0, -1, -63, -64, -65, INT_MIN, PIDSET_LIMIT, PIDSET_LIMIT + 1, PIDSET_LIMIT + 64,
	INT_MAX,
};

/* Its leaves, and what it records about them: clearing an empty set costs nothing. */
static bool is_empty(void)
{
	return !memcmp(&set, &empty, sizeof(set));
}

/* Contains this PID and no other. Check records each assertion, which is too slow for millions. */
START_TEST(one)
{
	pid_t added = inside[_i];

	ck_assert_msg(!pidset_has(&set, added), "%d in an empty set", (int)added);
	pidset_add(&set, added);
	for (pid_t pid = 0; pid < PIDSET_LIMIT; pid++)
		if (pidset_has(&set, pid) != (pid == added))
			ck_abort_msg("%d, after %d was added", (int)pid, (int)added);
}
END_TEST

START_TEST(not_remembered)
{
	pid_t pid = outside[_i];

	pidset_add(&set, pid);
	ck_assert_msg(!pidset_has(&set, pid), "%d is remembered", (int)pid);
	ck_assert_msg(is_empty(), "%d changed the set", (int)pid);
}
END_TEST

START_TEST(outside_a_full_set)
{
	for (pid_t pid = 1; pid < PIDSET_LIMIT; pid++)
		pidset_add(&set, pid);
	ck_assert_msg(!pidset_has(&set, outside[_i]), "%d", (int)outside[_i]);
}
END_TEST

START_TEST(many)
{
	for (pid_t pid = 1; pid < PIDSET_LIMIT; pid += 7)
		pidset_add(&set, pid);
	for (pid_t pid = 1; pid < PIDSET_LIMIT; pid++)
		if (pidset_has(&set, pid) != (pid % 7 == 1))
			ck_abort_msg("%d", (int)pid);
	pidset_clear(&set);
	ck_assert(is_empty());
}
END_TEST

START_TEST(twice)
{
	pidset_add(&set, 64);
	pidset_add(&set, 64);
	ck_assert(pidset_has(&set, 64));
	pidset_clear(&set);
	ck_assert(is_empty());
}
END_TEST

/* The set knows where its first and last leaves are, whatever was added first. */
static void check_clear(const pid_t added[3])
{
	for (int i = 0; i < 3; i++)
		pidset_add(&set, added[i]);
	for (int i = 0; i < 3; i++)
		ck_assert_msg(pidset_has(&set, added[i]), "%d is missing", (int)added[i]);
	pidset_clear(&set);
	ck_assert_msg(is_empty(), "not empty after %d, %d, %d", (int)added[0],
		      (int)added[1], (int)added[2]);
}

/* Three PIDs in every order, in one set that is reused. */
START_TEST(clear)
{
	for (size_t i = 0; i < ARRAY_SIZE(inside); i++)
		for (size_t j = 0; j < ARRAY_SIZE(inside); j++)
			check_clear((pid_t[]){ inside[_i], inside[i], inside[j] });
}
END_TEST

START_TEST(clear_empty)
{
	pidset_clear(&set);
	ck_assert(is_empty());
	pidset_add(&set, 0);
	pidset_clear(&set);
	ck_assert(is_empty());
}
END_TEST

/* One PID of each leaf from first on. */
static void add_scattered(struct pidset *to, pid_t first)
{
	for (pid_t pid = first; pid < PIDSET_LIMIT; pid += PIDSET_LEAF)
		pidset_add(to, pid);
}

static int count_scattered(const struct pidset *in, pid_t first)
{
	int count = 0;

	for (pid_t pid = first; pid < PIDSET_LIMIT; pid += PIDSET_LEAF)
		count += pidset_has(in, pid);
	return count;
}

START_TEST(two_sets)
{
	pidset_add(&set, 1000);
	pidset_add(&other, 1001);
	ck_assert(pidset_has(&set, 1000) && !pidset_has(&set, 1001));
	ck_assert(pidset_has(&other, 1001) && !pidset_has(&other, 1000));
	pidset_clear(&set);
	ck_assert(!pidset_has(&set, 1000) && pidset_has(&other, 1001));
	/* It gets the leaf that the other one has given back. */
	pidset_add(&set, 5);
	ck_assert(pidset_has(&set, 5) && !pidset_has(&set, 1000 % PIDSET_LEAF));
}
END_TEST

/* As often as one likes, since leaves are given back. */
START_TEST(scattered)
{
	for (pid_t round = 1; round <= 3; round++) {
		add_scattered(&set, round);
		ck_assert_int_eq(count_scattered(&set, round), PIDSET_LEAVES);
		ck_assert_int_eq(count_scattered(&set, round - 1 ? round - 1 : 511), 0);
		pidset_clear(&set);
		ck_assert(is_empty());
	}
}
END_TEST

START_TEST(exhausted)
{
	add_scattered(&set, 7);
	add_scattered(&other, 7);
	ck_assert_int_eq(count_scattered(&set, 7), PIDSET_LEAVES);
	ck_assert_int_eq(count_scattered(&other, 7), 0);
	pidset_clear(&other);
	pidset_clear(&set);
	add_scattered(&other, 7);
	ck_assert_int_eq(count_scattered(&other, 7), PIDSET_LEAVES);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("pidset");
	TCase *tests = unit_case(suite, "pidset");

	tcase_add_loop_test(tests, one, 0, ARRAY_SIZE(inside));
	tcase_add_loop_test(tests, not_remembered, 0, ARRAY_SIZE(outside));
	tcase_add_loop_test(tests, outside_a_full_set, 0, ARRAY_SIZE(outside));
	tcase_add_test(tests, many);
	tcase_add_test(tests, twice);
	tcase_add_loop_test(tests, clear, 0, ARRAY_SIZE(inside));
	tcase_add_test(tests, clear_empty);
	tcase_add_test(tests, two_sets);
	tcase_add_test(tests, scattered);
	tcase_add_test(tests, exhausted);
	return unit_run(suite);
}
