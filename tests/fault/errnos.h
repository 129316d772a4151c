/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What each system call can fail with. */
#ifndef ERRNOS_H
#define ERRNOS_H

#include <stdbool.h>

/* The errnos of a system call, as words; a number is a value to return instead. */
const char *errnos_of(const char *call);

/* Those with which all later calls may fail as well. */
const char *errnos_that_last(const char *call);

/* Whether the call must be left alone: it does not return, or the program does not make it. */
bool errnos_excluded(const char *call);

#endif
