/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A signal other than KILL for processes that fork, which have to get it exactly once each.
 *
 * What "each" means: a process is a late one if its parent had received the signal before it
 * began to fork, or was a late one itself: then the fork is what somebody does who was told to do
 * something else. Every other process has to receive the signal once, if it lives long enough:
 * it may exit by itself before. A late one may receive it or not, since the program does see some
 * of them. Nobody may receive it twice.
 *
 * The kernel makes this exact: it does not begin to fork while a signal is pending that is not
 * blocked (ERESTARTNOINTR), so a signal that comes earlier has been handled in the memory that
 * the child gets. Where the signal is blocked, it counts as received when it is pending right
 * before the fork, with nothing in between that could sleep.
 *
 * The processes are in a PID namespace, whose init, the keeper, starts them, sees to it that all
 * have come to rest, counts, and takes them all with it. Only real-time signals are queued, so
 * only of these two are seen when two are sent at the same time.
 *
 * SIGSTOP cannot be counted: a process that has not got it is seen to run on.
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../helpers/clone.h"
#include "base/array.h"
#include "race.h"

#define PIDS 32768
#define MOST 12000	/* births; some of the PIDs are needed for threads */
#define PATIENCE 15	/* seconds for everything to come to rest, and for signals to arrive */
#define STOPPING 2	/* the same for everything to stop */
#define LAG 300		/* microseconds for a superfluous one to arrive */
#define HEAD_START 2000	/* maximum, in microseconds */
#define NAP 300		/* the same between two forks */
#define SIBLINGS 4
#define LINKS 3		/* in a chain of processes that wait for each other */
#define POOR 15		/* the nice value of those that get little CPU time */
#define OWED_LIMIT 1	/* seconds after which the program does not wait for slow forks any more */
#define STACK 16384

/* What is known of a process, by its PID. */
struct slot {
	atomic_uint received;
	atomic_bool settled;	/* the rest is known */
	atomic_bool late;
	atomic_bool meanwhile;	/* not late, although others had received the signal before */
	atomic_bool left;	/* exited by itself */
	atomic_bool resting;	/* it will never fork again */
};

/* What all share. */
struct crowd {
	atomic_int ready, go, over;	/* futexes */
	atomic_bool heard;		/* somebody has received the signal */
	atomic_uint births;
	unsigned missed, twice, meanwhile, got;	/* processes, in the end */
	bool restless;
	struct slot slots[PIDS];
};

/* A process's own memory, which its child gets. */
struct self {
	_Atomic(pid_t) pid;
	atomic_uint received;
	bool pending;		/* the same for a signal that is blocked */
	bool late;
};

static struct crowd *crowd;
static struct self self;
static int signal_number;
static sigset_t signal_set;
static bool blocks;		/* the signal, while it forks */
static bool naps;
static bool starved;
static int siblings[SIBLINGS];	/* cgroups, open; -1: none */
static unsigned limit;		/* births of a growing tree */

/* --- waiting ------------------------------------------------------------------------------- */

static void await_flag(atomic_int *flag)
{
	while (!*flag)
		syscall(SYS_futex, flag, FUTEX_WAIT, 0, NULL, NULL, 0);
}

static void raise_flag(atomic_int *flag)
{
	*flag = 1;
	syscall(SYS_futex, flag, FUTEX_WAKE, 1 << 30, NULL, NULL, 0);
}

/* --- one of the processes ------------------------------------------------------------------ */

static struct slot *slot_of(pid_t pid)
{
	if (pid <= 0 || pid >= PIDS)
		_exit(1);
	return &crowd->slots[pid];
}

/* The signal may come before a process has settled; then its memory still tells of its parent. */
static void on_signal(int number)
{
	pid_t pid = getpid();

	(void)number;
	slot_of(pid)->received++;
	crowd->heard = true;
	if (pid == self.pid)
		self.received++;
}

/* The first thing that a process does. */
static void settle(void)
{
	pid_t pid = getpid();
	struct slot *slot = slot_of(pid);

	self.late |= self.received || self.pending;
	slot->late = self.late;
	slot->meanwhile = !self.late && crowd->heard;
	self.received = 0;
	self.pending = false;
	self.pid = pid;
	/* In a frozen cgroup it is there before the process runs. */
	if (slot->received)
		self.received++;
	crowd->births++;
	slot->settled = true;
}

static void leave(void)
{
	slot_of(self.pid)->left = true;
	_exit(0);
}

static void rest(void)
{
	sigprocmask(SIG_UNBLOCK, &signal_set, NULL);
	slot_of(self.pid)->resting = true;
	for (;;)
		pause();
}

