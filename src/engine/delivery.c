/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/delivery.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/array.h"
#include "base/pidset.h"
#include "engine/event.h"
#include "engine/request.h"
#include "kernel/control.h"
#include "kernel/membership.h"
#include "kernel/pidfd.h"
#include "kernel/process.h"
#include "kernel/threads.h"
#include "kernel/tree.h"

/*
 * Processes are handled in batches: a descriptor is opened for each, then each is verified and
 * signalled. Between reading the list and opening the descriptor, a PID may have passed to a
 * process outside; once the descriptor is open and the process is seen in the cgroup again,
 * that is ruled out. This is seen in the first of these ways that tells:
 *
 * - the kernel tells the cgroup of a descriptor (6.13);
 * - /proc/PID/cgroup has the name of the cgroup, which has been learned from a member;
 * - the list is read again, for all of the batch together.
 *
 * All three tell where the main thread is or was at the end. If it has exited, another thread
 * shows where the process is: in /proc, or on the list of threads.
 */
#define BATCH 256

/*
 * Without descriptors (before 5.3) the time between verifying and signalling must be short. A
 * process whose cgroup /proc tells is signalled right away. For others the first batches are
 * small; larger ones follow, since by then reading the list itself takes longer than the rest.
 */
#define FIRST_BATCH_OF_NUMBERS 16

/*
 * SIGKILL may be repeated, so only the PIDs of the last round count as signalled: a PID that
 * shows up again later was recycled, and one that was recycled in between is reached by the
 * walks that signal all processes again. Other signals are sent only once, which requires
 * remembering all PIDs ever signalled; a process that is given one of these PIDs meanwhile does
 * not get the signal.
 */
struct memory {
	struct pidset pids[2];
	int old;	/* the one with the processes that count as signalled, */
	int new;	/* and with those that will in the next round */
};

/*
 * One for each step of a request that is under way. If all cgroups are struck together, these can
 * be two that follow one another; for three, deliveries would have to be slower than two times of
 * --timeout.
 */
static struct memory two_memories[2];
static struct memory *memories = two_memories;
static size_t memory_count = ARRAY_SIZE(two_memories);

/* Which are in use: asking themselves would touch their pages, even for the method kernel. */
static bool remembers[1 + FOLLOWUPS_MAX];

enum standing {
	UNCLEAR,		/* not known yet whether it is in the cgroup */
	ENDED,			/* reported to have ended; if it is still listed, it has not */
	NAMED,			/* in a cgroup that has, or had, the name of this one */
	HEADLESS,		/* listed, but the list of threads has to tell */
	MEMBER,			/* in the cgroup, and yet to be signalled */
	SETTLED,
};

struct candidate {
	pid_t pid;
	pid_t thread;		/* one that lives, or 0 if that is not known */
	int fd;			/* negative: it could not be opened, so its PID has to do */
	enum standing standing;
	bool is_user_process;	/* as far as is known; false: it may be a kernel thread */
	bool known;		/* an earlier walk handled this PID */
};

struct batch {
	struct delivery *delivery;
	const struct cgroup *cgroup;
	bool more;		/* the list goes on after the candidates */
	pid_t last;		/* for thread_find_headless() */
	struct membership membership;
	size_t limit;		/* of candidates without descriptors */
	size_t count;
	struct candidate candidates[BATCH];
};

static size_t index_of(const struct message *message)
{
	return (size_t)message->step % memory_count;
}

static struct memory *memory_of(const struct delivery *delivery)
{
	return &memories[index_of(delivery->message)];
}

static bool is_known(const struct delivery *delivery, pid_t pid)
{
	const struct memory *memory = memory_of(delivery);

	return pidset_has(&memory->pids[memory->old], pid);
}

/* Whether it will be known in the next round. */
static bool is_remembered(const struct delivery *delivery, pid_t pid)
{
	const struct memory *memory = memory_of(delivery);

	return pidset_has(&memory->pids[memory->new], pid);
}

