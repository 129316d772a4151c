/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/release.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "engine/event.h"
#include "kernel/control.h"
#include "kernel/memory.h"
#include "kernel/pidfd.h"
#include "kernel/sigmask.h"
#include "kernel/threads.h"
#include "kernel/tree.h"

/* Processes that wait for it. */
#define QUEUE 1024

/* What the thread needs for itself; little, since all of it counts for RLIMIT_DATA. */
#define STACK ((size_t)32 * 1024)

/*
 * With a lower limit on the memory of the cgroup that this program is in, there is no thread: with
 * its stack in the kernel it takes 80 KiB or so, and the kernel would kill the program for them.
 */
#define MEMORY_FOR_THREAD ((uint64_t)1024 * 1024)

/* Seconds that one process may take before it is not waited for any longer. */
#define PATIENCE 5

/* How often what could not be freed at once is tried again, and the pause, in nanoseconds. */
#define ATTEMPTS 20
#define PAUSE 10000000

static struct {
	pthread_mutex_t mutex;
	pthread_cond_t changed;
	bool is_set_up, may_have_thread, has_thread;
	bool is_over;			/* the thread has nothing more to do when it is empty */
	pthread_t thread;
	pid_t pids[QUEUE];		/* a ring */
	size_t first, count;		/* the first one is what the thread is working on */
	unsigned long ended;		/* how many it has dealt with */
	bool is_stuck;			/* the first one is waited for in vain, or the last one took too long */
	unsigned long freed;		/* calls that have freed memory */
	int err;			/* of the first one that cannot be used */
} queue = { .mutex = PTHREAD_MUTEX_INITIALIZER };

/* Those for which the queue has no room, and nobody may wait yet; in no order. */
static struct {
	pid_t *pids;
	size_t count, size;
} surplus;

/*
 * A process that has begun to free its memory itself cannot be helped by process_mrelease(2)
 * (ESRCH), or not with what it has taken off its map, and it may take very long: with a hundredth
 * of a CPU, 300 MiB take 13 seconds (Linux 6.1, 6.12; from 7.2 on the kernel lets it finish first).
 * After a plain call, 1 in 5 still has memory for longer than half a second, 1 in 10 for many; to
 * open pidfds before the kill, which would delay it, only halves that. A limit on CPU time
 * (cpu.max) is one for normal priorities; so such a process gets a real-time priority for the rest
 * of its exit: 0.1 s, every time.
 */
static int free_memory(pid_t pid)
{
	const struct timespec pause = { .tv_nsec = PAUSE };
	_cleanup_close_ int fd = pidfd_of(pid);
	int err = fd < 0 ? fd : pidfd_release_memory(fd);

	for (int i = 0; err == -EAGAIN && i < ATTEMPTS && !pidfd_has_ended(fd); i++) {
		nanosleep(&pause, NULL);
		err = pidfd_release_memory(fd);
	}
	if (fd >= 0 && (!err || err == -ESRCH || err == -EAGAIN) && !pidfd_has_ended(fd))
		threads_hurry_exit(pid);
	return err;
}

/* Whether it is about the call, not about the process. */
static bool is_failure(int err)
{
	return err && err != -ESRCH && err != -EINVAL && err != -EAGAIN;
}

/* With the mutex locked, but not meanwhile. */
static void work_on_first(void)
{
	pid_t pid = queue.pids[queue.first];
	int err;

	pthread_mutex_unlock(&queue.mutex);
	err = free_memory(pid);
	pthread_mutex_lock(&queue.mutex);
	queue.freed += !err;
	if (!queue.err && is_failure(err))
		queue.err = err;
	queue.first = (queue.first + 1) % QUEUE;
	queue.count--;
	queue.ended++;
	queue.is_stuck = false;
	pthread_cond_broadcast(&queue.changed);
}

static void *run_thread(void *data)
{
	(void)data;
	pthread_mutex_lock(&queue.mutex);
	while (queue.count || !queue.is_over)
		if (queue.count)
			work_on_first();
		else
			pthread_cond_wait(&queue.changed, &queue.mutex);
	pthread_mutex_unlock(&queue.mutex);
	return NULL;
}

static bool set_up_queue(void)
{
	pthread_condattr_t attributes;
	bool done;

	if (pthread_condattr_init(&attributes))
		return false;
	done = !pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) &&
	       !pthread_cond_init(&queue.changed, &attributes);
	pthread_condattr_destroy(&attributes);
	return done;
}

