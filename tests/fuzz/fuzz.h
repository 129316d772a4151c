/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the fuzz targets share. A target has one function, LLVMFuzzerTestOneInput(), that passes
 * a text to a parser and checks the result, mostly against a second implementation written only
 * for clarity.
 */
#ifndef CGKILL_FUZZ_H
#define CGKILL_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the run and keeps the input unless the condition holds. */
#define fuzz_check(condition) \
	((condition) ? (void)0 : fuzz_fail(__FILE__, __LINE__, #condition))
_Noreturn void fuzz_fail(const char *file, int line, const char *condition);

/* A copy of the text as a string, up to the first '\0'; the caller frees it. */
char *fuzz_string(const void *data, size_t size) __attribute__((nonnull(1), returns_nonnull));

/*
 * From here on a file with this name, in any directory, has this text, and reading beyond it
 * fails with error unless that is 0. openat(2) can open no other file.
 */
void fuzz_serve(const char *name, const void *text, size_t size, int error);

/*
 * How much a read returns at most: 0 for everything, 1 for a byte, other values for any size,
 * or EINTR.
 */
void fuzz_read_in_pieces(uint32_t how);

#endif
