/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/request.h"

#include <signal.h>
#include <stddef.h>

struct message request_message(const struct request *request, int step)
{
	struct message message = request->message;

	message.step = step;
	if (step) {
		message.signal = request->followups[step - 1].signal;
		message.queued = message.queued && !message_kills(&message);
	}
	return message;
}

bool request_kills(const struct request *request)
{
	bool kills = request->message.signal == SIGKILL;

	for (int i = 0; i < request->followup_count; i++)
		kills |= request->followups[i].signal == SIGKILL;
	return kills;
}

const struct followup *request_next(const struct request *request, const struct message *message)
{
	return message->step < request->followup_count ? &request->followups[message->step] : NULL;
}
