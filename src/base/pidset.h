/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sets of PIDs in static memory, of which only as much is touched as the PIDs need: leaves of
 * 512 PIDs, from one pool for all sets. A single set can contain any PIDs. Several together
 * can exhaust the pool, two once their PIDs are scattered over more than 4,096 leaves each; from
 * then on a PID that needs a further leaf is not remembered.
 */
#ifndef CGKILL_PIDSET_H
#define CGKILL_PIDSET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/attributes.h"

/* The kernel's PID_MAX_LIMIT on 64 bits (proc_sys_kernel(5), pid_max). */
#define PIDSET_LIMIT 4194304

#define PIDSET_LEAF 512
#define PIDSET_LEAVES (PIDSET_LIMIT / PIDSET_LEAF)

struct pidset {
	uint16_t leaves[PIDSET_LEAVES];	/* numbers of leaves, from 1; 0: there is none */
	size_t first, end;		/* the range of those that there may be */
};

/* Adds pid, if it fits; a PID that no current kernel hands out does not. */
void pidset_add(struct pidset *set, pid_t pid) _nonnull_;

/* Whether pid was added. */
bool pidset_has(const struct pidset *set, pid_t pid) _nonnull_ _must_check_;

/* Removes all. */
void pidset_clear(struct pidset *set) _nonnull_;

#endif
