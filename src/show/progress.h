/* SPDX-License-Identifier: GPL-2.0-or-later */
/* On a terminal, a line about what is waited for. */
#ifndef CGKILL_PROGRESS_H
#define CGKILL_PROGRESS_H

#include "base/attributes.h"
#include "engine/event.h"

/* Shows or renews the line for an event EVENT_WAITING. */
void progress_show(const struct event *waiting) _nonnull_;

/* Removes it again. */
void progress_end(void);

#endif