/* Lets a blocked signal in, and notes if it comes right after that. */
static void listen_to_signal(void)
{
	sigset_t pending;

	sigprocmask(SIG_UNBLOCK, &signal_set, NULL);
	sigprocmask(SIG_BLOCK, &signal_set, NULL);
	sigpending(&pending);
	self.pending = sigismember(&pending, signal_number);
}

/* Whether to fork, which is to follow at once. */
static bool goes_on(void)
{
	if (naps)
		sleep_microseconds((unsigned)self.pid * 37 % NAP);
	if (blocks)
		listen_to_signal();
	return !self.received && !self.pending && !crowd->over && crowd->births < MOST;
}

static int some_sibling(void)
{
	return siblings[((unsigned)self.pid * 2654435761U >> 16) % SIBLINGS];
}

/* Forks; returns the same as fork(2). */
static pid_t beget(void)
{
	pid_t pid = clone_process(0, some_sibling(), 0);

	if (pid == 0)
		settle();
	else if (pid < 0)
		sleep_microseconds(200);
	return pid;
}

/* Every process forks one, and exits. */
static void be_chain(void)
{
	while (goes_on())
		if (beget() > 0)
			leave();
	rest();
}

/* Every process forks until there are enough, also after it has received the signal. */
static void be_tree(void)
{
	while (crowd->births < limit && !crowd->over)
		beget();
	rest();
}

static void be_still(void)
{
	rest();
}

/*
 * Each link starts the next one, which shares its memory, and waits until that has exited. It
 * puts back what it finds there, since that is about its parent.
 */
static int be_link(void *arg)
{
	static char stacks[LINKS][STACK] __attribute__((aligned(16)));
	char (*stack)[STACK] = arg ? arg : stacks;
	struct self parent = self;

	if (arg)
		settle();
	if (stack < stacks + LINKS)
		clone(be_link, stack[1], CLONE_VM | CLONE_VFORK | SIGCHLD, stack + 1);
	if (arg) {
		slot_of(self.pid)->left = true;
		self = parent;
	}
	return 0;
}

static void be_vfork_chain(void)
{
	while (goes_on()) {
		be_link(NULL);
		if (goes_on() && beget() > 0)
			leave();
	}
	rest();
}

static bool beheaded;
static void be_thread_chain(void);

static int fork_in_thread(void *arg)
{
	(void)arg;
	sigprocmask(SIG_UNBLOCK, &signal_set, NULL);
	while (goes_on()) {
		pid_t pid = beget();

		if (pid > 0)
			leave();
		if (pid == 0)
			be_thread_chain();
	}
	rest();
	return 0;
}

/*
 * A thread forks, and the main thread sleeps or has exited. The child's main thread is on the
 * stack of the thread that forked it. Only the thread that forks receives the signal: another
 * one could have taken it from the kernel, but not yet counted it, when the fork begins.
 */
static void be_thread_chain(void)
{
	static char stacks[2][STACK] __attribute__((aligned(16)));
	static unsigned generation;
	const int flags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD |
			  CLONE_SYSVSEM;

	sigprocmask(SIG_BLOCK, &signal_set, NULL);
	if (clone(fork_in_thread, stacks[++generation % 2] + STACK, flags, NULL) < 0)
		rest();
	if (beheaded)
		syscall(SYS_exit, 0);
	for (;;)
		pause();
}

static const struct kind {
	const char *name;
	void (*be)(void);
	bool blocks, naps, beheaded, moved;
} kinds[] = {
	{ .name = "chain", .be = be_chain },
	{ .name = "blocked", .be = be_chain, .blocks = true },
	{ .name = "napping", .be = be_chain, .naps = true },
	{ .name = "tree", .be = be_tree },
	{ .name = "vfork", .be = be_vfork_chain },
	{ .name = "threads", .be = be_thread_chain },
	{ .name = "beheaded", .be = be_thread_chain, .beheaded = true },
	{ .name = "moved", .be = be_still, .moved = true },
};

/* --- the keeper ---------------------------------------------------------------------------- */

/* Calls visit for every ID in these files of the cgroups, as far as it returns true. */
static bool each_listed(const int *cgroups, const char *file,
			bool (*visit)(pid_t pid, const int *cgroups))
{
	char text[65536];
	ssize_t got = 0;
	bool all = true;

	for (; *cgroups >= 0 && all; cgroups++) {
		size_t length = 0;
		int fd = openat(*cgroups, file, O_RDONLY | O_CLOEXEC);

		if (fd < 0)
			err(1, "%s", file);
		while ((got = read(fd, text + length, sizeof(text) - 1 - length)) > 0)
			length += (size_t)got;
		close(fd);
		text[length] = '\0';
		for (char *line = text; *line && all; line = strchr(line, '\n') + 1)
			all = visit((pid_t)strtol(line, NULL, 10), cgroups);
	}
	return all;
}

