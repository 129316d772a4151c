/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/pidset.h"

#define WORD_BITS 64

union leaf {
	uint64_t words[PIDSET_LEAF / WORD_BITS];
	uint16_t next;		/* of one that was given back: the number of another, or 0 */
};

/* Leaf number n is pool[n - 1]. */
static union leaf pool[PIDSET_LEAVES];
static uint16_t given_back;	/* the first of the leaves that can be used again */
static uint16_t taken;		/* how many have been used so far */

/* Returns the number of an empty leaf, or 0. */
static uint16_t take_leaf(void)
{
	uint16_t number = given_back;

	if (!number)
		return taken < PIDSET_LEAVES ? ++taken : 0;
	given_back = pool[number - 1].next;
	pool[number - 1] = (union leaf){ .words = { 0 } };
	return number;
}

static void give_back_leaf(uint16_t number)
{
	pool[number - 1].next = given_back;
	given_back = number;
}

static bool in_range(pid_t pid)
{
	return pid > 0 && pid < PIDSET_LIMIT;
}

static size_t index_of(pid_t pid)
{
	return (size_t)pid / PIDSET_LEAF;
}

static uint64_t *word_of(uint16_t leaf, pid_t pid)
{
	return &pool[leaf - 1].words[(size_t)pid % PIDSET_LEAF / WORD_BITS];
}

static uint64_t bit_of(pid_t pid)
{
	return UINT64_C(1) << ((size_t)pid % WORD_BITS);
}

static void widen_range(struct pidset *set, size_t index)
{
	if (set->first == set->end) {
		set->first = index;
		set->end = index + 1;
	} else if (index < set->first) {
		set->first = index;
	} else if (index >= set->end) {
		set->end = index + 1;
	}
}

void pidset_add(struct pidset *set, pid_t pid)
{
	uint16_t *leaf;

	if (!in_range(pid))
		return;
	leaf = &set->leaves[index_of(pid)];
	if (!*leaf) {
		*leaf = take_leaf();
		if (!*leaf)
			return;
		widen_range(set, index_of(pid));
	}
	*word_of(*leaf, pid) |= bit_of(pid);
}

bool pidset_has(const struct pidset *set, pid_t pid)
{
	uint16_t leaf = in_range(pid) ? set->leaves[index_of(pid)] : 0;

	return leaf && (*word_of(leaf, pid) & bit_of(pid));
}

void pidset_clear(struct pidset *set)
{
	for (size_t i = set->first; i < set->end; i++) {
		if (set->leaves[i])
			give_back_leaf(set->leaves[i]);
		set->leaves[i] = 0;
	}
	set->first = set->end = 0;
}
