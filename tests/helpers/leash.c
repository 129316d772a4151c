/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * leash - run a test, and let none of its processes survive
 *
 * usage: leash COMMAND [ARGUMENT...]
 *
 * Whatever the command starts remains a descendant of leash, including daemons.  Processes left
 * a second after the command has ended are a failure: they are named, as TAP, and killed.
 *
 * On SIGHUP, SIGINT or SIGTERM all descendants are killed at once, except the command itself and
 * processes on a leash of their own: these get SIGTERM, clean up, and are waited for.
 *
 * SIGINT and SIGQUIT are not ignored, even if leash was started in the background.
 *
 * LEASHED in the environment of the command is the PID of leash, its parent.
 */
#include <err.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define GRACE_MS 1000   /* time that processes have to end after the command */
#define CLEANUP_MS 8000 /* time for the command and other leashes after a signal */
#define LOOK_MS 50      /* how often to check for new children, apart from SIGCHLD */

static char own_name[32];
static pid_t command;       /* 0 once it has ended */
static int command_status;
static int stopped_by;      /* the signal after which everything must end */
static bool out_of_patience; /* the command and other leashes must end now, too */
static unsigned leftovers;

static int64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t) ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static void read_name(pid_t pid, char *name, size_t size)
{
	char path[64];
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/comm", (int) pid);
	file = fopen(path, "re");
	if (!file || !fgets(name, (int) size, file))
		name[0] = '\0';
	name[strcspn(name, "\n")] = '\0';
	if (file)
		fclose(file);
}

/* Children of other threads are missed: they become ours when their parent dies. */
static void for_each_child(pid_t parent, void (*visit)(pid_t pid))
{
	char path[64];
	FILE *children;
	int pid;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", (int) parent, (int) parent);
	children = fopen(path, "re");
	if (!children)
		return;
	while (fscanf(children, "%d", &pid) == 1)
		visit(pid);
	fclose(children);
}

static bool cleans_up(pid_t pid)
{
	char name[sizeof(own_name)];

	if (out_of_patience)
		return false;
	read_name(pid, name, sizeof(name));
	return pid == command || !strcmp(name, own_name);
}

static void end_child(pid_t pid)
{
	if (!cleans_up(pid))
		kill(pid, SIGKILL);
}

static void end_tree(pid_t pid)
{
	bool polite = cleans_up(pid);

	if (!polite || pid == command)
		for_each_child(pid, end_tree);
	kill(pid, polite ? SIGTERM : SIGKILL);
}

static void report_and_end(pid_t pid)
{
	char name[sizeof(own_name)];

	read_name(pid, name, sizeof(name));
	printf("not ok - left behind: process %d (%s)\n", (int) pid, name);
	leftovers++;
	end_tree(pid);
}

static void start(char **argv, const sigset_t *old_mask)
{
	char pid[16];

	snprintf(pid, sizeof(pid), "%d", (int) getpid());
	command = fork();
	if (command < 0)
		err(125, "fork");
	if (command)
		return;
	setenv("LEASHED", pid, 1);
	sigprocmask(SIG_SETMASK, old_mask, NULL);
	execvp(argv[0], argv);
	err(errno == ENOENT ? 127 : 126, "%s", argv[0]);
}

/* False if no child is left. */
static bool reap(void)
{
	pid_t pid;
	int status;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		if (pid != command)
			continue;
		command = 0;
		command_status = status;
	}
	return pid == 0;
}

/* Returns when no descendant is left, or the remaining ones cannot be killed. */
static void watch(const sigset_t *signals)
{
	static const struct timespec pause = { .tv_nsec = LOOK_MS * 1000000L };
	int64_t limit = INT64_MAX;

	while (reap()) {
		int number;

		if (!command && limit == INT64_MAX)
			limit = now_ms() + GRACE_MS;
		if (now_ms() > limit) {
			if (out_of_patience)
				return;
			out_of_patience = true;
			for_each_child(getpid(), stopped_by ? end_tree : report_and_end);
			limit = now_ms() + GRACE_MS;
		} else if (stopped_by || out_of_patience) {
			for_each_child(getpid(), end_child);
		}
		number = sigtimedwait(signals, NULL, &pause);
		if (number <= 0 || number == SIGCHLD || stopped_by)
			continue;
		stopped_by = number;
		for_each_child(getpid(), end_tree);
		limit = now_ms() + CLEANUP_MS;
	}
}

int main(int argc, char **argv)
{
	sigset_t signals, old_mask;

	if (argc < 2)
		errx(125, "usage: leash COMMAND [ARGUMENT...]");
	read_name(getpid(), own_name, sizeof(own_name));
	if (prctl(PR_SET_CHILD_SUBREAPER, 1))
		err(125, "prctl");
	/* Shells ignore them in what they start in the background, and that is inherited. */
	signal(SIGINT, SIG_DFL);
	signal(SIGQUIT, SIG_DFL);
	sigemptyset(&signals);
	sigaddset(&signals, SIGCHLD);
	sigaddset(&signals, SIGHUP);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGTERM);
	sigprocmask(SIG_BLOCK, &signals, &old_mask);
	start(argv + 1, &old_mask);
	watch(&signals);
	if (stopped_by)
		return 128 + stopped_by;
	if (leftovers)
		return 1;
	return WIFEXITED(command_status) ? WEXITSTATUS(command_status)
					 : 128 + WTERMSIG(command_status);
}
