/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --when: what a cgroup is watched for before it gets the first signal. */
#ifndef CGKILL_CONDITION_H
#define CGKILL_CONDITION_H

#include "kernel/pressure.h"

enum condition_kind {
	CONDITION_TIME,		/* so many milliseconds have passed */
	CONDITION_OOM,		/* the kernel has killed a process in it for lack of memory */
	CONDITION_PRESSURE,	/* its tasks stall */
};

struct condition {
	const char *text;	/* as it was given, for messages */
	enum condition_kind kind;
	int milliseconds;
	struct pressure pressure;
};

#define CONDITIONS_MAX 8

#endif
