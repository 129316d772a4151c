/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * famine - a machine whose free memory is below 1 %, until this ends
 *
 * Takes all memory but three quarters of 1 %, prints "short", and from then on takes what becomes
 * free, and gives back when there is too little. The kernel's watermarks have to be far below that
 * (vm.min_free_kbytes), or it begins to kill. Only for a small virtual machine in which nothing else
 * runs.
 */
#include <err.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#define TICK 5000000		/* nanoseconds between two looks */
#define LARGEST (4UL << 20)	/* kB; no machine with more is tried */
#define SMALLEST_STEP 64	/* kB */
#define LARGEST_STEP 16384

static char *memory;		/* as much as the machine has, as far as it is taken */
static unsigned long taken;	/* kB */

/* Without a stream, which would have to be filled with memory. */
static unsigned long meminfo(int fd, const char *name)
{
	char text[4096];
	ssize_t length = pread(fd, text, sizeof(text) - 1, 0);
	const char *line;

	if (length <= 0)
		err(1, "/proc/meminfo");
	text[length] = '\0';
	line = strstr(text, name);
	if (!line)
		errx(1, "/proc/meminfo has no %s", name);
	return strtoul(line + strlen(name), NULL, 10);
}

static void write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		err(1, "%s", path);
	close(fd);
}

static unsigned long clamp(unsigned long step)
{
	step -= step % SMALLEST_STEP;
	return step < SMALLEST_STEP ? SMALLEST_STEP : step > LARGEST_STEP ? LARGEST_STEP : step;
}

/* Half of what is too much, so that it comes near little by little. */
static void take(unsigned long excess)
{
	unsigned long step = clamp(excess / 2);

	if (mlock(memory + (taken << 10), step << 10))
		err(1, "mlock");
	taken += step;
}

static void give_back(unsigned long lack)
{
	unsigned long step = clamp(lack);

	if (step > taken)
		return;
	taken -= step;
	if (munlock(memory + (taken << 10), step << 10) ||
	    madvise(memory + (taken << 10), step << 10, MADV_DONTNEED))
		err(1, "madvise");
}

/* Returns whether it is as it should be. */
static bool balance(int fd, unsigned long total)
{
	unsigned long available = meminfo(fd, "MemFree:");

	if (available > total * 85 / 10000)
		take(available - total * 75 / 10000);
	else if (available < total * 50 / 10000)
		give_back(total * 75 / 10000 - available);
	else
		return true;
	return false;
}

int main(void)
{
	int fd = open("/proc/meminfo", O_RDONLY | O_CLOEXEC);
	unsigned long total = meminfo(fd, "MemTotal:");
	const struct timespec tick = { .tv_nsec = TICK };
	bool said = false;

	if (total > LARGEST || meminfo(fd, "SwapTotal:"))
		errx(1, "this is no small virtual machine without swap");
	memory = mmap(NULL, total << 10, PROT_READ | PROT_WRITE,
		      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (memory == MAP_FAILED)
		err(1, "mmap");
	(void)madvise(memory, total << 10, MADV_NOHUGEPAGE);
	write_file("/proc/self/oom_score_adj", "-1000");
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (;;) {
		if (balance(fd, total) && !said)
			said = write(STDOUT_FILENO, "short\n", 6) == 6;
		if (said)
			nanosleep(&tick, NULL);
	}
}
