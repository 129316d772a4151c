/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Real-time signals are queued, so one that is sent twice is received twice. */
#include <err.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "race.h"

#define MEMBERS 60
#define MOVERS 4	/* of the members; the others make the list longer */
#define PATIENCE 10	/* seconds for the signals to arrive */
#define LAG 2000	/* microseconds for a superfluous one to arrive */

static atomic_uint *received;	/* by each member, shared */
static unsigned member;		/* the index of this process */

static void on_signal(int number)
{
	(void)number;
	received[member]++;
}

static int open_list(const struct arena *arena, const char *name)
{
	int fd = openat(arena->fd, name, O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		err(1, "%s", name);
	return fd;
}

static void move(const struct arena *arena)
{
	int here = open_list(arena, "target/a/cgroup.procs");
	int there = open_list(arena, "target/b/cgroup.procs");

	do
		if (write(here, "0", 1) != 1)
			_exit(1);
	while (member < MOVERS && write(there, "0", 1) == 1);
	for (;;)
		pause();
}

/* The handler is set before the process enters the cgroup. */
static void start_member(const struct arena *arena, unsigned number)
{
	struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_RESTART };

	if (start_process(0, -1))
		return;
	member = number;
	sigaction(SIGRTMIN, &action, NULL);
	move(arena);
}

static bool all_received(void)
{
	for (unsigned i = 0; i < MEMBERS; i++)
		if (!received[i])
			return false;
	return true;
}

static void check_received(struct arena *arena)
{
	double end = seconds_now() + PATIENCE;

	while (!all_received() && seconds_now() < end)
		sleep_microseconds(500);
	sleep_microseconds(LAG);
	for (unsigned i = 0; i < MEMBERS; i++)
		if (received[i] != 1) {
			arena_fail(arena, "a process got the signal %u times", received[i]);
			break;
		}
}

static unsigned in_list(int cgroup)
{
	int fd = openat(cgroup, "cgroup.procs", O_RDONLY | O_CLOEXEC);
	char text[4096];
	ssize_t length = read(fd, text, sizeof(text));
	unsigned lines = 0;

	while (length > 0)
		lines += text[--length] == '\n';
	close(fd);
	return lines;
}

void run_delivery(struct arena *arena, const struct race *race, const char *method)
{
	int target = arena_make_cgroup(arena, "target");
	int a = arena_make_cgroup(arena, "target/a"), b = arena_make_cgroup(arena, "target/b");
	char path[PATH_MAX];
	const char *argv[WORDS] = { program, "-s", race->signal, "--method", method, "--cgroup", path };

	join_path(path, arena->path, "target");
	received = mmap(NULL, MEMBERS * sizeof(*received), PROT_READ | PROT_WRITE,
			MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (received == MAP_FAILED)
		err(1, "mmap");
	for (unsigned i = 0; i < MEMBERS; i++)
		start_member(arena, i);
	while (in_list(a) + in_list(b) < MEMBERS)
		sleep_microseconds(500);
	while (arena_next(arena)) {
		for (unsigned i = 0; i < MEMBERS; i++)
			received[i] = 0;
		arena_check_quiet(arena, arena_finish(arena, arena_start(arena, argv)));
		check_received(arena);
		arena_check_bystanders(arena);
	}
	close(a);
	close(b);
	close(target);
	munmap(received, MEMBERS * sizeof(*received));
}
