/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The cgroup mode: which cgroup when, and what comes after the first signal. */
#ifndef CGKILL_CGROUPS_H
#define CGKILL_CGROUPS_H

#include "base/attributes.h"
#include "cli/options.h"

/*
 * Does with each operand what the options say, and reports what fails. Operands are
 * looked up before the first is touched, as many at a time as descriptors allow. One that
 * the caller is in comes last, and then this need not return. Returns the exit status.
 */
int cgroups_signal(const struct options *options) _nonnull_ _must_check_;

#endif
