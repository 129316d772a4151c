/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "modes/processes.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/number.h"
#include "engine/hint.h"
#include "engine/message.h"
#include "engine/release.h"
#include "kernel/pidfd.h"
#include "kernel/process.h"
#include "kernel/procfs.h"
#include "modes/exitcode.h"
#include "show/hints.h"
#include "show/nls.h"
#include "show/report.h"
#include "show/words.h"

/* How many processes are held at most; with more operands, the rest is opened one by one. */
#define HELD_MAX 512

/* Instead of a descriptor or a negative errno. */
#define NOT_HELD (-EMFILE)

/* The state of the work on all operands. */
struct work {
	const struct options *options;
	const char *operand;	/* the current one, for messages */
	int index;		/* its number */
	int held[HELD_MAX];	/* what hold() said before the first signal, or NOT_HELD */
	int held_count;
	unsigned int done, failed;
};

static struct target parse_inode(const char *operand, const char *colon)
{
	struct target target = { .kind = TARGET_INVALID };
	char digits[16], *end;
	size_t length = (size_t)(colon - operand);

	if (length >= sizeof(digits) || !isdigit((unsigned char)colon[1]))
		return target;
	memcpy(digits, operand, length);
	digits[length] = '\0';
	errno = 0;
	target.inode = strtoull(colon + 1, &end, 10);
	if (errno || *end || !target.inode || number_parse_digits(digits, 1, INT_MAX, &target.pid) < 0)
		return target;
	target.kind = TARGET_INODE;
	return target;
}

/*
 * Anything that starts like a number must be one, so that a typo such as "12x" is not taken for
 * the name of a process. A group "-0" does not exist: it would be the caller's own.
 */
struct target processes_parse_target(const char *operand)
{
	struct target target = { .kind = TARGET_INVALID };
	const char *colon = strchr(operand, ':');
	int err;

	if (!*operand)
		return target;
	if (isdigit((unsigned char)*operand) && colon)
		return parse_inode(operand, colon);
	if (!isdigit((unsigned char)*operand) && !isspace((unsigned char)*operand) &&
	    *operand != '+' && *operand != '-') {
		target.kind = TARGET_NAME;
		return target;
	}
	/* INT_MIN would be a group whose number has no positive form. */
	err = number_parse(operand, -INT_MAX, INT_MAX, &target.pid);
	if (err == -ERANGE)
		target.kind = TARGET_OUT_OF_RANGE;
	else if (!err && target.pid > 0)
		target.kind = TARGET_PROCESS;
	else if (!err && (target.pid < 0 || !strchr(operand, '-')))
		target.kind = TARGET_GROUP;
	return target;
}

static bool check_operand(const char *operand, bool groups)
{
	struct target target = processes_parse_target(operand);
	struct hint hint;

	switch (target.kind) {
	case TARGET_OUT_OF_RANGE:
		report_failure(operand, 0, _("process ID out of range"));
		return false;
	case TARGET_INVALID:
		if (!*operand) {
			report_error("%s", _("an operand is empty"));
			return false;
		}
		hint_for_process(operand, &hint);
		hints_report(operand, _("neither a process ID nor a name"), &hint);
		return false;
	case TARGET_GROUP:
		if (groups)
			return true;
		report_failure(operand, 0, _("a single process is required, not a group"));
		return false;
	default:
		return true;
	}
}

static bool check_operands(const struct options *options, bool groups)
{
	for (int i = 0; i < options->operand_count; i++)
		if (!check_operand(options->operands[i], groups))
			return false;
	return true;
}

/* Returns -1 after reporting that the process would not handle the signal. */
static int check_handler(const struct work *work, pid_t pid)
{
	enum procfs_problem problem = procfs_problem();
	struct signal_state state;
	int err = problem ? 0 : procfs_signal_state(pid, &state);

	if (problem) {
		report_failure(work->operand, 0, "%s", words_for_procfs(problem));
		return -1;
	}
	if (err) {
		report_failure(work->operand, err, _("cannot tell whether PID %d handles the signal"),
			       pid);
		return -1;
	}
	if (signal_mask_has(state.caught, work->options->request.message.signal))
		return 0;
	report_failure(work->operand, 0, _("PID %d does not handle the signal"), pid);
	return -1;
}

static int report_send_failure(const struct work *work, int err)
{
	report_failure(work->operand, err, _("sending the signal failed"));
	return -1;
}

/* Others are not killed before all have been: a thread does it. */
static void release_killed(const struct work *work, pid_t pid, const struct message *message)
{
	if (work->options->request.mrelease && message_kills(message))
		release_process(pid);
}

