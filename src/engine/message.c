/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/message.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "kernel/pidfd.h"

int message_send(pid_t pid, const struct message *message)
{
	union sigval value = { .sival_int = message->value };
	int result;

	if (message->queued)
		result = sigqueue(pid, message->signal, value);
	else
		result = kill(pid, message->signal);
	return result < 0 ? -errno : 0;
}

int message_send_pidfd(int fd, pid_t pid, const struct message *message)
{
	siginfo_t info;

	if (!message->queued)
		return pidfd_send(fd, pid, message->signal, NULL);
	memset(&info, 0, sizeof(info));
	info.si_signo = message->signal;
	info.si_code = SI_QUEUE;
	info.si_pid = getpid();
	info.si_uid = getuid();
	info.si_value.sival_int = message->value;
	return pidfd_send(fd, pid, message->signal, &info);
}
