/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fault - make the program's system calls fail, one after the other
 *
 * usage: fault [--v1] [--jobs N] [--every N] [--all]
 *              [--scenario NAME [--case CALL:ERROR:NUMBER[+]]]
 *
 * For each scenario the program is run once under strace, which records its system calls. Then it
 * is run again for each call and each errno that the call can return, once for that call alone
 * and once for all calls of that name from there on, and with SIGINT and SIGTERM arriving at the
 * call. After each run the program and the processes are examined; see trial.c for what must
 * hold. Calls by the dynamic loader before main() are skipped, and if a call is made very often
 * (walks are repeated), so are some of the later ones, unless --all is given.
 *
 * Prints TAP: a point for each scenario, and for each failure in it a line with the --case that
 * repeats it, whose output tells more. With --every N only every Nth case is run, with --v1 in the
 * freezer of cgroup v1.
 *
 * From the environment: KILL, CGKILL (the programs), FAULT_JOBS, FAULT_EVERY (like the options),
 * FAULT_LIMIT (maximum seconds for a run).
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../helpers/demolish.h"
#include "errnos.h"
#include "trial.h"

#define CALLS 64		/* names of system calls in a scenario */
#define RECORDS 3		/* how often a scenario is run to count its calls */
#define WORKERS 64
#define ENOUGH 25		/* failures after which a scenario is aborted */
#define PROGRESS_SECONDS 5

/* All of the first calls of a name are tried, and later ones at growing distances. */
#define CLOSE_CALLS 16

static const struct scenario scenarios[] = {
	{ "kernel", "cgkill {path}", 0, WANT_DEAD, 0, false },
	{ "sweep", "cgkill {path}", 0, WANT_DEAD, HEADLESS_VICTIM, false },
	{ "freeze", "cgkill --method freeze --verbose {path}", 0, WANT_DEAD, 0, false },
	{ "freeze-term", "cgkill --method freeze -s TERM {path}", 0, WANT_DEAD, 0, false },
	{ "signal", "cgkill --method signal --verbose {path}", 0, WANT_DEAD, 0, false },
	{ "wait", "cgkill --wait=1500 {path}", 0, WANT_DEAD, 0, false },
	{ "wait-late", "cgkill -s TERM --wait=150 {path}", 124, WANT_DEAD, IMMUNE_VICTIM, false },
	{ "timeout", "cgkill -s TERM --timeout 40 KILL --wait=1500 {path}", 0, WANT_DEAD,
	  IMMUNE_VICTIM, false },
	{ "several", "cgkill --wait=1500 {path}/a {path}/b {path}", 0, WANT_DEAD, 0, false },
	{ "remove", "cgkill --remove --wait=1500 {path}", 0, WANT_REMOVED, 0, false },
	{ "exclude-self", "cgkill --exclude-self --wait=1500 {path}", 0, WANT_DEAD, 0, true },
	{ "inside", "cgkill {path}", 128 + SIGKILL, WANT_DEAD, 0, true },
	{ "when", "cgkill --when 50ms --wait=1500 {path}", 0, WANT_DEAD, 0, false },
	{ "when-term", "cgkill --when 50ms -s TERM --timeout 40 KILL --wait=1500 {path}", 0, WANT_DEAD,
	  IMMUNE_VICTIM, false },
	{ "mrelease", "cgkill --mrelease --wait=1500 {path}", 0, WANT_DEAD, 0, false },
	{ "pid-mrelease", "kill -9 --mrelease {pid}", 0, WANT_DEAD, ONE_VICTIM, false },
	{ "name", "cgkill --wait=1500 {name}", 0, WANT_DEAD, 0, false },
	{ "pattern", "cgkill --wait=1500 name:target-{id}", 0, WANT_DEAD, 0, false },
	{ "ambiguous", "cgkill --wait=1500 {path} name:*-{id}", 1, WANT_REFUSED, 0, false },
	{ "pid", "cgkill --wait=1500 pid:{pid}", 0, WANT_DEAD, 0, false },
	{ "dry-run", "cgkill --dry-run {path}", 0, WANT_SHOWN, 0, false },
	{ "dry-run-json", "cgkill --dry-run --json {path}", 0, WANT_SHOWN, 0, false },
	{ "print", "cgkill -p {path}", 0, WANT_SHOWN, 0, false },
	{ "pid-timeout", "kill -s TERM --timeout 40 KILL {pid}", 0, WANT_DEAD,
	  ONE_VICTIM | IMMUNE_VICTIM, false },
};