static void remember(const struct delivery *delivery, pid_t pid)
{
	struct memory *memory = memory_of(delivery);

	pidset_add(&memory->pids[memory->new], pid);
}

static int by_pid(const void *a, const void *b)
{
	pid_t left = ((const struct candidate *)a)->pid;
	pid_t right = ((const struct candidate *)b)->pid;

	return (left > right) - (left < right);
}

static struct candidate *find_candidate(struct batch *batch, pid_t pid)
{
	const struct candidate key = { .pid = pid };

	return bsearch(&key, batch->candidates, batch->count, sizeof(key), by_pid);
}

/*
 * A thread of it that lives, or 0 if that is not known. Where the list shows only who has one in the
 * cgroup, the main thread will do: if it has exited, /proc does not say that it is there.
 */
static pid_t find_thread(const struct batch *batch, struct candidate *candidate)
{
	if (!candidate->thread)
		candidate->thread = cgroup_lists_living(batch->cgroup) ?
				    candidate->pid : thread_find_living(candidate->pid);
	return candidate->thread;
}

static int note_listed(pid_t pid, void *data)
{
	struct batch *batch = data;
	struct candidate *found = find_candidate(batch, pid);

	if (found && found->standing != SETTLED)
		found->standing = find_thread(batch, found) == pid ? MEMBER : HEADLESS;
	return 0;
}

static bool awaits_thread(const struct candidate *candidate)
{
	return candidate->standing == HEADLESS ||
	       (candidate->standing == UNCLEAR && candidate->thread &&
		candidate->thread != candidate->pid);
}

static int note_thread(pid_t tid, void *data)
{
	struct batch *batch = data;
	bool is_main = thread_is_main(tid);

	for (size_t i = 0; i < batch->count; i++) {
		struct candidate *candidate = &batch->candidates[i];
		pid_t thread = candidate->thread;

		if (!awaits_thread(candidate))
			continue;
		/* Without /proc it could be any thread of the process. */
		if (thread ? tid == thread :
		    tid == candidate->pid || (!is_main && thread_is_of(tid, candidate->pid)))
			candidate->standing = MEMBER;
	}
	return 0;
}

static void believe_list(struct batch *batch)
{
	for (size_t i = 0; i < batch->count; i++)
		if (batch->candidates[i].standing == HEADLESS)
			batch->candidates[i].standing = MEMBER;
}

static int look_up_threads(struct batch *batch)
{
	int err;

	for (size_t i = 0; i < batch->count; i++) {
		if (!awaits_thread(&batch->candidates[i]))
			continue;
		err = cgroup_for_each_thread(batch->cgroup, note_thread, batch);
		/* Before 4.14 there are no lists of threads. */
		if (err == -ENOENT)
			believe_list(batch);
		return err == -ENOENT ? 0 : err;
	}
	return 0;
}

/*
 * Reads the list again: a process on it is a member. This also finds a process whose main
 * thread is in a threaded cgroup below the one that lists it.
 */
static int look_up_members(struct batch *batch)
{
	int err;

	qsort(batch->candidates, batch->count, sizeof(batch->candidates[0]), by_pid);
	err = cgroup_for_each_process(batch->cgroup, note_listed, batch);
	return err ? err : look_up_threads(batch);
}

static int send_to(const struct candidate *candidate, const struct message *message)
{
	if (candidate->fd >= 0)
		return message_send_pidfd(candidate->fd, candidate->pid, message);
	return message_send(candidate->pid, message);
}

static void note_failure(struct delivery *delivery, pid_t pid, int err)
{
	if (!delivery->failed++) {
		delivery->failed_errno = -err;
		delivery->failed_pid = pid;
	}
}

/*
 * Whether it is newer than every process of the previous walk, in which its PID belonged to
 * another process.
 */
static bool is_newer(struct delivery *delivery, const struct candidate *candidate)
{
	uint64_t inode = candidate->fd < 0 ? 0 : pidfd_inode(candidate->fd);

	if (inode > delivery->newest)
		delivery->newest = inode;
	return delivery->newest_before && inode > delivery->newest_before;
}

