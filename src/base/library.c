/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/library.h"

#include <config.h>

#ifdef HAVE_LIBMOUNT

# include <dlfcn.h>
# include <string.h>

bool library_load(const char *soname, const char *const *names, size_t count, void *functions)
{
	void *library = dlopen(soname, RTLD_LAZY | RTLD_LOCAL);
	char *place = functions;

	if (!library)
		return false;
	for (size_t i = 0; i < count; i++) {
		void *address = dlsym(library, names[i]);

		if (!address)
			return false;
		memcpy(place, &address, sizeof(address));
		place += sizeof(address);
	}
	return true;
}

#else

/* Never called; without -ldl a static program remains static. */
bool library_load(const char *soname, const char *const *names, size_t count, void *functions)
{
	(void)soname;
	(void)names;
	(void)count;
	(void)functions;
	return false;
}

#endif