#define SCENARIOS (sizeof(scenarios) / sizeof(scenarios[0]))

struct entry {
	unsigned int scenario;
	struct fault fault;
	enum verdict verdict;
	char reason[REASON_SIZE];
};

/* How often a call is made before main() begins, and in total. */
struct count {
	char call[24];
	unsigned int before, all, most, now;
};

struct options {
	unsigned int jobs, every;
	bool all, v1;
	const struct scenario *only;
	struct fault fault;	/* the only one, if it has a name */
};

/* What the workers share. */
struct shared {
	atomic_uint next;
	atomic_uint failed[SCENARIOS];
	atomic_long said;	/* when progress was last reported */
	unsigned int count;
	struct entry entries[];
};

static struct setup setup = { .limit = 10000 };
static char self[PATH_MAX], mount[PATH_MAX], cgroup[PATH_MAX], directory[PATH_MAX];
static pid_t workers[WORKERS];
static struct entry *entries;
static unsigned int entry_count;
static const char *unrecorded[SCENARIOS];	/* why a scenario has no cases */

/* --- cleaning up, whatever happens --------------------------------------------------------- */

static pid_t owner;

static void clean_up(void)
{
	static const char *const files[] = { "out", "err", "trace" };
	char path[PATH_MAX + 32];

	if (getpid() != owner)
		return;
	for (unsigned int i = 0; i < WORKERS; i++) {
		if (workers[i] <= 0)
			continue;
		kill(workers[i], SIGKILL);
		waitpid(workers[i], NULL, 0);
	}
	if (*cgroup)
		demolish_path(cgroup);
	for (unsigned int i = 0; *directory && i <= WORKERS; i++)
		for (unsigned int k = 0; k < sizeof(files) / sizeof(files[0]); k++) {
			snprintf(path, sizeof(path), "%s/%u.%s", directory, i, files[k]);
			unlink(path);
		}
	if (*directory)
		rmdir(directory);
}

static volatile sig_atomic_t interrupted;

static void on_signal(int number)
{
	interrupted = number;
}

static void end_if_interrupted(void)
{
	int number = interrupted;

	if (!number)
		return;
	clean_up();
	owner = 0;
	signal(number, SIG_DFL);
	raise(number);
}