/* A process that has ended or moved since it was listed may have forked, without the signal. */
static void note_ended(struct delivery *delivery, bool known)
{
	delivery->unsure += !known;
}

static void signal_member(struct delivery *delivery, const struct candidate *candidate)
{
	bool newer;
	int err;

	/* If processes move meanwhile, a list can contain a PID twice. */
	if (!candidate->known && is_known(delivery, candidate->pid))
		return;
	if (!candidate->is_user_process && procfs_is_kernel_thread(candidate->pid)) {
		delivery->kernel_threads++;
		return;
	}
	if (message_is_dropped(delivery->message, candidate->pid)) {
		delivery->init_spared = true;
		return;
	}
	err = send_to(candidate, delivery->message);
	/* If the PID is listed again, it belongs to another process. */
	if (err == -ESRCH) {
		note_ended(delivery, candidate->known);
		return;
	}
	if (err) {
		note_failure(delivery, candidate->pid, err);
		return;
	}
	remember(delivery, candidate->pid);
	newer = delivery->again && is_newer(delivery, candidate);
	if (candidate->known && !newer)
		return;
	delivery->fresh++;
	delivery->signalled++;
	event_emit(&(struct event){
		.kind = EVENT_SENT,
		.signal = delivery->message->signal,
		.pid = candidate->pid,
	});
}

static void settle(struct batch *batch, struct candidate *candidate)
{
	candidate->standing = SETTLED;
	signal_member(batch->delivery, candidate);
}

/* Signals the process if it is in this very cgroup according to the kernel. */
static bool settle_by_id(struct batch *batch, struct candidate *candidate)
{
	struct pidfd_identity identity;
	int err = cgroup_has_ids(batch->cgroup) ? pidfd_identify(candidate->fd, &identity) :
						  -ENOSYS;

	/* Linux 6.13 and 6.14 also say ESRCH if the parent is hidden. */
	if (err == -ESRCH)
		candidate->standing = ENDED;
	if (err || cgroup_has_id(batch->cgroup, identity.cgroup_id) <= 0)
		return false;
	if (find_thread(batch, candidate) != candidate->pid)
		return false;
	candidate->is_user_process = !identity.may_be_kernel_thread;
	settle(batch, candidate);
	return true;
}

/* Whether the process is in this cgroup, or below, according to /proc, if that keeps its name. */
static bool has_name(struct batch *batch, struct candidate *candidate)
{
	return *batch->membership.name && candidate->standing != ENDED &&
	       find_thread(batch, candidate) &&
	       membership_has_name(&batch->membership, batch->cgroup, candidate->thread,
				   candidate->pid);
}

static bool names_are_valid(const struct batch *batch)
{
	return *batch->membership.name && membership_is_valid(&batch->membership, batch->cgroup);
}

/* Signals such processes, or leaves it to the list to tell. Returns how many there are. */
static size_t settle_named(struct batch *batch)
{
	bool valid = names_are_valid(batch);
	size_t named = 0;

	for (size_t i = 0; i < batch->count; i++) {
		struct candidate *candidate = &batch->candidates[i];

		if (candidate->standing != NAMED)
			continue;
		named++;
		candidate->standing = UNCLEAR;
		if (valid)
			settle(batch, candidate);
	}
	return valid ? named : 0;
}

/* Signals the processes that need not be looked up in the list, and counts the others. */
static size_t signal_known_members(struct batch *batch)
{
	size_t unclear = 0;

	for (size_t i = 0; i < batch->count; i++) {
		struct candidate *candidate = &batch->candidates[i];

		if (candidate->fd >= 0 && settle_by_id(batch, candidate))
			continue;
		unclear++;
		if (candidate->fd >= 0 && has_name(batch, candidate))
			candidate->standing = NAMED;
	}
	return unclear - settle_named(batch);
}

/* One of those that the list will tell about, or one without a thread. */
static struct candidate find_witness(struct batch *batch)
{
	for (size_t i = 0; i < batch->count; i++)
		if (batch->candidates[i].standing == UNCLEAR && find_thread(batch, &batch->candidates[i]))
			return batch->candidates[i];
	return (struct candidate){ .thread = 0 };
}

