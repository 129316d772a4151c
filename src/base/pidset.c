/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/pidset.h"

#include <string.h>

static bool in_range(pid_t pid)
{
	return pid > 0 && pid < PIDSET_LIMIT;
}

void pidset_add(struct pidset *set, pid_t pid)
{
	size_t word = (size_t)pid / PIDSET_WORD_BITS;

	if (!in_range(pid))
		return;
	set->words[word] |= 1UL << ((size_t)pid % PIDSET_WORD_BITS);
	if (set->first == set->end) {
		set->first = word;
		set->end = word + 1;
	} else if (word < set->first) {
		set->first = word;
	} else if (word >= set->end) {
		set->end = word + 1;
	}
}

bool pidset_has(const struct pidset *set, pid_t pid)
{
	return in_range(pid) &&
	       (set->words[(size_t)pid / PIDSET_WORD_BITS] >>
		((size_t)pid % PIDSET_WORD_BITS) & 1);
}

void pidset_clear(struct pidset *set)
{
	memset(set->words + set->first, 0,
	       (set->end - set->first) * sizeof(set->words[0]));
	set->first = set->end = 0;
}
