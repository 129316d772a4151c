/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The engine's events in words, as text. */
#ifndef CGKILL_EVENTS_H
#define CGKILL_EVENTS_H

#include "base/attributes.h"
#include "engine/event.h"

/*
 * An event_listener: what is done goes to standard output, only with --verbose, and failures go
 * to standard error.
 */
void events_show(const struct event *event) _nonnull_;

#endif
