/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How a signal gets to every process in a cgroup: by the first method that works. */
#ifndef CGKILL_METHODS_H
#define CGKILL_METHODS_H

#include "base/attributes.h"
#include "engine/job.h"
#include "engine/message.h"

/*
 * Sends to every process in and below the cgroup by the job's method, or by the first one that
 * works, with an event for each failure. If the caller turns out to be inside, it is skipped,
 * and the job says so afterwards.
 */
enum outcome methods_send(struct job *job, const struct message *message) _nonnull_ _must_check_;

/*
 * The method by which methods_send() would send, as far as that can be told without writing
 * anything: a write can still fail (EPERM, cgroup_kill()). Returns 0, or a negative errno if
 * the job asks for a method that cannot be used, or if its cgroup is gone.
 */
int methods_predict(const struct job *job, const struct message *message, enum method *method)
	_nonnull_ _must_check_;

/* Reports that the method cannot be used. */
void methods_refuse(const struct job *job, enum method method, int err) _nonnull_;

#endif