/* Returns -1 after reporting a failure; fd may be -1. */
static int send_first(const struct work *work, pid_t pid, int fd)
{
	const struct message *message = &work->options->request.message;
	int err;

	report_sending(message->signal, pid);
	err = fd < 0 ? message_send(pid, message) : message_send_pidfd(fd, pid, message);
	if (err)
		return report_send_failure(work, err);
	release_killed(work, pid, message);
	return 0;
}

/* Sends the signals of --timeout for as long as the process exists. */
static int follow_up(const struct work *work, pid_t pid, int fd)
{
	struct message message = work->options->request.message;

	for (int i = 0; i < work->options->request.followup_count; i++) {
		const struct followup *next = &work->options->request.followups[i];
		int ended, err;

		report_idle();
		ended = pidfd_await_end(fd, next->milliseconds);
		if (ended < 0)
			report_failure(work->operand, ended, _("waiting for the process failed"));
		if (ended)
			return ended < 0 ? -1 : 0;
		message.signal = next->signal;
		report_sending(message.signal, pid);
		err = message_send_pidfd(fd, pid, &message);
		/* It has just ended, but that is not taken on trust. */
		if (err == -ESRCH && pidfd_has_ended(fd))
			return 0;
		if (err)
			return report_send_failure(work, err);
		release_killed(work, pid, &message);
	}
	return 0;
}

/* Handles one process, or group, as the options say. */
static void handle_process(struct work *work, pid_t pid, int fd)
{
	const struct options *options = work->options;
	int result = 0;

	if (options->print) {
		report_pid(pid);
	} else {
		if (options->require_handler)
			result = check_handler(work, pid);
		if (!result)
			result = send_first(work, pid, fd);
		if (!result)
			result = follow_up(work, pid, fd);
	}
	if (result)
		work->failed++;
	else
		work->done++;
}

static void note_failure(struct work *work, int err, const char *message)
{
	report_failure(work->operand, err, "%s", message);
	work->failed++;
}

/* Where /proc could have done instead, it is told why it cannot. */
static void note_open_failure(struct work *work, int err)
{
	enum procfs_problem problem = err == -ESRCH ? PROCFS_USABLE : procfs_problem();

	if (!problem) {
		note_failure(work, err, _("opening the process failed"));
		return;
	}
	report_failure(work->operand, err, _("cannot open a pidfd, nor do without one (%s)"),
		       words_for_procfs(problem));
	work->failed++;
}

/* Some descriptors are needed for other things than holding processes. */
static int count_holdable(int operand_count)
{
	struct rlimit limit;
	int most = operand_count < HELD_MAX ? operand_count : HELD_MAX;

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur / 2 < (rlim_t)most)
		return (int)(limit.rlim_cur / 2);
	return most;
}

/* The directory of a process in /proc has no inode number of it. */
static int hold(const struct target *target)
{
	return target->kind == TARGET_INODE ? pidfd_of(target->pid) :
					      pidfd_or_directory_of(target->pid);
}

/*
 * With --timeout, an operand may wait long for its turn, and its process may end meanwhile: often
 * because of what an earlier one got, if they belong together. That is no failure, and who has been
 * given the PID since must not be signalled.
 */
static void hold_processes(struct work *work)
{
	const struct options *options = work->options;

	work->held_count = count_holdable(options->operand_count);
	for (int i = 0; i < work->held_count; i++) {
		struct target target = processes_parse_target(options->operands[i]);
		bool single = target.kind == TARGET_PROCESS || target.kind == TARGET_INODE;

		work->held[i] = single ? hold(&target) : NOT_HELD;
	}
}

/* Returns a descriptor of the operand's process, or a negative errno after reporting that. */
static int open_process(struct work *work, const struct target *target)
{
	int fd = work->index < work->held_count ? take_fd(&work->held[work->index]) : NOT_HELD;

	if (fd == NOT_HELD)
		fd = hold(target);
	if (fd < 0 && target->kind == TARGET_INODE)
		note_failure(work, fd, _("opening the process failed"));
	else if (fd < 0)
		note_open_failure(work, fd);
	return fd;
}

/* Whether the process was there when all were opened, and has ended since. */
static bool ended_meanwhile(const struct work *work, int fd)
{
	return work->index > 0 && work->index < work->held_count && pidfd_has_ended(fd);
}

static void handle_number(struct work *work, const struct target *target)
{
	_cleanup_close_ int fd = -1;

	/* A later signal must not reach another process that has been given the PID by then. */
	if (work->options->request.followup_count) {
		fd = open_process(work, target);
		if (fd < 0)
			return;
	}
	if (ended_meanwhile(work, fd))
		work->done++;
	else
		handle_process(work, target->pid, fd);
}