static bool is_resting(pid_t pid, const int *cgroups)
{
	const struct slot *slot = slot_of(pid);

	(void)cgroups;
	return slot->settled && slot->resting;
}

/* Whoever is being forked is listed before its parent rests, so a second look must agree. */
static void await_rest(const int *cgroups)
{
	double end = seconds_now() + PATIENCE;
	unsigned quiet = 0, births = 0;

	while (quiet < 2 && seconds_now() < end) {
		bool same = crowd->births == births;

		births = crowd->births;
		if (each_listed(cgroups, "cgroup.procs", is_resting) && same)
			quiet++;
		else
			quiet = 0;
		if (!quiet)
			sleep_microseconds(100);
	}
	crowd->restless = quiet < 2;
}

static bool is_missed(const struct slot *slot)
{
	return slot->settled && !slot->late && !slot->left && !slot->received;
}

static bool none_missed(void)
{
	for (pid_t pid = 1; pid < PIDS; pid++)
		if (is_missed(slot_of(pid)))
			return false;
	return true;
}

/* Those that rest get their signals at once, but the machine may be busy. */
static void await_signals(void)
{
	double end = seconds_now() + 1;

	while (!none_missed() && seconds_now() < end)
		sleep_microseconds(500);
	sleep_microseconds(LAG);
}

static void count_up(void)
{
	for (pid_t pid = 1; pid < PIDS; pid++) {
		const struct slot *slot = slot_of(pid);

		crowd->missed += is_missed(slot);
		crowd->twice += slot->received > 1;
		crowd->got += slot->received == 1;
		crowd->meanwhile += slot->meanwhile && slot->received == 1;
	}
}

/* Takes the CPU from the others, until the program has ended. */
static void start_hog(void)
{
	pid_t pid = clone_process(0, -1, 0);

	if (pid)
		return;
	await_flag(&crowd->go);
	while (!crowd->over)
		;
	_exit(0);
}

static void start_one(const struct kind *kind, int cgroup)
{
	pid_t pid = clone_process(0, cgroup, 0);

	if (pid < 0)
		err(1, "cannot start a process");
	if (pid)
		return;
	settle();
	if (starved)
		setpriority(PRIO_PROCESS, 0, POOR);
	await_flag(&crowd->go);
	kind->be();
}

static bool move_on(pid_t pid, const int *cgroups)
{
	int there = openat(cgroups[1] >= 0 ? cgroups[1] : siblings[0], "cgroup.procs",
			   O_WRONLY | O_CLOEXEC);

	dprintf(there, "%d", pid);
	close(there);
	return !crowd->over;
}

/* Moves everybody round. */
static void start_mover(const int *cgroups)
{
	pid_t pid = clone_process(0, -1, 0);

	if (pid)
		return;
	while (!crowd->over)
		each_listed(cgroups + 1, "cgroup.procs", move_on);
	_exit(0);
}

/* The first of the cgroups is the one that gets the signal; the others are below it. */
static void keep(const struct kind *kind, unsigned count, const int *cgroups)
{
	struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_RESTART };
	struct sigaction ignore = { .sa_handler = SIG_IGN };

	sigaction(signal_number, &action, NULL);
	sigaction(SIGCHLD, &ignore, NULL);
	blocks = kind->blocks;
	naps = kind->naps;
	beheaded = kind->beheaded;
	for (unsigned i = 0; i < count; i++)
		start_one(kind, siblings[0] < 0 ? cgroups[0] : siblings[i % SIBLINGS]);
	if (starved)
		start_hog();
	raise_flag(&crowd->ready);
	if (kind->moved)
		start_mover(cgroups);
	await_flag(&crowd->over);
	await_rest(cgroups);
	await_signals();
	count_up();
	_exit(0);
}

/* --- the race ------------------------------------------------------------------------------ */

static const struct kind *find_kind(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		if (!strcmp(kinds[i].name, name))
			return &kinds[i];
	errx(1, "no kind %s", name);
}

static void open_cgroups(const struct arena *arena, bool with_siblings, int *cgroups)
{
	cgroups[0] = arena_make_cgroup(arena, "target");
	for (int i = 0; i < SIBLINGS; i++) {
		char name[16];

		snprintf(name, sizeof(name), "target/%d", i);
		siblings[i] = with_siblings ? arena_make_cgroup(arena, name) : -1;
		cgroups[i + 1] = siblings[i];
	}
	cgroups[SIBLINGS + 1] = -1;
}

/* Memory of which fork(2) has to copy the page tables, page by page. */
static void *take_memory(size_t mebibytes)
{
	size_t size = mebibytes << 20;
	void *memory;

	if (!size)
		return NULL;
	memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (memory == MAP_FAILED)
		err(1, "mmap");
	madvise(memory, size, MADV_NOHUGEPAGE);
	memset(memory, 1, size);
	return memory;
}

