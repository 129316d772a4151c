/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The whole command line, one word per line, passed to the program's own main(). Whatever sends
 * signals, and the processes that it would find, are simulated here, so that nothing that could
 * signal a process is linked. The cgroup mode ends where it would look at cgroups.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/signals.h"
#include "cli/options.h"
#include "engine/hint.h"
#include "engine/message.h"
#include "engine/release.h"
#include "fuzz.h"
#include "kernel/pidfd.h"
#include "kernel/process.h"
#include "kernel/procfs.h"
#include "modes/cgroups.h"
#include "modes/processes.h"
#include "show/events.h"
#include "show/report.h"

/* main() of main.c. */
int program_main(int argc, char **argv);

/* What the program wrote, as far as it matters. */
struct output {
	size_t length;
	char text[4096];
};

static struct output output, errors;

static ssize_t keep_output(void *cookie, const char *text, size_t size)
{
	struct output *kept = cookie;
	size_t room = sizeof(kept->text) - 1 - kept->length;

	memcpy(kept->text + kept->length, text, size < room ? size : room);
	kept->length += size < room ? size : room;
	return (ssize_t)size;
}

static void capture_output(void)
{
	cookie_io_functions_t functions = { .write = keep_output };

	stdout = fopencookie(&output, "w", functions);
	stderr = fopencookie(&errors, "w", functions);
	if (!stdout || !stderr)
		abort();
}

static void forget_output(void)
{
	memset(&output, 0, sizeof(output));
	memset(&errors, 0, sizeof(errors));
}

/*
 * The processes of this world: those with a name, and others. Their properties depend on the
 * PID.
 */
static const struct {
	pid_t pid;
	const char *name;
} processes[] = {
	{ 11, "alpha" },
	{ 12, "alpha" },
	{ 13, "beta" },
	{ 14, "a process of a long name" },
};

#define SIGNAL_FORBIDDEN(pid) ((pid) % 5 == 0)
#define IS_GONE(pid) ((pid) % 7 == 0)
#define ENDS_SOON(pid) ((pid) % 3 == 0)
#define CAUGHT(pid) ((struct signal_mask){ UINT64_C(0xF0F0F0F0F0F0F0F0) >> ((pid) % 4), 0 })

/* From here on, descriptors that no system call accepts; several may be held at the same time. */
#define PIDFD 200000
#define OPENED_MAX 1024
static pid_t opened[OPENED_MAX];
static int opened_count;

static pid_t pid_of(int fd)
{
	fuzz_check(fd >= PIDFD && fd < PIDFD + opened_count);
	return opened[fd - PIDFD];
}

static const struct options *wanted;	/* what the command line means */
static int sent_count;			/* how many times something was sent */
static int next_followup;		/* for the process that was signalled last */
static pid_t last_pid;
static bool entered_cgroup_mode;

static bool is_named(pid_t pid, const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(processes); i++)
		if (processes[i].pid == pid && !strcmp(processes[i].name, name))
			return true;
	return false;
}

static bool is_operand(pid_t pid)
{
	for (int i = 0; i < wanted->operand_count; i++) {
		struct target target = processes_parse_target(wanted->operands[i]);

		if (target.kind == TARGET_NAME ? is_named(pid, wanted->operands[i]) :
						 target.pid == pid)
			return true;
	}
	return false;
}

static bool is_next_followup(pid_t pid, int number)
{
	return pid == last_pid && next_followup < wanted->request.followup_count &&
	       wanted->request.followups[next_followup].signal == number;
}

/* Everything that would be sent ends up here. */
static int send_to(pid_t pid, const struct message *message)
{
	sent_count++;
	fuzz_check(wanted && wanted->mode == MODE_PROCESS);
	fuzz_check(!wanted->print && !wanted->dry_run);
	fuzz_check(is_operand(pid));
	fuzz_check(message->queued == wanted->request.message.queued);
	fuzz_check(message->value == wanted->request.message.value);
	if (pid <= 0)
		fuzz_check(!wanted->request.followup_count && !message->queued && !wanted->require_handler);
	if (wanted->require_handler && !is_next_followup(pid, message->signal))
		fuzz_check(signal_mask_has(CAUGHT(pid), message->signal));
	if (is_next_followup(pid, message->signal)) {
		next_followup++;
	} else {
		fuzz_check(message->signal == wanted->request.message.signal);
		next_followup = 0;
	}
	last_pid = pid;
	if (IS_GONE(pid))
		return -ESRCH;
	return SIGNAL_FORBIDDEN(pid) ? -EPERM : 0;
}