static bool is_member(struct batch *batch, pid_t pid)
{
	const struct candidate *found = find_candidate(batch, pid);

	return found && found->standing == MEMBER;
}

/* Looks up the members, and learns the name of the cgroup from one of them if more are to come. */
static int look_up_and_learn(struct batch *batch)
{
	struct candidate witness = { .thread = 0 };
	int err;

	if (batch->more)
		witness = find_witness(batch);
	if (witness.thread)
		membership_before(&batch->membership, batch->cgroup, witness.thread, witness.pid);
	err = look_up_members(batch);
	if (witness.thread && is_member(batch, witness.pid))
		membership_after(&batch->membership, batch->cgroup, witness.thread, witness.pid);
	return err;
}

/* A process that is on the list, while its threads are elsewhere, as far as they can be seen. */
static void note_absent(struct delivery *delivery, const struct candidate *candidate)
{
	delivery->listed--;
	if (candidate->thread && !thread_is_of(candidate->thread, candidate->pid))
		delivery->unsure += !candidate->known;
}

/* Signals those that are on the list. */
static int signal_listed_members(struct batch *batch)
{
	int err = look_up_and_learn(batch);

	for (size_t i = 0; i < batch->count; i++) {
		const struct candidate *candidate = &batch->candidates[i];

		if (candidate->standing == MEMBER)
			signal_member(batch->delivery, candidate);
		else if (candidate->standing == HEADLESS)
			note_absent(batch->delivery, candidate);
		else if (candidate->standing != SETTLED)
			note_ended(batch->delivery, candidate->known);
	}
	return err;
}

/* Descriptors are mostly consecutive, and are closed as ranges: one call for many. */
static void close_candidates(struct batch *batch)
{
	size_t first = 0;

	for (size_t i = 1; i <= batch->count; i++) {
		const struct candidate *before = &batch->candidates[i - 1];

		if (i < batch->count && batch->candidates[i].fd == before->fd + 1)
			continue;
		if (before->fd >= 0)
			pidfd_close_range(batch->candidates[first].fd, before->fd);
		first = i;
	}
	batch->count = 0;
}

/* Verifies the candidates, signals them and releases them. */
static int finish_batch(struct batch *batch)
{
	int err = 0;

	if (signal_known_members(batch))
		err = signal_listed_members(batch);
	close_candidates(batch);
	batch->limit = batch->limit * 2 < BATCH ? batch->limit * 2 : BATCH;
	return err;
}

static bool is_full(const struct batch *batch)
{
	const struct candidate *last = &batch->candidates[batch->count - 1];

	return batch->count >= (last->fd < 0 ? batch->limit : BATCH);
}

/* thread is one that lives, or 0 if that is not known. */
static int add_candidate(struct batch *batch, pid_t pid, pid_t thread, bool known)
{
	struct candidate candidate = { .pid = pid, .thread = thread, .known = known };
	int err, fd = pidfd_of(pid);

	/* Verifying takes a descriptor too, so the last candidate gives up its own. */
	while ((fd == -EMFILE || fd == -ENFILE) && batch->count > 1) {
		const struct candidate last = batch->candidates[--batch->count];

		if (last.fd >= 0)
			close(last.fd);
		err = finish_batch(batch);
		if (!err)
			err = add_candidate(batch, last.pid, last.thread, last.known);
		if (err)
			return err;
		fd = pidfd_of(pid);
	}
	if (fd == -ESRCH) {
		note_ended(batch->delivery, known);
		return 0;
	}
	candidate.fd = fd;
	if (fd < 0 && has_name(batch, &candidate) && names_are_valid(batch)) {
		settle(batch, &candidate);
		return 0;
	}
	batch->candidates[batch->count++] = candidate;
	return is_full(batch) ? finish_batch(batch) : 0;
}