static void catch_signals(void)
{
	static const int numbers[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction action = { .sa_handler = on_signal };

	owner = getpid();
	atexit(clean_up);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		sigaction(numbers[i], &action, NULL);
}

/* --- recording ----------------------------------------------------------------------------- */

static struct count *count_of(struct count counts[CALLS], const char *call)
{
	for (unsigned int i = 0; i < CALLS; i++) {
		if (!*counts[i].call)
			snprintf(counts[i].call, sizeof(counts[i].call), "%s", call);
		if (!strcmp(counts[i].call, call))
			return &counts[i];
	}
	errx(1, "more than %d system calls", CALLS);
}

/* The first thing the program does is to check its standard streams. */
static bool is_main(const char *call, const char *arguments)
{
	return !strncmp(call, "fcntl", 5) && !strncmp(arguments, "(0, F_GETFD", 11);
}

static bool read_trace(const char *path, struct count counts[CALLS])
{
	FILE *trace = fopen(path, "re");
	bool begun = false;
	char line[4096];

	if (!trace)
		err(1, "%s", path);
	while (fgets(line, sizeof(line), trace)) {
		size_t length = strcspn(line, "(");
		char call[24];
		struct count *count;

		if (!line[length] || length >= sizeof(call) || strchr("-+", *line))
			continue;
		snprintf(call, sizeof(call), "%.*s", (int) length, line);
		begun |= is_main(call, line + length);
		count = count_of(counts, call);
		count->now++;
		count->before += !begun;
	}
	fclose(trace);
	return begun;
}

/* The median: how often it walks and waits depends on how busy the machine is. */
static void note_number(struct count *count)
{
	if (count->now > count->most) {
		count->all = count->most;
		count->most = count->now;
	} else if (count->now > count->all) {
		count->all = count->now;
	}
}

/* Counts the calls of a scenario. Returns NULL, or what went wrong. */
static const char *record(struct arena *arena, const struct scenario *scenario,
			  struct count counts[CALLS])
{
	static char reason[REASON_SIZE];

	for (int i = 0; i < RECORDS; i++) {
		if (trial_run(&setup, arena, scenario, NULL, reason) != VERDICT_PASSED)
			return reason;
		for (unsigned int k = 0; k < CALLS; k++)
			counts[k].now = counts[k].before = 0;
		if (!read_trace(arena->trace, counts))
			return "the start of main() is not found";
		for (unsigned int k = 0; k < CALLS; k++)
			note_number(&counts[k]);
	}
	return NULL;
}

static void add_entry(unsigned int scenario, const char *call, const char *effect, size_t length,
		      unsigned int when, bool lasting)
{
	static unsigned int capacity;
	struct entry *entry;

	if (entry_count == capacity) {
		capacity = capacity ? 2 * capacity : 1024;
		entries = reallocarray(entries, capacity, sizeof(*entries));
		if (!entries)
			err(1, "no memory");
	}
	entry = &entries[entry_count++];
	*entry = (struct entry) { .scenario = scenario };
	snprintf(entry->fault.call, sizeof(entry->fault.call), "%s", call);
	snprintf(entry->fault.effect, sizeof(entry->fault.effect), "%.*s", (int) length, effect);
	entry->fault.when = when;
	entry->fault.lasting = lasting;
}

static void add_entries(unsigned int scenario, const char *call, const char *effects,
			unsigned int when, bool lasting)
{
	size_t length;

	for (; *effects; effects += length) {
		effects += *effects == ' ';
		length = strcspn(effects, " ");
		add_entry(scenario, call, effects, length, when, lasting);
	}
}

static void add_entries_of_call(unsigned int scenario, const char *call, unsigned int when)
{
	if (errnos_excluded(call))
		return;
	add_entries(scenario, call, errnos_of(call), when, false);
	add_entries(scenario, call, errnos_that_last(call), when, true);
	add_entries(scenario, call, "SIGINT SIGTERM", when, false);
}

static void add_entries_of_name(unsigned int scenario, const struct count *count, bool all)
{
	unsigned int done = 0;

	while (done < count->all - count->before) {
		add_entries_of_call(scenario, count->call, count->before + ++done);
		if (!all && done > CLOSE_CALLS)
			done += done / 8;
	}
}

static void record_scenario(struct arena *arena, unsigned int number, bool all)
{
	static struct count counts[CALLS];

	memset(counts, 0, sizeof(counts));
	unrecorded[number] = record(arena, &scenarios[number], counts);
	if (unrecorded[number]) {
		unrecorded[number] = strdup(unrecorded[number]);
		return;
	}
	for (unsigned int i = 0; i < CALLS && *counts[i].call; i++)
		add_entries_of_name(number, &counts[i], all);
}

/* The entries are ordered so that equal distances would choose the same errno each time. */
static void keep_every(unsigned int every)
{
	unsigned int kept = 0;

	for (uint32_t i = 0; i < entry_count; i++)
		if ((i * UINT32_C(2654435761) >> 16) % every == 0)
			entries[kept++] = entries[i];
	entry_count = kept;
}

/* --- trials -------------------------------------------------------------------------------- */

static struct shared *share_entries(void)
{
	size_t size = sizeof(struct shared) + entry_count * sizeof(struct entry);
	struct shared *shared = mmap(NULL, size, PROT_READ | PROT_WRITE,
				     MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (shared == MAP_FAILED)
		err(1, "mmap");
	shared->count = entry_count;
	memcpy(shared->entries, entries, entry_count * sizeof(struct entry));
	return shared;
}

/* Now and then one of the workers reports progress. */
static void say_progress(struct shared *shared, unsigned int begun)
{
	long now = (long)time(NULL), said = atomic_load(&shared->said);

	if (now - said >= PROGRESS_SECONDS &&
	    atomic_compare_exchange_strong(&shared->said, &said, now))
		dprintf(STDOUT_FILENO, "# %u of %u cases, %s\n", begun, shared->count,
			scenarios[shared->entries[begun].scenario].name);
}

static void work(struct shared *shared, unsigned int number)
{
	static struct arena arena;
	unsigned int i;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	arena_open(&arena, cgroup, directory, number);
	while ((i = atomic_fetch_add(&shared->next, 1)) < shared->count) {
		struct entry *entry = &shared->entries[i];
		atomic_uint *failed = &shared->failed[entry->scenario];

		say_progress(shared, i);
		if (*failed >= ENOUGH)
			continue;
		entry->verdict = trial_run(&setup, &arena, &scenarios[entry->scenario],
					   &entry->fault, entry->reason);
		if (entry->verdict == VERDICT_FAILED)
			atomic_fetch_add(failed, 1);
	}
}

static void start_worker(struct shared *shared, unsigned int number)
{
	pid_t pid = fork();

	if (pid < 0)
		err(1, "fork");
	if (pid == 0) {
		signal(SIGINT, SIG_DFL);
		signal(SIGTERM, SIG_DFL);
		signal(SIGHUP, SIG_DFL);
		work(shared, number);
		_exit(0);
	}
	workers[number] = pid;
}

static void run_all(struct shared *shared, unsigned int jobs)
{
	for (unsigned int i = 0; i < jobs; i++)
		start_worker(shared, i);
	for (unsigned int i = 0; i < jobs; i++) {
		while (waitpid(workers[i], NULL, 0) < 0 && errno == EINTR)
			end_if_interrupted();
		workers[i] = 0;
	}
	end_if_interrupted();
}

/* --- results ------------------------------------------------------------------------------- */

struct sums {
	unsigned int errors, lasting, signals, not_run, not_reached, failed;
};

static void count_entry(const struct entry *entry, struct sums *sums)
{
	if (fault_is_signal(&entry->fault))
		sums->signals++;
	else if (entry->fault.lasting)
		sums->lasting++;
	else
		sums->errors++;
	sums->not_run += entry->verdict == VERDICT_NONE;
	sums->not_reached += entry->verdict == VERDICT_NOT_REACHED;
	sums->failed += entry->verdict == VERDICT_FAILED;
}

static void print_failure(const struct entry *entry)
{
	const char *name = scenarios[entry->scenario].name;
	char text[64];

	fault_format(&entry->fault, text, sizeof(text));
	printf("# --scenario %s --case %s: %s\n", name, text, entry->reason);
}

static struct sums report(const struct shared *shared, unsigned int scenario, unsigned int point)
{
	const char *name = scenarios[scenario].name;
	struct sums sums = { 0 };

	for (unsigned int i = 0; i < shared->count; i++) {
		const struct entry *entry = &shared->entries[i];

		if (entry->scenario != scenario)
			continue;
		count_entry(entry, &sums);
		if (entry->verdict == VERDICT_FAILED)
			print_failure(entry);
	}
	if (unrecorded[scenario])
		printf("# without a fault: %s\n", unrecorded[scenario]);
	printf("# %s: %u single errors, %u lasting errors, %u signals; "
	       "not reached %u, failed %u, not run %u\n", name, sums.errors, sums.lasting,
	       sums.signals, sums.not_reached, sums.failed, sums.not_run);
	printf("%s %u - %s: %s\n",
	       unrecorded[scenario] || sums.failed || sums.not_run ? "not ok" : "ok", point, name,
	       scenarios[scenario].command);
	return sums;
}

static void report_all(const struct shared *shared, const struct options *options)
{
	struct sums all = { 0 };
	unsigned int points = 0;

	for (unsigned int i = 0; i < SCENARIOS; i++) {
		struct sums sums;

		if (options->only && options->only != &scenarios[i])
			continue;
		sums = report(shared, i, ++points);
		all.not_reached += sums.not_reached;
		all.failed += sums.failed;
	}
	printf("# %u cases: not reached %u, failed %u\n1..%u\n", shared->count, all.not_reached,
	       all.failed, points);
}

/* --- one case alone ------------------------------------------------------------------------ */

static void print_file(const char *path)
{
	FILE *file = fopen(path, "re");
	char line[4096];

	while (file && fgets(line, sizeof(line), file))
		printf("# | %s%s", line, strchr(line, '\n') ? "" : "\n");
	if (file)
		fclose(file);
}

static void run_one(const struct options *options)
{
	static struct arena arena;
	static char reason[REASON_SIZE];
	enum verdict verdict;

	arena_open(&arena, cgroup, directory, 0);
	verdict = trial_run(&setup, &arena, options->only, &options->fault, reason);
	trial_print(&setup, &arena, options->only, &options->fault);
	print_file(arena.trace);
	print_file(arena.out);
	print_file(arena.err);
	if (verdict == VERDICT_FAILED)
		printf("# %s\n", reason);
	if (verdict == VERDICT_NOT_REACHED)
		puts("# not reached");
	printf("%s 1 - %s\n1..1\n", verdict == VERDICT_FAILED ? "not ok" : "ok",
	       options->only->name);
}

/* --- setting up ---------------------------------------------------------------------------- */

static unsigned int number_of(const char *text)
{
	char *end;
	unsigned long number = text ? strtoul(text, &end, 10) : 0;

	if (text && (end == text || *end || number < 1 || number > INT_MAX / 1000))
		errx(2, "not a number: %s", text);
	return (unsigned int) number;
}

static const struct scenario *find_scenario(const char *name)
{
	for (unsigned int i = 0; i < SCENARIOS; i++)
		if (!strcmp(scenarios[i].name, name))
			return &scenarios[i];
	errx(2, "no such scenario: %s", name);
}

static void from_environment(struct options *options)
{
	unsigned int limit = number_of(getenv("FAULT_LIMIT"));
	long processors = sysconf(_SC_NPROCESSORS_ONLN);

	options->jobs = number_of(getenv("FAULT_JOBS"));
	options->every = number_of(getenv("FAULT_EVERY"));
	/* Much of the time they are waiting. */
	if (!options->jobs)
		options->jobs = processors > 0 ? 4 * (unsigned int) processors : 4;
	if (!options->every)
		options->every = 1;
	if (limit)
		setup.limit = (int) limit * 1000;
}

static void parse(int argc, char **argv, struct options *options)
{
	static const struct option names[] = {
		{ "jobs", required_argument, NULL, 'j' },
		{ "every", required_argument, NULL, 'e' },
		{ "all", no_argument, NULL, 'a' },
		{ "v1", no_argument, NULL, '1' },
		{ "scenario", required_argument, NULL, 's' },
		{ "case", required_argument, NULL, 'c' },
		{ NULL, 0, NULL, 0 },
	};
	int option;

	from_environment(options);
	while ((option = getopt_long(argc, argv, "", names, NULL)) >= 0) {
		if (option == 'j')
			options->jobs = number_of(optarg);
		else if (option == 'e')
			options->every = number_of(optarg);
		else if (option == 'a')
			options->all = true;
		else if (option == '1')
			options->v1 = true;
		else if (option == 's')
			options->only = find_scenario(optarg);
		else if (option != 'c' || !fault_parse(optarg, &options->fault))
			errx(2, "see the head of tests/fault/fault.c");
	}
	if (*options->fault.call && !options->only)
		errx(2, "--case needs --scenario");
	if (options->jobs > WORKERS)
		options->jobs = WORKERS;
}

static void skip(const char *reason)
{
	printf("1..0 # SKIP %s\n", reason);
	exit(0);
}

/* The first mount of cgroup2, or of the freezer, that shows the whole hierarchy. */
static bool find_mount(bool v1)
{
	FILE *list = fopen("/proc/self/mountinfo", "re");
	char line[8192], root[PATH_MAX], type[32], options[256];
	bool found = false;

	while (list && !found && fgets(line, sizeof(line), list)) {
		const char *rest = strstr(line, " - ");

		found = rest && sscanf(line, "%*s %*s %*s %4095s %4095s", root, mount) == 2 &&
			sscanf(rest, " - %31s %*s %255s", type, options) == 2 &&
			!strcmp(type, v1 ? "cgroup" : "cgroup2") &&
			(!v1 || strstr(options, "freezer")) && !strcmp(root, "/");
	}
	if (list)
		fclose(list);
	return found;
}

static bool can_trace(void)
{
	pid_t pid = fork();
	int status = -1;

	if (pid < 0)
		err(1, "fork");
	if (pid == 0) {
		close(STDERR_FILENO);
		execlp("strace", "strace", "-o", "/dev/null", "true", (char *) NULL);
		_exit(127);
	}
	waitpid(pid, &status, 0);
	return status == 0;
}

static void set_environment(void)
{
	const char *options = getenv("ASAN_OPTIONS");
	char text[1024];

	setenv("LC_ALL", "C", 1);
	unsetenv("LANGUAGE");
	/* The leak checker of a sanitized build cannot work under strace. */
	snprintf(text, sizeof(text), "%s%sdetect_leaks=0", options ? options : "",
		 options ? ":" : "");
	setenv("ASAN_OPTIONS", text, 1);
}

static void set_up(bool v1)
{
	const char *temporary = getenv("TMPDIR");
	char path[PATH_MAX + 32];
	ssize_t length = readlink("/proc/self/exe", self, sizeof(self) - 1);

	if (geteuid() != 0)
		skip("not root");
	if (!can_trace())
		skip("strace is not installed, or may not trace");
	if (length < 0 || !find_mount(v1))
		skip(v1 ? "no freezer of cgroup v1 is mounted" : "no cgroup2 file system is mounted");
	set_environment();
	snprintf(path, sizeof(path), "%s/cgkill-test-XXXXXX", mount);
	if (!mkdtemp(path))
		skip("cannot make a cgroup");
	snprintf(cgroup, sizeof(cgroup), "%.*s", PATH_MAX - 1, path);
	snprintf(path, sizeof(path), "%s/cgroup.kill", cgroup);
	if (!v1 && access(path, F_OK))
		skip("the kernel has no cgroup.kill");
	snprintf(path, sizeof(path), "%s/cgkill-test-XXXXXX", temporary ? temporary : "/tmp");
	if (!mkdtemp(path))
		err(1, "%s", path);
	snprintf(directory, sizeof(directory), "%.*s", PATH_MAX - 1, path);
	setup.self = self;
	setup.mount = mount;
}

/* A name, a pattern or a PID stands for a cgroup of version 2. */
static bool needs_v2(const struct scenario *scenario)
{
	return strstr(scenario->command, "name") || strstr(scenario->command, "pid:");
}

static void run_cases(const struct options *options)
{
	static struct arena arena;
	struct shared *shared;

	arena_open(&arena, cgroup, directory, WORKERS);
	for (unsigned int i = 0; i < SCENARIOS; i++) {
		end_if_interrupted();
		if (options->only ? options->only == &scenarios[i] :
				    !options->v1 || !needs_v2(&scenarios[i]))
			record_scenario(&arena, i, options->all);
	}
	keep_every(options->every);
	shared = share_entries();
	run_all(shared, options->jobs);
	report_all(shared, options);
}

int main(int argc, char **argv)
{
	struct options options = { .jobs = 0 };

	if (argc > 3 && !strcmp(argv[1], "--enter"))
		trial_enter(argv + 2);
	parse(argc, argv, &options);
	catch_signals();
	set_up(options.v1);
	if (*options.fault.call)
		run_one(&options);
	else
		run_cases(&options);
	return 0;
}
