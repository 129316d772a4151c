/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Variables that own something, which is released at the end of their scope. */
#ifndef CGKILL_CLEANUP_H
#define CGKILL_CLEANUP_H

#include <stdlib.h>
#include <unistd.h>

/* A descriptor, or a negative number. */
#define _cleanup_close_ __attribute__((cleanup(cleanup_close)))

/* Memory, or NULL. */
#define _cleanup_free_ __attribute__((cleanup(cleanup_free)))

static inline void cleanup_close(const int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static inline void cleanup_free(void *pointer)
{
	free(*(void **)pointer);
}

/* Closes what a variable owns that lives on. */
static inline void close_fd(int *fd)
{
	cleanup_close(fd);
	*fd = -1;
}

/* Returns what the variable owns; from then on it belongs to the caller. */
static inline int take_fd(int *fd)
{
	int taken = *fd;

	*fd = -1;
	return taken;
}

#endif
