/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which method is used for a job, and which one next if that cannot be. */
#ifndef CGKILL_FALLBACK_H
#define CGKILL_FALLBACK_H

#include "base/attributes.h"
#include "engine/job.h"
#include "engine/message.h"

/* Returns 0 once the method is at work, or a negative errno if it cannot be used. */
typedef int method_attempt(enum method method, void *data);

/*
 * Attempts the job's method, or one after the other until one works; the cgroup is the job's or
 * one below it. Returns 0, also if the cgroup is gone, or a negative errno after an event.
 */
int fallback_attempt(const struct job *job, const struct cgroup *cgroup,
		     const struct message *message, method_attempt *attempt, void *data)
	_nonnull_args_(1, 2, 3, 4) _must_check_;

/*
 * The method that would work, as far as that can be told without writing anything: a write can
 * still fail (EPERM, cgroup_kill()). Returns 0, or a negative errno if the job asks for a
 * method that cannot be used, or if its cgroup is gone.
 */
int fallback_predict(const struct job *job, const struct message *message, enum method *method)
	_nonnull_ _must_check_;

/* Reports that the method cannot be used. */
void fallback_refuse(const struct job *job, enum method method, int err) _nonnull_;

#endif
