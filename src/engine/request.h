/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is to be done to processes, or to the cgroups that they are in. */
#ifndef CGKILL_REQUEST_H
#define CGKILL_REQUEST_H

#include <stdbool.h>

#include "engine/message.h"
#include "engine/method.h"

/* --timeout: what to send next to a process that still exists. */
struct followup {
	int milliseconds;
	int signal;
};

#define FOLLOWUPS_MAX 32

struct request {
	struct message message;
	struct followup followups[FOLLOWUPS_MAX];
	int followup_count;

	/* For cgroups only. */
	enum method method;
	bool exclude_self;	/* spare the caller */
	bool wait;		/* until the cgroups are empty */
	int wait_limit;		/* milliseconds */
	bool remove;		/* then remove the cgroups */
	bool count;		/* tell how many processes were signalled */
};

#endif
