/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The PID mode: processes, process groups, and processes by name. */
#ifndef CGKILL_PROCESSES_H
#define CGKILL_PROCESSES_H

#include <stdint.h>
#include <sys/types.h>

#include "base/attributes.h"
#include "cli/options.h"

enum target_kind {
	TARGET_PROCESS,		/* PID */
	TARGET_GROUP,		/* 0, -1, -PGID */
	TARGET_INODE,		/* PID:inode, a process that no recycled PID can replace */
	TARGET_NAME,
	TARGET_OUT_OF_RANGE,
	TARGET_INVALID,
};

struct target {
	enum target_kind kind;
	pid_t pid;		/* as kill(2) takes it */
	uint64_t inode;		/* of the pidfd */
};

/* What an operand means, judging by its form alone. */
struct target processes_parse_target(const char *operand) _nonnull_;

/*
 * Signals (or prints) what each operand names, provided that all of them are well-formed, and
 * reports failures. Returns the exit status.
 */
int processes_signal(const struct options *options) _nonnull_ _must_check_;

/* Prints how each process handles signals. Returns the exit status. */
int processes_show_state(const struct options *options) _nonnull_ _must_check_;

#endif
