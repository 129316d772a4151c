/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/library.h"

#include <config.h>

#include <errno.h>

#ifdef HAVE_LIBMOUNT

# include <dlfcn.h>
# include <stdbool.h>
# include <stdio.h>
# include <string.h>

static char problem[512];

/*
 * The loader does not tell an errno but as the end of its text, where the C libraries have what
 * strerror(3) says; before that comes what it is about, which may be what the library needs.
 */
static bool is_missing(const char *soname)
{
	const char *cause = strerror(ENOENT);
	const char *about = strstr(problem, soname);
	size_t length = strlen(problem), end = strlen(cause);

	return about && about[strlen(soname)] == ':' && length > end &&
	       !strcmp(problem + length - end, cause);
}

static int fail(const char *soname)
{
	const char *text = dlerror();

	snprintf(problem, sizeof(problem), "%s", text ? text : soname);
	return is_missing(soname) ? -ENOENT : -ELIBACC;
}

int library_load(const char *soname, const char *const *names, size_t count, void *functions)
{
	void *library = dlopen(soname, RTLD_LAZY | RTLD_LOCAL);
	char *place = functions;

	if (!library)
		return fail(soname);
	for (size_t i = 0; i < count; i++) {
		void *address = dlsym(library, names[i]);

		if (!address)
			return fail(soname);
		memcpy(place, &address, sizeof(address));
		place += sizeof(address);
	}
	return 0;
}

const char *library_problem(void)
{
	return problem;
}

#else

/* Never called; without -ldl a static program remains static. */
int library_load(const char *soname, const char *const *names, size_t count, void *functions)
{
	(void)soname;
	(void)names;
	(void)count;
	(void)functions;
	return -ENOENT;
}

const char *library_problem(void)
{
	return "";
}

#endif
