/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What would be done, for programs: cgkill(1) documents the keys. */
#ifndef CGKILL_PLANJSON_H
#define CGKILL_PLANJSON_H

#include "base/attributes.h"
#include "engine/request.h"
#include "show/plan.h"

/* Prints the plans as one JSON object on standard output. */
void planjson_print(const struct plan *plans, int count, const struct request *request)
	_nonnull_args_(3);

#endif