static int see_process(struct batch *batch, pid_t pid, pid_t thread)
{
	struct delivery *delivery = batch->delivery;
	bool known = is_known(delivery, pid);

	delivery->listed++;
	if (known && !delivery->again) {
		remember(delivery, pid);
		/* It was signalled in another tree, which counts for this one, too. */
		if (!delivery->walks)
			delivery->signalled++;
		return 0;
	}
	return add_candidate(batch, pid, thread, known);
}

static int see_listed(pid_t pid, void *data)
{
	struct batch *batch = data;

	/* kill(0, …) would hit the caller's own process group. */
	if (pid <= 0) {
		batch->delivery->hidden++;
		return 0;
	}
	if (pid == batch->delivery->self) {
		batch->delivery->self_seen = true;
		return 0;
	}
	return see_process(batch, pid, 0);
}

/* What is on the list of processes has been dealt with. */
static int see_thread(pid_t tid, void *data)
{
	struct batch *batch = data;
	pid_t pid = tid > 0 ? thread_find_headless(tid, &batch->last) : 0;

	if (!pid || is_remembered(batch->delivery, pid) || cgroup_lists(batch->cgroup, pid) == 1)
		return 0;
	return see_process(batch, pid, tid);
}

static int see_threads(struct batch *batch)
{
	int err = finish_batch(batch);

	batch->last = 0;
	if (!err)
		err = cgroup_for_each_thread(batch->cgroup, see_thread, batch);
	return err == -ENOENT ? 0 : err;
}

static int signal_cgroup(struct batch *batch)
{
	int last, err = cgroup_for_each_process(batch->cgroup, see_listed, batch);

	if (!err && batch->delivery->threads)
		err = see_threads(batch);
	batch->more = false;
	last = finish_batch(batch);
	return err ? err : last;
}

/* If one cgroup cannot be handled, the others still are. */
static int visit_cgroup(const struct cgroup *cgroup, void *data)
{
	static struct batch batch;
	struct delivery *delivery = data;
	int err;

	batch.delivery = delivery;
	batch.cgroup = cgroup;
	batch.more = true;
	*batch.membership.name = '\0';
	batch.limit = FIRST_BATCH_OF_NUMBERS;
	batch.count = 0;
	err = signal_cgroup(&batch);
	if (!delivery->error)
		delivery->error = err;
	return 0;
}

int delivery_prepare(int steps)
{
	struct memory *more;

	if ((size_t)steps <= memory_count)
		return 0;
	more = calloc((size_t)steps, sizeof(*more));
	if (!more)
		return -ENOMEM;
	memories = more;
	memory_count = (size_t)steps;
	return 0;
}

void delivery_forget(const struct message *message)
{
	struct memory *memory = &memories[index_of(message)];

	if (!remembers[index_of(message)])
		return;
	remembers[index_of(message)] = false;
	pidset_clear(&memory->pids[0]);
	pidset_clear(&memory->pids[1]);
	memory->old = memory->new = 0;
}

void delivery_next_round(const struct message *message)
{
	struct memory *memory = &memories[index_of(message)];

	if (!message_kills(message))
		return;
	memory->old = memory->new;
	memory->new = !memory->old;
	pidset_clear(&memory->pids[memory->new]);
}

void delivery_start(struct delivery *delivery, const struct message *message)
{
	static pid_t self;

	if (!self)
		self = getpid();
	*delivery = (struct delivery){ .message = message, .self = self };
}

static void start_walk(struct delivery *delivery)
{
	remembers[index_of(delivery->message)] = true;
	delivery->newest_before = delivery->newest;
	delivery->newest = 0;
	delivery->listed = delivery->fresh = delivery->unsure = 0;
	delivery->failed = delivery->hidden = delivery->kernel_threads = 0;
	delivery->self_seen = delivery->init_spared = false;
	delivery->error = 0;
}

int delivery_run(struct delivery *delivery, const struct cgroup *top)
{
	int err;

	start_walk(delivery);
	err = tree_walk(top, visit_cgroup, delivery);
	delivery->walks++;
	return delivery->error ? delivery->error : err;
}