int message_send(pid_t pid, const struct message *message)
{
	return send_to(pid, message);
}

int message_send_pidfd(int fd, pid_t pid, const struct message *message)
{
	fuzz_check(pid == pid_of(fd));
	return send_to(pid, message);
}

int pidfd_of(pid_t pid)
{
	fuzz_check(pid > 0 && opened_count < OPENED_MAX);
	/* The next signal is a first one, even for a PID that was used before. */
	last_pid = 0;
	if (IS_GONE(pid))
		return -ESRCH;
	opened[opened_count] = pid;
	return PIDFD + opened_count++;
}

int pidfd_or_directory_of(pid_t pid)
{
	return pidfd_of(pid);
}

uint64_t pidfd_inode(int fd)
{
	return (uint64_t)pid_of(fd) * 10;
}

bool pidfd_has_ended(int fd)
{
	return ENDS_SOON(pid_of(fd));
}

/* Nothing really waits. */
int pidfd_await_end(int fd, int milliseconds)
{
	fuzz_check(milliseconds >= 0);
	return pidfd_has_ended(fd);
}

enum procfs_problem procfs_problem(void)
{
	return PROCFS_USABLE;
}

bool procfs_hides_others(void)
{
	return false;
}

bool procfs_is_named(pid_t pid, const char *name, bool all_users)
{
	return is_named(pid, name) && (all_users || pid != 12);
}

int procfs_for_each(int (*visit)(pid_t pid, void *data), void *data)
{
	int result = 0;

	for (size_t i = 0; !result && i < ARRAY_SIZE(processes); i++)
		result = visit(processes[i].pid, data);
	return result;
}

int procfs_signal_state(pid_t pid, struct signal_state *state)
{
	*state = (struct signal_state){ .caught = CAUGHT(pid) };
	return IS_GONE(pid) ? -ESRCH : 0;
}

void release_process(pid_t pid)
{
	fuzz_check(wanted && wanted->request.mrelease && pid == last_pid);
}

void release_end(void)
{
	fuzz_check(wanted && wanted->request.mrelease);
}

/* Cgroups are not looked for. */
void hint_for_process(const char *operand, struct hint *hint)
{
	(void)operand;
	hint->kind = HINT_NONE;
}

/* The engine does nothing here that it could report. */
void events_show(const struct event *event)
{
	(void)event;
	fuzz_check(false);
}

int cgroups_signal(const struct options *options)
{
	fuzz_check(options->mode == MODE_CGROUP);
	entered_cgroup_mode = true;
	return EXIT_SUCCESS;
}

/*
 * Command lines.
 */
/* Enough for more than the limit of --timeout, which takes three words. */
#define WORDS_MAX 128

struct command_line {
	char *words[WORDS_MAX + 1];	/* the program's, which may reorder them */
	char *all[WORDS_MAX];		/* to be freed */
	int count;
};

/* Each word is allocated separately, so that a read beyond its end is detected. */
static void add_word(struct command_line *line, const char *text, size_t length)
{
	if (line->count == WORDS_MAX)
		return;
	line->all[line->count] = fuzz_string(text, length);
	line->words[line->count] = line->all[line->count];
	line->words[++line->count] = NULL;
}

static void add(struct command_line *line, const char *text)
{
	add_word(line, text, strlen(text));
}

static void add_number(struct command_line *line, const char *option, int number)
{
	char text[32];

	snprintf(text, sizeof(text), "%s%d", option, number);
	add(line, text);
}

/* The last line may lack its newline. */
static void split(const char *text, struct command_line *line)
{
	line->count = 0;
	line->words[0] = NULL;
	while (*text) {
		size_t length = strcspn(text, "\n");

		add_word(line, text, length);
		text += length + (text[length] == '\n');
	}
}

