/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Walks through one cgroup until no process is left, or only handled ones are, and the
 * judgement of how that ended. All cgroups are walked in the same rounds (rounds.h).
 */
#ifndef CGKILL_SWEEP_H
#define CGKILL_SWEEP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attributes.h"
#include "engine/job.h"

/* Before the first walk with the job's message. */
void sweep_begin(struct job *job) _nonnull_;

/* One walk. Sets in the job when the next one is due: if hurried, at once. */
void sweep_walk(struct job *job, bool hurried) _nonnull_;

/*
 * The same for walks after the first, between which a cgroup may be thawed and frozen again: the
 * quiet ones that count are then those that come after the last thaw.
 */
void sweep_walk_on(struct job *job, bool hurried) _nonnull_;

/* Whether nobody new has been found often enough, or the cgroup cannot be read. */
bool sweep_is_over(const struct job *job) _nonnull_ _must_check_;

/*
 * Then, the milliseconds that processes which cannot be signalled, or are no longer
 * listed, are to be given to end by themselves before another walk; or 0.
 */
int sweep_patience(const struct job *job) _nonnull_ _must_check_;

/* Whether such a sweep has found that nobody is left but the caller. */
bool sweep_leaves_caller(const struct job *job) _nonnull_ _must_check_;

/* Whether it has found that the lists show nobody, although the cgroup is populated. */
bool sweep_leaves_unlisted(const struct job *job) _nonnull_ _must_check_;

/*
 * The outcome of a sweep that is over, after an event for any failure. If it goes on with a wait, or
 * with another signal, lists that show nobody are not judged: that shows whether the cgroup becomes
 * empty.
 */
enum outcome sweep_judge(const struct job *job, bool goes_on) _nonnull_ _must_check_;

/* The same for one during which the cgroup was found empty. */
enum outcome sweep_judge_empty(const struct job *job) _nonnull_ _must_check_;

/* The same for one that was given up after that many seconds. */
enum outcome sweep_judge_endless(const struct job *job, int seconds) _nonnull_ _must_check_;

#endif
