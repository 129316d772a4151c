/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trial.h"

#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef SYS_pidfd_open
# define SYS_pidfd_open 434
#endif

#define WORDS 32
#define ATTEMPTS 3
#define TEXT_SIZE 65536
#define CALL_SIZE 160
#define DEATH_MS 3000		/* for signalled victims to be gone */

/* The documented exit statuses besides 0. */
static const int failures[] = { 1, 64, 124 };

/* How a run ended. */
struct end {
	bool late;
	int signal;	/* that ended it, or 0 */
	int status;
	bool reached;
	char call[CALL_SIZE];	/* the line of the trace with the fault */
	char out[TEXT_SIZE], err[TEXT_SIZE];
};

struct words {
	unsigned int count;
	size_t used;
	char *words[WORDS];
	char text[4 * PATH_MAX];
};

bool fault_is_signal(const struct fault *fault)
{
	return !strncmp(fault->effect, "SIG", 3);
}

void fault_format(const struct fault *fault, char *text, unsigned int size)
{
	snprintf(text, size, "%s:%s:%u%s", fault->call, fault->effect, fault->when,
		 fault->lasting ? "+" : "");
}

bool fault_parse(const char *text, struct fault *fault)
{
	char plus = 0;

	*fault = (struct fault) { .when = 0 };
	if (sscanf(text, "%23[^:]:%15[^:]:%u%c", fault->call, fault->effect, &fault->when,
		   &plus) < 3)
		return false;
	fault->lasting = plus == '+';
	return fault->when > 0;
}

static void __attribute__((format(printf, 2, 3))) add(struct words *words, const char *format, ...)
{
	char *word = words->text + words->used;
	size_t left = sizeof(words->text) - words->used;
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(word, left, format, arguments);
	va_end(arguments);
	if (length < 0 || (size_t) length >= left || words->count == WORDS - 1)
		errx(1, "the command is too long");
	words->used += (size_t) length + 1;
	words->words[words->count++] = word;
}

static const char *program(const char *name)
{
	const char *path = getenv(strcmp(name, "kill") ? "CGKILL" : "KILL");

	if (!path)
		errx(1, "KILL and CGKILL must tell the programs");
	return path;
}

/* Replaces the placeholders in a word of a scenario. */
static void add_word(struct words *words, const struct setup *setup, const struct arena *arena,
		     const char *word, size_t length)
{
	const char *brace = memchr(word, '{', length);
	int before = (int) (brace ? brace - word : (ptrdiff_t) length);

	if (!brace)
		add(words, "%.*s", before, word);
	else if (brace[1] == 'n')
		add(words, "%.*s%s", before, word, arena->target + strlen(setup->mount));
	else if (!strncmp(brace, "{id}", 4))
		add(words, "%.*s%s", before, word, arena->id);
	else if (!strncmp(brace, "{pid}", 5))
		add(words, "%.*s%d", before, word, (int) arena->victims[0]);
	else
		add(words, "%.*s%s%.*s", before, word, arena->target,
		    (int) length - before - 6, brace + 6);
}

static void add_fault(struct words *words, const struct fault *fault)
{
	const char *kind = "error";

	if (fault_is_signal(fault))
		kind = "signal";
	else if (isdigit((unsigned char) *fault->effect))
		kind = "retval";
	add(words, "-e");
	add(words, "trace=%s", fault->call);
	add(words, "-e");
	add(words, "inject=%s:%s=%s:when=%u%s", fault->call, kind, fault->effect, fault->when,
	    fault->lasting ? "+" : "");
}

static void build(struct words *words, const struct setup *setup, const struct arena *arena,
		  const struct scenario *scenario, const struct fault *fault)
{
	const char *word = scenario->command;
	size_t length = strcspn(word, " ");
	char name[16];

	words->count = 0;
	words->used = 0;
	add(words, "strace");
	add(words, "--quiet=all");
	add(words, "-o");
	add(words, "%s", arena->trace);
	if (fault)
		add_fault(words, fault);
	if (scenario->inside) {
		add(words, "%s", setup->self);
		add(words, "--enter");
		add(words, "%s/a/cgroup.procs", arena->target);
	}
	snprintf(name, sizeof(name), "%.*s", (int) length, word);
	add(words, "%s", program(name));
	while (*(word += length)) {
		word++;
		length = strcspn(word, " ");
		add_word(words, setup, arena, word, length);
	}
	words->words[words->count] = NULL;
}

