/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A line on a terminal about what the program is waiting for. */
#ifndef CGKILL_PROGRESS_H
#define CGKILL_PROGRESS_H

#include "base/attributes.h"
#include "engine/event.h"

/* Shows or updates the line for an EVENT_WAITING. */
void progress_show(const struct event *waiting) _nonnull_;

/* Removes the line. */
void progress_end(void);

#endif
