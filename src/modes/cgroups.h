/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The cgroup mode: from the operands to the exit status. */
#ifndef CGKILL_CGROUPS_H
#define CGKILL_CGROUPS_H

#include "base/attributes.h"
#include "cli/options.h"

/*
 * Does what the options say with each operand, and reports failures. Operands are looked up
 * before the first one is touched, as many at a time as descriptors allow. A cgroup that the
 * caller is in comes last, and then this might not return. Returns the exit status.
 */
int cgroups_signal(const struct options *options) _nonnull_ _must_check_;

#endif