static void handle_inode(struct work *work, const struct target *target)
{
	_cleanup_close_ int fd = open_process(work, target);
	uint64_t inode;

	if (fd < 0)
		return;
	inode = pidfd_inode(fd);
	if (!inode)
		note_failure(work, 0, _("this kernel has no unique inode numbers for processes "
					"(Linux 6.9 has)"));
	else if (inode != target->inode)
		note_failure(work, -ESRCH, _("the PID now belongs to another process"));
	else if (ended_meanwhile(work, fd))
		work->done++;
	else
		handle_process(work, target->pid, fd);
}

/* The name is checked again once a descriptor stands for the process. */
static int handle_if_named(pid_t pid, void *data)
{
	struct work *work = data;
	const struct options *options = work->options;
	_cleanup_close_ int fd = -1;

	if (pid == getpid() || !procfs_is_named(pid, work->operand, options->all_users))
		return 0;
	fd = pidfd_or_directory_of(pid);
	if (fd == -ESRCH)
		return 0;
	if (fd < 0)
		note_open_failure(work, fd);
	else if (procfs_is_named(pid, work->operand, options->all_users))
		handle_process(work, pid, fd);
	return 0;
}

static void note_no_process(struct work *work, const char *message)
{
	struct hint hint;

	hint_for_process(work->operand, &hint);
	hints_report(work->operand, message, &hint);
	work->failed++;
}

static void handle_name(struct work *work)
{
	unsigned int before = work->done + work->failed;
	enum procfs_problem problem = procfs_problem();
	int err;

	if (problem) {
		report_failure(work->operand, 0, _("cannot look up a name: %s"),
			       words_for_procfs(problem));
		work->failed++;
		return;
	}
	err = procfs_for_each(handle_if_named, work);
	if (err)
		note_failure(work, err, _("cannot look up a name in /proc"));
	else if (work->done + work->failed > before)
		return;
	else if (procfs_hides_others())
		note_no_process(work, _("/proc shows no process with that name"));
	else if (!work->options->all_users)
		note_no_process(work, _("none of your processes has that name"));
	else
		note_no_process(work, _("no process has that name"));
}

static int exit_status(const struct work *work)
{
	if (!work->failed)
		return EXIT_SUCCESS;
	return work->done ? EXIT_SOME : EXIT_FAILURE;
}

int processes_signal(const struct options *options)
{
	struct work work = { .options = options };
	bool groups = !options->request.followup_count && !options->require_handler &&
		      !options->request.message.queued && !options->request.mrelease;

	/* If the command line is wrong, nothing is signalled. */
	if (!check_operands(options, groups))
		return EXIT_FAILURE;
	if (options->request.followup_count)
		hold_processes(&work);
	for (int i = 0; i < options->operand_count; i++) {
		struct target target = processes_parse_target(options->operands[i]);

		work.operand = options->operands[i];
		work.index = i;
		if (target.kind == TARGET_NAME)
			handle_name(&work);
		else if (target.kind == TARGET_INODE)
			handle_inode(&work, &target);
		else
			handle_number(&work, &target);
	}
	if (options->request.mrelease)
		release_end();
	return exit_status(&work);
}

static void print_signals(const char *title, struct signal_mask mask)
{
	char name[SIGNAL_NAME_SIZE];

	if (!mask.low && !mask.high)
		return;
	printf("%s: ", title);
	for (int number = 1; number <= signal_max(); number++)
		if (signal_mask_has(mask, number)) {
			signal_name(number, name);
			printf("%s ", name);
		}
	putchar('\n');
}

static void show_state(struct work *work, pid_t pid)
{
	struct signal_state state;
	int err = procfs_signal_state(pid, &state);

	if (err) {
		note_failure(work, err, _("cannot read its state"));
		return;
	}
	print_signals(_("Pending (thread)"), state.thread_pending);
	print_signals(_("Pending (process)"), state.process_pending);
	print_signals(_("Blocked"), state.blocked);
	print_signals(_("Ignored"), state.ignored);
	print_signals(_("Caught"), state.caught);
	work->done++;
}

int processes_show_state(const struct options *options)
{
	struct work work = { .options = options };
	enum procfs_problem problem = procfs_problem();

	for (int i = 0; i < options->operand_count; i++) {
		struct target target = processes_parse_target(options->operands[i]);

		work.operand = options->operands[i];
		if (problem)
			note_failure(&work, 0, words_for_procfs(problem));
		else if (target.kind == TARGET_PROCESS)
			show_state(&work, target.pid);
		else
			note_failure(&work, 0, _("not a process ID"));
	}
	return exit_status(&work);
}