static bool start_thread(void)
{
	pthread_attr_t attributes;
	bool done;

	if (pthread_attr_init(&attributes))
		return false;
	done = !pthread_attr_setstacksize(&attributes, (size_t)PTHREAD_STACK_MIN + STACK) &&
	       !pthread_create(&queue.thread, &attributes, run_thread, NULL);
	pthread_attr_destroy(&attributes);
	return done;
}

/* Signals are for the main thread alone, which blocks them while a cgroup is frozen. */
void release_prepare(void)
{
	struct sigmask before;

	if (!queue.is_set_up) {
		queue.is_set_up = set_up_queue();
		queue.may_have_thread = queue.is_set_up && memory_limit() >= MEMORY_FOR_THREAD;
	}
	/* What a limit on their number forbids, it may allow when some victims have ended. */
	if (!queue.may_have_thread || queue.has_thread || sigmask_block_all(&before))
		return;
	queue.has_thread = start_thread();
	sigmask_restore(&before);
}

/* Returns false if nothing has changed for so long that nothing will. */
static bool await_change(void)
{
	unsigned long ended = queue.ended;
	struct timespec end;
	int err = 0;

	clock_gettime(CLOCK_MONOTONIC, &end);
	end.tv_sec += PATIENCE;
	while (queue.ended == ended && !err)
		err = pthread_cond_timedwait(&queue.changed, &queue.mutex, &end);
	queue.is_stuck = queue.ended == ended;
	return !queue.is_stuck;
}

/* The same without a thread: the first process itself is waited for, which nothing can cut short. */
static bool work_oneself(void)
{
	int64_t began = clock_milliseconds();

	work_on_first();
	queue.is_stuck = clock_milliseconds() - began >= PATIENCE * INT64_C(1000);
	return !queue.is_stuck;
}

/* Returns false if no room can be had; one that takes too long is waited for only once. */
static bool make_room(void)
{
	if (queue.is_stuck)
		return false;
	return queue.has_thread ? await_change() : work_oneself();
}

/* Where there is room. */
static void append(pid_t pid)
{
	queue.pids[(queue.first + queue.count++) % QUEUE] = pid;
	pthread_cond_broadcast(&queue.changed);
}

/* Returns 0, or -EAGAIN if the queue is full. */
static int enqueue(pid_t pid, bool may_wait)
{
	int err = 0;

	release_prepare();
	pthread_mutex_lock(&queue.mutex);
	while (queue.count == QUEUE && !err)
		err = may_wait && make_room() ? 0 : -EAGAIN;
	if (!err)
		append(pid);
	pthread_mutex_unlock(&queue.mutex);
	return err;
}

/* Where there is no memory for that, the process frees its own as it would without this. */
static void keep_for_later(pid_t pid)
{
	size_t size = surplus.size ? 2 * surplus.size : QUEUE;
	pid_t *pids = surplus.pids;

	if (surplus.count == surplus.size) {
		pids = realloc(pids, size * sizeof(*pids));
		if (!pids)
			return;
		surplus.pids = pids;
		surplus.size = size;
	}
	pids[surplus.count++] = pid;
}

void release_process(pid_t pid)
{
	if (enqueue(pid, false))
		keep_for_later(pid);
}

static int see_process(pid_t pid, void *data)
{
	const bool *may_wait = data;

	/* Not one of another PID namespace, nor this one. */
	return pid <= 0 || pid == getpid() ? 0 : enqueue(pid, *may_wait);
}

/* What cannot be read is reported by those who send signals. */
static int visit_cgroup(const struct cgroup *cgroup, void *data)
{
	return cgroup_for_each_process(cgroup, see_process, data) == -EAGAIN ? -EAGAIN : 0;
}

int release_cgroup(const struct cgroup *top, bool may_wait)
{
	return tree_walk(top, visit_cgroup, &may_wait) == -EAGAIN ? -EAGAIN : 0;
}

static void take_surplus(void)
{
	while (surplus.count && queue.count < QUEUE)
		append(surplus.pids[--surplus.count]);
}

void release_end(void)
{
	struct event event = { .kind = EVENT_RELEASED };
	bool may_join;

	pthread_mutex_lock(&queue.mutex);
	do
		take_surplus();
	while (queue.count && make_room());
	free(surplus.pids);
	event.count = queue.freed;
	event.err = queue.err;
	/* Who is stuck ends with the program. */
	may_join = queue.has_thread && !queue.count;
	queue.is_over = true;
	pthread_cond_broadcast(&queue.changed);
	pthread_mutex_unlock(&queue.mutex);
	if (may_join)
		pthread_join(queue.thread, NULL);
	event_emit(&event);
}
