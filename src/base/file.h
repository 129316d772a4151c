/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Small kernel files, read whole, and the paths of open files. */
#ifndef CGKILL_FILE_H
#define CGKILL_FILE_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/attributes.h"

/*
 * Reads from a descriptor like read(2), and retries when interrupted, but not forever. Returns
 * the number of bytes, or a negative errno.
 */
ssize_t file_read(int fd, void *buffer, size_t size) _nonnull_ _must_check_;

/*
 * Reads a file from where it is as a string of at most size - 1 bytes; longer contents are
 * truncated. Returns the length, or a negative errno.
 */
ssize_t file_read_text(int fd, char *text, size_t size) _nonnull_ _must_check_;

/*
 * Reads the file name, relative to the directory dir_fd, like file_read_text().
 */
ssize_t file_read_at(int dir_fd, const char *name, char *text, size_t size) _nonnull_ _must_check_;

/*
 * The path under which an open file is known now. Returns false, with an empty path, if /proc
 * is not mounted.
 */
bool file_path_of(int fd, char path[static PATH_MAX]) _nonnull_ _must_check_;

/* What is known about the mount through which a file was opened. */
struct file_mount {
	bool knows_root;	/* Linux 5.8 */
	bool is_root;		/* the file is the top directory of the mount */
	bool knows_id;		/* Linux 5.8, or where the file system has handles */
	uint64_t id;		/* as in /proc/self/mountinfo */
};

/* Never fails: what the kernel does not tell remains unknown. */
void file_get_mount(int fd, struct file_mount *mount) _nonnull_;

#endif
