/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Shared libraries that are loaded only when they are needed, so that a kill that does not need
 * them is not slowed down and works where they are missing.
 */
#ifndef CGKILL_LIBRARY_H
#define CGKILL_LIBRARY_H

#include <elf.h>
#include <stddef.h>

#include "base/attributes.h"

/*
 * For a list of functions, "#define FUNCTIONS(each) each(a) each(b)", these make the members of
 * a struct that holds their addresses, and an array with their names.
 */
#define LIBRARY_MEMBER(name) __typeof__(&(name)) name; /* NOLINT(bugprone-macro-parentheses) */
#define LIBRARY_NAME(name) #name,

/*
 * Tells packaging tools about a library that the linker does not see: an ELF note of the type
 * defined by the UAPI group's specification "ELF dlopen metadata". Everything but the soname is
 * for people; priority is "recommended", "suggested" or "required". At most one per file.
 */
#define LIBRARY_NOTE_TYPE 0x407c0c0a
#define LIBRARY_NOTE_TEXT(feature, description, priority, soname)		\
	"[{\"feature\":\"" feature "\",\"description\":\"" description "\","	\
	"\"priority\":\"" priority "\",\"soname\":[\"" soname "\"]}]"
#define LIBRARY_NOTE(feature, description, priority, soname)			\
	static const struct {							\
		Elf32_Nhdr header;						\
		char owner[4];							\
		char text[sizeof(LIBRARY_NOTE_TEXT(feature, description,	\
						   priority, soname))];		\
	} note __attribute__((used, section(".note.dlopen"), aligned(4))) = {	\
		.header = { sizeof("FDO"), sizeof(note.text), LIBRARY_NOTE_TYPE },	\
		.owner = "FDO",							\
		.text = LIBRARY_NOTE_TEXT(feature, description, priority, soname),	\
	}

/*
 * Loads a library, which stays loaded: the program is about to end. Stores the addresses of the
 * named functions, in order, in a struct that contains nothing but function pointers. Returns 0,
 * -ENOENT if there is no such library, or -ELIBACC if it cannot be used: library_problem() has why.
 */
int library_load(const char *soname, const char *const *names, size_t count, void *functions)
	_nonnull_ _must_check_;

/* What the loader has said of it, which names what it is about, or "". */
const char *library_problem(void) _returns_nonnull_;

#endif