static void discard(struct command_line *line)
{
	for (int i = 0; i < line->count; i++)
		free(line->all[i]);
}

/* An operand is a word, or the end of one: --cgroup=x, -l9. */
static bool is_of(const struct command_line *line, const char *operand)
{
	for (int i = 1; i < line->count; i++)
		if (operand >= line->all[i] && operand <= line->all[i] + strlen(line->all[i]))
			return true;
	return false;
}

/* What an accepted command line never means, whatever the words were. */
static bool is_signal(int number)
{
	return number >= 0 && number <= signal_max();
}

static void check_options(const struct options *options, const struct command_line *line)
{
	bool cgroup = options->mode == MODE_CGROUP, process = options->mode == MODE_PROCESS;
	const struct request *request = &options->request;
	bool waits = request->wait || request->followup_count;

	fuzz_check(is_signal(request->message.signal));
	fuzz_check(request->wait_limit >= 0);
	fuzz_check(request->followup_count >= 0 && request->followup_count <= FOLLOWUPS_MAX);
	for (int i = 0; i < request->followup_count; i++)
		fuzz_check(request->followups[i].milliseconds >= 0 &&
			   is_signal(request->followups[i].signal) &&
			   (!cgroup || request->followups[i].signal));
	fuzz_check(options->operand_count >= 0 && options->operand_count < WORDS_MAX);
	for (int i = 0; i < options->operand_count; i++)
		fuzz_check(is_of(line, options->operands[i]));

	fuzz_check(options->operand_count || (!cgroup && !process && options->mode != MODE_STATE));
	/* Help and version are shown whatever else was given. */
	if (options->mode == MODE_HELP || options->mode == MODE_VERSION)
		return;
	if (!cgroup)
		fuzz_check(!request->method && !request->wait && !request->remove &&
			   !options->dry_run && !options->json && !request->exclude_self);
	else
		fuzz_check(!options->all_users && !options->require_handler);
	if (!cgroup && !process)
		fuzz_check(!options->print && !request->message.queued && !waits &&
			   !options->all_users && !options->require_handler);
	if (options->print)
		fuzz_check(!request->message.queued && !waits && !options->require_handler &&
			   !options->dry_run && !request->remove && !request->exclude_self);
	fuzz_check(!options->json || (!options->verbose && !options->print));
	fuzz_check(!request->remove || request->wait);
	fuzz_check(!cgroup || request->message.signal || !waits);
	fuzz_check(request->method != METHOD_KERNEL || request->message.signal == SIGKILL);
	fuzz_check(!cgroup || !request->message.queued || request->message.signal != SIGKILL);
}

/* The simplest words with the same meaning. */
static void rebuild(const struct options *options, struct command_line *line)
{
	static const char *const shows[] = {
		[MODE_STATE] = "-d", [MODE_LIST] = "-l", [MODE_TABLE] = "-L", [MODE_DESCRIBE] = "-t",
	};
	bool cgroup = options->mode == MODE_CGROUP;
	const struct {
		bool given;
		const char *word;
	} flags[] = {
		{ options->print, "--pid" },
		{ options->dry_run, "--dry-run" },
		{ options->json, "--json" },
		{ options->all_users, "--all" },
		{ options->require_handler, "--require-handler" },
		{ options->request.exclude_self, "--exclude-self" },
		{ options->request.remove, "--remove" },
		{ options->verbose, "--verbose" },
	};

	line->count = 0;
	add(line, cgroup ? "/usr/bin/cgkill" : "kill");
	if (options->mode < ARRAY_SIZE(shows) && shows[options->mode])
		add(line, shows[options->mode]);
	if (options->request.message.signal != (cgroup ? SIGKILL : SIGTERM))
		add_number(line, "-", options->request.message.signal);
	if (options->request.message.queued)
		add_number(line, "--queue=", options->request.message.value);
	for (int i = 0; i < options->request.followup_count; i++) {
		add_number(line, "--timeout=", options->request.followups[i].milliseconds);
		add_number(line, "", options->request.followups[i].signal);
	}
	if (options->request.method) {
		add(line, "--method");
		add(line, method_name(options->request.method));
	}
	if (options->request.wait)
		add_number(line, "--wait=", options->request.wait_limit);
	for (size_t i = 0; i < ARRAY_SIZE(flags); i++)
		if (flags[i].given)
			add(line, flags[i].word);
	add(line, "--");
	for (int i = 0; i < options->operand_count; i++)
		add(line, options->operands[i]);
}

