/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Measures one kill of a cgroup: fills it with processes, runs a command that should kill
 * them, and measures the time from the start of the command until cgroup.events, or in
 * cgroup v1 the list, says that the cgroup is empty.
 *
 *     killtime [OPTIONS] PROCESSES DIRECTORY COMMAND...
 *
 * DIRECTORY is a cgroup that has never been killed: in one that has, Linux 6.18 kills at once
 * whatever clone3(2) creates there. It may be of cgroup v1, without -c and -s. In the command,
 * "{}" stands for it, and "{cgroups}" for all that -c makes in it. The options are
 *
 *     -c CGROUPS   spread the processes over that many cgroups below DIRECTORY, side by side
 *     -d           these are nested instead
 *     -b LEVELS    each of these has so many more below it, nested, and its processes are there
 *     -k KIND      slow: the processes take 300 ms to obey TERM; deaf: they are to get URG, of
 *                  which nobody dies, so only the end of the command counts
 *     -s NUMBER    the processes of the first so many cgroups cannot die, and one that can is in
 *                  the last one: only its end counts, and the command is ended then
 *     -f FREEZER   a directory of cgroup v1's freezer that keeps them from it; without, they are
 *                  traced
 *     -i           the command runs as a member of DIRECTORY
 *     -e           the command has to end, too
 *     -a TIME      it waits for so many milliseconds before it kills: it is stopped until they are
 *                  over, and the measurement begins when it goes on
 *     -o FILE      or it waits for a change of that file, after that time
 *     -m MOUNT     leave that out of {cgroups}, so that names remain
 *     -l SECONDS   wait no longer (20)
 *
 * Prints seven numbers: the milliseconds until that was so, and until the command had ended; the
 * milliseconds of CPU that it used, its peak resident set in KiB, its exit status, how many
 * processes were left SECONDS after the start, or a second after the command had ended, and its
 * page faults that read nothing from a disk. All are killed then, and the cgroups removed.
 *
 * The status is 3 if the machine has no room for that many processes or cgroups.
 */
#include <errno.h>
#include <error.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../helpers/clone.h"
#include "scene.h"

#define GRACE 1000.0	/* maximum ms for victims to end after the command */

struct bench {
	struct scene scene;
	char **words;		/* the command */
	bool inside;		/* it runs as a member of the cgroup */
	int armed;		/* ms that the command waits for before it kills */
	const char *file;	/* or it waits for a change of this one */
	bool must_end;		/* it is not over before the command has ended */
	const char *mount;	/* what is left out of paths */
	double limit;		/* ms */
};

struct result {
	double over, own;	/* ms; negative: not yet */
	struct rusage usage;
	int status, left;
};

/* --- the command --------------------------------------------------------------------------- */

static void *allocate(size_t count, size_t size)
{
	void *memory = calloc(count, size);

	if (!memory)
		error(1, errno, "calloc");
	return memory;
}

static char **add_cgroups(const struct bench *bench, char **end)
{
	for (int i = 0; i < bench->scene.cgroups; i++) {
		char *path = allocate(PATH_MAX, 1);

		scene_path(&bench->scene, i, bench->mount, path, PATH_MAX);
		*end++ = path;
	}
	return end;
}

/* The words of the command, with what stands for cgroups filled in. */
static char **fill_in(const struct bench *bench)
{
	size_t count = 1;
	char **argv, **end;

	for (char **word = bench->words; *word; word++)
		count += (size_t)bench->scene.cgroups + 1;
	end = argv = allocate(count, sizeof(*argv));
	for (char **word = bench->words; *word; word++)
		if (!strcmp(*word, "{cgroups}"))
			end = add_cgroups(bench, end);
		else if (!strcmp(*word, "{}"))
			*end++ = (char *)(uintptr_t)bench->scene.directory;
		else
			*end++ = *word;
	return argv;
}

static pid_t start_outside(const char *program, char **argv)
{
	pid_t pid;
	int err = posix_spawnp(&pid, program, NULL, NULL, argv, environ);

	if (err)
		error(1, err, "%s", program);
	return pid;
}

static pid_t start_inside(const char *program, char **argv, int cgroup)
{
	pid_t pid = clone_process(0, cgroup, 0);

	if (pid < 0)
		error(1, errno, "clone3");
	if (pid)
		return pid;
	execvp(program, argv);
	error(0, errno, "%s", program);
	_exit(127);
}

static pid_t start(const struct bench *bench, char **argv)
{
	const char *program = bench->words[0];

	return bench->inside ? start_inside(program, argv, bench->scene.top) :
		start_outside(program, argv);
}

static bool has_ended(pid_t pid)
{
	siginfo_t info = { 0 };

	return waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) < 0 || info.si_pid;
}

/* --- the measurement ----------------------------------------------------------------------- */

/* Whether there is nothing more to wait for. */
static bool is_over(const struct bench *bench, const struct result *result, double time)
{
	if (result->over >= 0 && bench->scene.stuck)
		return true;
	if (result->own < 0)
		return time > bench->limit;
	return result->over >= 0 || time > result->own + GRACE;
}

/*
 * Checks often enough to be accurate to a percent, and no more often: each check takes time
 * from what is measured. There are notifications, but the kernel delays them by 10 ms.
 */
