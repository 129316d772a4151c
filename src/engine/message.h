/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is sent to a process: a signal, with a value or without. */
#ifndef CGKILL_MESSAGE_H
#define CGKILL_MESSAGE_H

#include <signal.h>
#include <stdbool.h>
#include <sys/types.h>

#include "base/attributes.h"

struct message {
	int signal;		/* number; 0 only checks */
	bool queued;		/* with a value, as sigqueue(3) */
	int value;
};

/* Whether it ends a process that gets it, and may be sent again. */
static inline bool message_kills(const struct message *message)
{
	return message->signal == SIGKILL;
}

/*
 * What is sent after the first message with the signal of --timeout: the same value, but
 * none with SIGKILL, which nobody receives and the kernel's method cannot send.
 */
struct message message_followup(const struct message *first, int signal) _nonnull_ _must_check_;

/*
 * Sends to what pid means to kill(2); with a value only to a process. Returns 0, or a
 * negative errno as kill(2).
 */
int message_send(pid_t pid, const struct message *message) _nonnull_ _must_check_;

/* Sends to the process of a descriptor from pidfd_of(). Returns as message_send(). */
int message_send_pidfd(int fd, const struct message *message) _nonnull_ _must_check_;

#endif