/* The same goes for all that this process starts. */
static void stay_on_one_cpu(void)
{
	cpu_set_t all, one;
	int cpu;

	if (sched_getaffinity(0, sizeof(all), &all))
		err(1, "sched_getaffinity");
	do
		cpu = (int)any_below(CPU_SETSIZE);
	while (!CPU_ISSET(cpu, &all));
	CPU_ZERO(&one);
	CPU_SET(cpu, &one);
	if (sched_setaffinity(0, sizeof(one), &one))
		err(1, "sched_setaffinity");
}

/* Excused: the program may have given up waiting for slow forks, and missed some. */
static void judge(struct arena *arena, int status, bool excused)
{
	if (status)
		arena_fail(arena, "the processes could not be counted");
	else if (crowd->restless)
		arena_fail(arena, "the processes do not come to rest");
	else if ((crowd->missed && !excused) || crowd->twice)
		arena_fail(arena, "%u processes got no signal, %u several, %u one", crowd->missed,
			   crowd->twice, crowd->got);
}

/* A thread that cannot be seen is gone. */
static bool is_stopped(pid_t tid, const int *cgroups)
{
	char path[64], text[1024], *state;
	ssize_t length;
	int fd;

	(void)cgroups;
	snprintf(path, sizeof(path), "/proc/%d/stat", tid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	length = fd < 0 ? 0 : read(fd, text, sizeof(text) - 1);
	close(fd);
	text[length > 0 ? length : 0] = '\0';
	state = strrchr(text, ')');
	return !state || strchr("TZX", state[2]);
}

/* Whoever has been missed forks on, and those that it forks do. */
static void judge_stopped(struct arena *arena, const int *cgroups, bool excused)
{
	double end = seconds_now() + STOPPING;

	while (!each_listed(cgroups, "cgroup.threads", is_stopped)) {
		if (seconds_now() >= end) {
			if (!excused)
				arena_fail(arena, "not all have stopped");
			return;
		}
		sleep_microseconds(500);
	}
}

static void run_once_more(struct arena *arena, const struct race *race, const int *cgroups,
			  const char *const argv[])
{
	pid_t keeper;
	double before = arena->total;
	bool excused;
	int status;

	memset(crowd, 0, sizeof(*crowd));
	keeper = start_process(CLONE_NEWPID, -1);
	if (keeper == 0)
		keep(find_kind(race->kind), (unsigned)atoi(race->count), cgroups);
	await_flag(&crowd->ready);
	raise_flag(&crowd->go);
	sleep_microseconds(any_below(HEAD_START));
	status = arena_finish(arena, arena_start(arena, argv));
	excused = starved && arena->total - before >= OWED_LIMIT;
	if (signal_number == SIGSTOP) {
		judge_stopped(arena, cgroups, excused);
		kill(keeper, SIGKILL);
		await_child(keeper, PATIENCE);
	} else {
		raise_flag(&crowd->over);
		judge(arena, await_child(keeper, 2 * PATIENCE), excused);
	}
	arena_check_quiet(arena, status);
	arena_check_bystanders(arena);
}

static int number_of(const char *name)
{
	if (!strcmp(name, "STOP"))
		return SIGSTOP;
	return strcmp(name, "USR1") ? SIGRTMIN : SIGUSR1;
}

void run_once(struct arena *arena, const struct race *race, const char *method)
{
	char path[PATH_MAX];
	const char *argv[WORDS] = { program, "-s", race->signal, "--method", method, "--cgroup", path };
	int cgroups[SIBLINGS + 2];
	void *memory = take_memory(race->mebibytes);
	unsigned long meanwhile = 0;
	cpu_set_t cpus;

	sched_getaffinity(0, sizeof(cpus), &cpus);
	starved = arena->starved;
	if (arena->alone)
		stay_on_one_cpu();
	signal_number = number_of(race->signal);
	sigemptyset(&signal_set);
	sigaddset(&signal_set, signal_number);
	limit = race->limit ? (unsigned)atoi(race->limit) : 0;
	crowd = mmap(NULL, sizeof(*crowd), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (crowd == MAP_FAILED)
		err(1, "mmap");
	open_cgroups(arena, race->cgroups, cgroups);
	join_path(path, arena->path, "target");
	while (arena_next(arena)) {
		run_once_more(arena, race, cgroups, argv);
		meanwhile += crowd->meanwhile;
	}
	snprintf(arena->remark, sizeof(arena->remark), ", %lu forked meanwhile", meanwhile);
	for (int i = 0; cgroups[i] >= 0; i++)
		close(cgroups[i]);
	munmap(crowd, sizeof(*crowd));
	if (memory)
		munmap(memory, (size_t)race->mebibytes << 20);
	sched_setaffinity(0, sizeof(cpus), &cpus);
}