static void look_later(double time)
{
	double pause = time * 1000 / 200;

	usleep(pause < 20 ? 20 : pause > 1000 ? 1000 : (useconds_t)pause);
}

static void watch(const struct bench *bench, pid_t pid, int events, double begin,
		  struct result *result)
{
	double time;

	do {
		bool empty = bench->scene.kind == KIND_DEAF ||
			     scene_is_empty(&bench->scene, events);
		bool ended = has_ended(pid);

		time = now() - begin;
		if (ended && result->own < 0)
			result->own = time;
		if (empty && result->over < 0 && (ended || !bench->must_end))
			result->over = time;
		if (!is_over(bench, result, time))
			look_later(time);
	} while (!is_over(bench, result, time));
}

/* Who is stopped meanwhile finds its time over when it goes on, as if it were over just then. */
static void wait_for_event(const struct bench *bench, pid_t pid)
{
	unsigned int time = (unsigned int)bench->armed * 1000;

	usleep(time / 2);
	if (!bench->file)
		kill(pid, SIGSTOP);
	usleep(time);
}

static void cause_event(const struct bench *bench, pid_t pid)
{
	FILE *file = bench->file ? fopen(bench->file, "w") : NULL;

	if (!file) {
		kill(pid, SIGCONT);
		return;
	}
	fputs("oom_kill 1\n", file);
	fclose(file);
}

static struct result measure(struct bench *bench)
{
	struct result result = { .over = -1, .own = -1 };
	char **argv = fill_in(bench);
	int events = scene_open_events(&bench->scene);
	double begin = now();
	pid_t pid = start(bench, argv);

	if (bench->armed) {
		wait_for_event(bench, pid);
		begin = now();
		cause_event(bench, pid);
	}
	watch(bench, pid, events, begin, &result);
	if (result.own < 0)
		kill(pid, SIGKILL);
	while (wait4(pid, &result.status, 0, &result.usage) < 0 && errno == EINTR)
		;
	if (result.over < 0 || bench->scene.kind == KIND_DEAF)
		result.left = scene_count_left(&bench->scene);
	close(events);
	return result;
}

static double milliseconds(struct timeval time)
{
	return (double)time.tv_sec * 1e3 + (double)time.tv_usec / 1e3;
}

static void print(const struct result *result)
{
	int status = WIFEXITED(result->status) ? WEXITSTATUS(result->status) :
		128 + WTERMSIG(result->status);

	printf("%.3f %.3f %.3f %ld %d %d %ld\n", result->over, result->own,
	       milliseconds(result->usage.ru_utime) + milliseconds(result->usage.ru_stime),
	       result->usage.ru_maxrss, status, result->left, result->usage.ru_minflt);
}

/* --- the command line ---------------------------------------------------------------------- */

static int number(const char *text)
{
	char *end;
	long value = strtol(text, &end, 10);

	if (*end || end == text || value < 0 || value > 10000000)
		error(2, 0, "not a number: %s", text);
	return (int)value;
}

static enum kind kind(const char *text)
{
	if (!strcmp(text, "slow"))
		return KIND_SLOW;
	if (!strcmp(text, "deaf"))
		return KIND_DEAF;
	error(2, 0, "not a kind of process: %s", text);
	abort();
}

static void parse_option(int option, struct bench *bench)
{
	switch (option) {
	case 'a':
		bench->armed = number(optarg);
		break;
	case 'b':
		bench->scene.below = number(optarg);
		break;
	case 'c':
		bench->scene.cgroups = number(optarg);
		break;
	case 'd':
		bench->scene.nested = true;
		break;
	case 'e':
		bench->must_end = true;
		break;
	case 'f':
		bench->scene.freezer = optarg;
		break;
	case 'i':
		bench->inside = true;
		break;
	case 'k':
		bench->scene.kind = kind(optarg);
		bench->must_end |= bench->scene.kind == KIND_DEAF;
		break;
	case 'l':
		bench->limit = number(optarg) * 1e3;
		break;
	case 'm':
		bench->mount = optarg;
		break;
	case 'o':
		bench->file = optarg;
		break;
	case 's':
		bench->scene.stuck = number(optarg);
		break;
	default:
		exit(2);
	}
}

static void parse(int argc, char **argv, struct bench *bench)
{
	const struct scene *scene = &bench->scene;
	int option;

	while ((option = getopt(argc, argv, "+a:b:c:def:ik:l:m:o:s:")) >= 0)
		parse_option(option, bench);
	if (argc - optind < 3)
		error(2, 0, "usage: killtime [OPTIONS] PROCESSES DIRECTORY COMMAND...");
	bench->scene.processes = number(argv[optind]);
	bench->scene.directory = argv[optind + 1];
	bench->words = argv + optind + 2;
	if (scene->stuck && (scene->cgroups <= scene->stuck || scene->processes != scene->cgroups))
		error(2, 0, "-s: one process in each cgroup, one of which can die");
}

int main(int argc, char **argv)
{
	struct bench bench = { .mount = "", .limit = 20e3 };
	struct result result;

	parse(argc, argv, &bench);
	prctl(PR_SET_TIMERSLACK, 1);
	scene_fill(&bench.scene);
	result = measure(&bench);
	scene_end(&bench.scene);
	print(&result);
	return 0;
}
