/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is to be done to processes, or to the cgroups that they are in. */
#ifndef CGKILL_REQUEST_H
#define CGKILL_REQUEST_H

#include <stdbool.h>

#include "base/attributes.h"
#include "engine/condition.h"
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
	bool mrelease;		/* free the memory of those that are sent SIGKILL */

	/* For cgroups only. */
	struct condition conditions[CONDITIONS_MAX];
	int condition_count;	/* 0: signal at once */
	enum method method;
	bool exclude_self;	/* spare the caller */
	bool wait;		/* until the cgroups are empty */
	int wait_limit;		/* milliseconds */
	bool remove;		/* then remove the cgroups */
	bool count;		/* tell how many processes were signalled */
};

/*
 * What is sent after so many signals of --timeout: the same value as first, but none with SIGKILL,
 * which no process receives and which the method kernel cannot send with a value.
 */
struct message request_message(const struct request *request, int step) _nonnull_ _must_check_;

/* Whether SIGKILL is the signal, or one of those of --timeout. */
bool request_kills(const struct request *request) _nonnull_ _must_check_;

/* The signal of --timeout that comes after a message, or NULL. */
const struct followup *request_next(const struct request *request, const struct message *message)
	_nonnull_ _must_check_;

#endif
