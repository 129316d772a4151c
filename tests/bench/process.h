/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The processes of a scene, and how some are kept from dying. */
#ifndef CGKILL_BENCH_PROCESS_H
#define CGKILL_BENCH_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

#include "scene.h"

/* Starts a process in the cgroup that is open. Returns its PID, or -1. */
pid_t process_start(const struct scene *scene, int cgroup);

/* Whether a deaf process has got its signal. */
bool process_was_told(pid_t pid);

/* From now on the process cannot die, as soon as process_freeze() has been called. */
void process_hold(const struct scene *scene, pid_t pid);
void process_freeze(const struct scene *scene);

/* Those who have been killed die. */
void process_release(const struct scene *scene);

/*
 * Reaps one process and returns its PID, or 0 if none has ended, or with wait, none is left. Only
 * with wait may those end that are traced.
 */
pid_t process_reap(bool wait);

#endif
