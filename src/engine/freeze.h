/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The method freeze: no process can fork or move while the signal is delivered. */
#ifndef CGKILL_FREEZE_H
#define CGKILL_FREEZE_H

#include "base/attributes.h"
#include "engine/pursuit.h"

/*
 * Freezes the cgroup, delivers, and thaws it, unless it was frozen before. Returns 0 and the
 * outcome, or a negative errno if nothing was done: EDEADLK if the caller would, or might, be
 * frozen as well.
 */
int freeze_send(struct pursuit *pursuit, enum outcome *outcome) _nonnull_ _must_check_;

#endif
