/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the fuzz targets share. A target has one function, LLVMFuzzerTestOneInput(), that
 * gives a text to a parser and checks what it says of it, mostly against a second
 * implementation that is made for clearness alone.
 */
#ifndef CGKILL_FUZZ_H
#define CGKILL_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the run, with the input kept, unless the condition holds. */
#define fuzz_check(condition) \
	((condition) ? (void)0 : fuzz_fail(__FILE__, __LINE__, #condition))
_Noreturn void fuzz_fail(const char *file, int line, const char *condition);

/* The text as a string of its own, up to the first '\0'; the caller frees it. */
char *fuzz_string(const void *data, size_t size) __attribute__((nonnull(1), returns_nonnull));

/*
 * From here on a file of this name, in whatever directory, has this text, and after that
 * fails to be read with error unless it is 0. No other file can be opened by openat(2).
 */
void fuzz_serve(const char *name, const void *text, size_t size, int error);

/* What a read gives at most: 0 for all, 1 for a byte, others for any size, or EINTR. */
void fuzz_read_in_pieces(uint32_t how);

#endif