void trial_enter(char **arguments)
{
	int fd = open(arguments[0], O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, "0", 1) != 1)
		err(1, "%s", arguments[0]);
	close(fd);
	execv(arguments[1], arguments + 1);
	err(1, "%s", arguments[1]);
}

static void redirect(const char *path, int fd)
{
	int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);

	if (file < 0 || dup2(file, fd) < 0)
		_exit(125);
}

/* In its own process group, so that the traced program can be ended, too. */
static pid_t start(const struct arena *arena, const struct words *words)
{
	pid_t pid = fork();

	if (pid < 0)
		err(1, "fork");
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		setpgid(0, 0);
		redirect("/dev/null", STDIN_FILENO);
		redirect(arena->out, STDOUT_FILENO);
		redirect(arena->err, STDERR_FILENO);
		execvp(words->words[0], words->words);
		_exit(125);
	}
	setpgid(pid, pid);
	return pid;
}

/* Returns whether the process ended in time; ends it if not. */
static bool finish(pid_t pid, int limit, int *status)
{
	struct pollfd process = { .fd = (int) syscall(SYS_pidfd_open, pid, 0), .events = POLLIN };
	int ended;

	if (process.fd < 0)
		err(1, "pidfd_open");
	do
		ended = poll(&process, 1, limit);
	while (ended < 0 && errno == EINTR);
	close(process.fd);
	if (ended <= 0)
		kill(-pid, SIGKILL);
	if (waitpid(pid, status, 0) != pid)
		err(1, "waitpid");
	return ended > 0;
}

static void read_text(const char *path, char text[TEXT_SIZE])
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t length = fd < 0 ? 0 : read(fd, text, TEXT_SIZE - 1);

	text[length > 0 ? length : 0] = 0;
	if (fd >= 0)
		close(fd);
}

/* Looks for the call of the fault. */
static void read_trace(const struct arena *arena, const struct fault *fault, struct end *end)
{
	size_t length = strlen(fault->call);
	FILE *trace = fopen(arena->trace, "re");
	unsigned int left = fault->when;
	char line[4096];

	while (trace && left && fgets(line, sizeof(line), trace))
		if (!strncmp(line, fault->call, length) && line[length] == '(')
			left--;
	end->reached = !left;
	if (!left) {
		length = strcspn(line, "\n");
		snprintf(end->call, sizeof(end->call), "%.*s",
			 (int) (length < CALL_SIZE ? length : CALL_SIZE - 1), line);
	}
	if (trace)
		fclose(trace);
}

static void run(const struct setup *setup, const struct arena *arena,
		const struct scenario *scenario, const struct fault *fault, struct end *end)
{
	static struct words words;
	int status;

	build(&words, setup, arena, scenario, fault);
	end->late = !finish(start(arena, &words), setup->limit, &status);
	end->signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
	end->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + end->signal;
	end->call[0] = 0;
	end->reached = true;
	if (fault)
		read_trace(arena, fault, end);
	read_text(arena->out, end->out);
	read_text(arena->err, end->err);
}

static bool has_number(const char *text, int number)
{
	char digits[16];
	int length = snprintf(digits, sizeof(digits), "%d", number);
	const char *found = text;

	while ((found = strstr(found, digits))) {
		bool begins = found == text || !isdigit((unsigned char) found[-1]);

		found += length;
		if (begins && !isdigit((unsigned char) *found))
			return true;
	}
	return false;
}

static bool shows_all(const struct arena *arena, const char *text)
{
	for (unsigned int i = 0; i < arena->count; i++)
		if (!has_number(text, arena->victims[i]))
			return false;
	return true;
}

/* The cgroup itself comes last, whatever became of the others. */
static bool has_killed_itself(const struct scenario *scenario, const struct end *end)
{
	return end->signal == SIGKILL && scenario->status == 128 + SIGKILL && !end->late;
}

