/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * starve - memory that runs out: LD_PRELOAD=starve STARVE=N COMMAND
 *
 * The Nth allocation of a process and all that follow fail; the file that STARVE_MARK names is made
 * when the first one does. What the process forks is left alone: that writes down what is covered.
 *
 * Loading a library counts as one allocation: it has memory to the end, also for its constructors, or
 * none at all. In glibc 2.43 (dlfcn/dlerror.c) dlopen(3) crashes if a constructor calls dlsym(3)
 * for what is not there, and has no memory to note that: libsystemd 262, which libmount 2.42 needs.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void *(*next_malloc)(size_t size);
static void *(*next_calloc)(size_t number, size_t size);
static void *(*next_realloc)(void *memory, size_t size);
static void *(*next_dlopen)(const char *file, int mode);

static unsigned long first, count;
static pid_t process;
static bool is_loading;

/* ISO C has no way from a pointer to an object to one to a function. */
static void find(const char *name, void *function)
{
	void *address = dlsym(RTLD_NEXT, name);

	memcpy(function, &address, sizeof(address));
}

static void find_next(void)
{
	find("malloc", &next_malloc);
	find("calloc", &next_calloc);
	find("realloc", &next_realloc);
	find("dlopen", &next_dlopen);
}

/* What libraries allocate before this is not counted: there is no environment yet. */
static void __attribute__((constructor)) begin(void)
{
	const char *text = getenv("STARVE");

	first = text ? strtoul(text, NULL, 10) : 0;
	process = getpid();
}

static void make_mark(void)
{
	const char *path = getenv("STARVE_MARK");
	int fd = path ? open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600) : -1;

	if (fd >= 0)
		close(fd);
}

static bool fails(void)
{
	if (!next_malloc)
		find_next();
	if (!first || is_loading || getpid() != process || ++count < first)
		return false;
	if (count == first)
		make_mark();
	errno = ENOMEM;
	return true;
}

void *malloc(size_t size)
{
	return fails() ? NULL : next_malloc(size);
}

void *calloc(size_t nmemb, size_t size)
{
	return fails() ? NULL : next_calloc(nmemb, size);
}

void *realloc(void *ptr, size_t size)
{
	return fails() ? NULL : next_realloc(ptr, size);
}

void *dlopen(const char *file, int mode)
{
	bool is_inner = is_loading;
	void *library;

	is_loading = is_inner || !fails();
	library = next_dlopen(file, mode);
	is_loading = is_inner;
	return library;
}