static bool same_request(const struct request *one, const struct request *other)
{
	bool same = one->message.signal == other->message.signal &&
		    one->message.queued == other->message.queued &&
		    one->message.value == other->message.value && one->method == other->method &&
		    one->exclude_self == other->exclude_self && one->wait == other->wait &&
		    (!one->wait || one->wait_limit == other->wait_limit) &&
		    one->remove == other->remove && one->followup_count == other->followup_count;

	for (int i = 0; same && i < one->followup_count; i++)
		same = one->followups[i].milliseconds == other->followups[i].milliseconds &&
		       one->followups[i].signal == other->followups[i].signal;
	return same;
}

static bool same_options(const struct options *one, const struct options *other)
{
	bool same = one->mode == other->mode && same_request(&one->request, &other->request) &&
		    one->print == other->print && one->dry_run == other->dry_run &&
		    one->json == other->json && one->all_users == other->all_users &&
		    one->require_handler == other->require_handler &&
		    one->verbose == other->verbose && one->operand_count == other->operand_count;

	for (int i = 0; same && i < one->operand_count; i++)
		same = !strcmp(one->operands[i], other->operands[i]);
	return same;
}

static void check_rebuilt(const struct options *options)
{
	struct command_line line;
	struct options again;

	if (options->mode == MODE_HELP || options->mode == MODE_VERSION)
		return;
	rebuild(options, &line);
	/* Too many words to be expressed in another way. */
	if (line.count < WORDS_MAX) {
		fuzz_check(options_parse(line.count, line.words, &again) == 0);
		fuzz_check(same_options(options, &again));
	}
	discard(&line);
}

static bool is_wrong(const char *operand)
{
	enum target_kind kind = processes_parse_target(operand).kind;

	return kind == TARGET_INVALID || kind == TARGET_OUT_OF_RANGE;
}

/* What a run did for a command line with this meaning, or nothing if it is wrong. */
static void check_run(int status, const struct options *options)
{
	bool wrong = !options;

	fflush(stdout);
	fflush(stderr);
	for (int i = 0; !wrong && options->mode == MODE_PROCESS && i < options->operand_count; i++)
		wrong = is_wrong(options->operands[i]);
	if (wrong)
		fuzz_check(status == EXIT_FAILURE && !sent_count && !entered_cgroup_mode &&
			   errors.length && !output.length);
	fuzz_check(entered_cgroup_mode == (options && options->mode == MODE_CGROUP));
	/* A failure is reported, and nothing else is. */
	fuzz_check((status != EXIT_SUCCESS) == (errors.length != 0));
	/* With --timeout, who ends before its turn gets nothing. */
	if (options && options->mode == MODE_PROCESS && !status && !options->print)
		fuzz_check(sent_count >= (options->request.followup_count ? 1 : options->operand_count));
}

static void run(const char *text, const struct options *options)
{
	struct command_line line;
	int status;

	split(text, &line);
	forget_output();
	wanted = options;
	sent_count = opened_count = 0;
	next_followup = 0;
	entered_cgroup_mode = false;
	status = program_main(line.count, line.words);
	check_run(status, options);
	discard(&line);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool captured;
	char *text = fuzz_string(data, size);
	struct command_line line;
	struct options options;
	int err;

	if (!captured)
		capture_output();
	captured = true;
	split(text, &line);
	err = options_parse(line.count, line.words, &options);
	if (!err) {
		check_options(&options, &line);
		check_rebuilt(&options);
	}
	run(text, err ? NULL : &options);
	discard(&line);
	free(text);
	return 0;
}