/* Whether the program claims to have done what it should. */
static bool claims_success(const struct scenario *scenario, const struct end *end)
{
	return end->status == 0 || (has_killed_itself(scenario, end) && !*end->err);
}

static const char *judge_success(struct arena *arena, const struct scenario *scenario,
				 const struct end *end)
{
	if (scenario->want == WANT_REFUSED)
		return "success, although nothing should be done";
	if (scenario->want == WANT_SHOWN)
		return shows_all(arena, end->out) ? NULL : "success, but not all are shown";
	if (arena_await(arena, arena->count, DEATH_MS) < arena->count)
		return "success, but not all are dead";
	if (scenario->want == WANT_REMOVED && arena_has_target(arena))
		return "success, but the cgroup is still there";
	return NULL;
}

static bool is_documented(int status)
{
	for (size_t i = 0; i < sizeof(failures) / sizeof(failures[0]); i++)
		if (failures[i] == status)
			return true;
	return false;
}

/* Whether it was the message itself that could not be written. */
static bool is_silenced(const struct fault *fault, const struct end *end)
{
	return fault && !strncmp(fault->call, "write", 5) &&
	       (fault->lasting || strstr(end->call, "(2, "));
}

/* How the program ended if it did not succeed. */
static const char *judge_failure(const struct scenario *scenario, const struct fault *fault,
				 const struct end *end)
{
	if (has_killed_itself(scenario, end))
		return NULL;
	if (end->signal)
		return fault && fault_is_signal(fault) &&
		       end->signal == (strcmp(fault->effect, "SIGINT") ? SIGTERM : SIGINT) ?
		       NULL : "ended by a signal";
	if (!is_documented(end->status))
		return "ended with a status that is not documented";
	if (!*end->err && !is_silenced(fault, end))
		return "failed without a message";
	return NULL;
}

/* Only a lasting failure excuses a frozen cgroup, and only if the program reports it. */
static bool may_be_frozen(const struct scenario *scenario, const struct fault *fault,
			  const struct end *end)
{
	return fault && fault->lasting && !strcmp(fault->call, "write") && end->status &&
	       (!end->signal || has_killed_itself(scenario, end));
}

static const char *judge(struct arena *arena, const struct scenario *scenario,
			 const struct fault *fault, const struct end *end)
{
	const char *lost = arena_lost_bystander(arena);

	if (lost)
		return lost;
	if (arena_is_frozen(arena) && !may_be_frozen(scenario, fault, end))
		return "left frozen";
	if (end->late)
		return "did not end in time";
	if (!strncmp(end->err, "strace: ", 8) || end->status == 125)
		return "strace failed";
	if ((scenario->want == WANT_SHOWN || scenario->want == WANT_REFUSED) && arena_await(arena, 1, 0))
		return "a process has died";
	if (!fault && end->status != scenario->status)
		return "not the status that is expected without a fault";
	if (claims_success(scenario, end))
		return judge_success(arena, scenario, end);
	return judge_failure(scenario, fault, end);
}

enum verdict trial_run(const struct setup *setup, struct arena *arena,
		       const struct scenario *scenario, const struct fault *fault,
		       char reason[REASON_SIZE])
{
	static struct end end;
	const char *failure = NULL;

	/* On a busy machine a run may be late once. A run that hangs will do so again. */
	for (int i = 0; i < ATTEMPTS; i++) {
		arena_fill(arena, scenario->victims);
		run(setup, arena, scenario, fault, &end);
		failure = judge(arena, scenario, fault, &end);
		arena_clear(arena);
		if (!end.late)
			break;
	}
	if (failure) {
		snprintf(reason, REASON_SIZE, "%s, status %d: %s", failure, end.status, end.call);
		return VERDICT_FAILED;
	}
	return end.reached ? VERDICT_PASSED : VERDICT_NOT_REACHED;
}

void trial_print(const struct setup *setup, struct arena *arena, const struct scenario *scenario,
		 const struct fault *fault)
{
	static struct words words;

	build(&words, setup, arena, scenario, fault);
	printf("#");
	for (unsigned int i = 0; i < words.count; i++)
		printf(" %s", words.words[i]);
	putchar('\n');
}
