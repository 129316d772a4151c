/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether a cgroup is empty, apart from the caller and kernel threads. */
#ifndef CGKILL_WATCH_H
#define CGKILL_WATCH_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/attributes.h"
#include "engine/job.h"

/*
 * Whether the kernel does not wake up poll(2) when nobody else is left: one of the processes is
 * waited for instead, and then the next.
 */
bool watch_is_blind(const struct job *job) _nonnull_ _must_check_;

/* Whether the kernel says so. */
bool watch_is_empty(struct job *job) _nonnull_ _must_check_;

/*
 * The same where the kernel cannot tell, since the cgroup holds the caller or a kernel thread:
 * the lists are read. With thoroughly everything is counted.
 */
bool watch_look(struct job *job, bool thoroughly) _nonnull_ _must_check_;

/* Whether nobody is in it now but the caller and kernel threads, as far as that can be known. */
bool watch_finds_nobody(const struct job *job) _nonnull_ _must_check_;

/* When the next look is worth while although poll(2) tells nothing; INT64_MAX: not before it does. */
int64_t watch_due(const struct job *job, int64_t now) _nonnull_ _must_check_;

/* What wakes up poll(2) when the next look may find the cgroup empty. */
struct pollfd watch_poll(const struct job *job, int64_t now) _nonnull_ _must_check_;

/*
 * Who is in it now, and is sent what the cgroup is sent after that, is no newcomer: they are
 * remembered, for all cgroups together, if there is memory for that.
 */
void watch_remember(struct job *job) _nonnull_;

/*
 * Whether there is anybody who was not remembered; false if nothing is. From then on all that are in
 * it now are remembered.
 */
bool watch_finds_newcomer(struct job *job) _nonnull_ _must_check_;

/*
 * All cgroups whose processes are remembered have been looked at: forgets those that were not found
 * any more, since their PIDs may pass to newcomers.
 */
void watch_forget_gone(void);

/*
 * After a wake-up that did not find the cgroup empty: its events are ignored for a while, longer
 * each time. cgroup.events also tells of freezing, which may happen all the time.
 */
void watch_mute(struct job *job, int64_t now) _nonnull_;

#endif
