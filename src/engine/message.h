/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is sent to a process: a signal, with or without a value. */
#ifndef CGKILL_MESSAGE_H
#define CGKILL_MESSAGE_H

#include <signal.h>
#include <stdbool.h>
#include <sys/types.h>

#include "base/attributes.h"

struct message {
	int signal;		/* number; 0 only checks */
	bool queued;		/* with a value, as sigqueue(3) does */
	int value;
	int step;		/* which one of a request's it is: see request_message() */
};

/* Whether it kills any process that gets it, and may therefore be sent again. */
static inline bool message_kills(const struct message *message)
{
	return message->signal == SIGKILL;
}

/*
 * Whether it has no effect on the process: the kernel drops SIGKILL and SIGSTOP that are sent to
 * the init of a PID namespace from within it (pid_namespaces(7)).
 */
static inline bool message_is_dropped(const struct message *message, pid_t pid)
{
	return pid == 1 && (message->signal == SIGKILL || message->signal == SIGSTOP);
}

/*
 * Sends to whatever pid means to kill(2); with a value only to a process. Returns 0, or a
 * negative errno as for kill(2).
 */
int message_send(pid_t pid, const struct message *message) _nonnull_ _must_check_;

/* Sends to the process pid of a descriptor from pidfd_of(). Returns the same as message_send(). */
int message_send_pidfd(int fd, pid_t pid, const struct message *message) _nonnull_ _must_check_;

#endif
