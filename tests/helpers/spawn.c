/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * spawn - start processes for the tests to kill
 *
 * usage: spawn [options] KIND [N]
 *
 * Starts N processes of a kind (default 1), waits until they are what the kind promises, prints
 * their PIDs, one per line, and returns.  "helper PID" lines name processes that stay outside
 * the cgroup.  A manager remains in the background, outside the cgroup: it reaps the others and
 * ends when none is left.  Everything ends by itself after -t seconds.
 *
 *   -c DIR    the cgroup they join (default: stay where the caller is)
 *   -e        one process in DIR and in each cgroup below it
 *   -d DIR    the other cgroup (mover)
 *   -f        the manager is this process, which returns when nothing is left; the PIDs are
 *             complete when its output ends
 *   -u UID    they become this user, which is then limited to the processes that the kind needs
 *   -l LIMIT  how many processes (swarm, bombs) or generations (breeder) there may be
 *   -o FILE   where they write their records (recorder, breeder, swarm)
 *   -i PID    with this PID, which must be free
 *   -w FILE   where the manager records how they ended
 *   -t SECS   their maximum lifetime (default 100)
 */
#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "clone.h"
#include "spawn.h"

#define READY_MS 20000 /* how long the processes may take to become ready */

struct kind {
	const char *name;
	void (*run)(struct job *job);
	unsigned reports; /* lines that each process writes once it is ready */
	enum {
		JOINS = 1,  /* the process joins the cgroup before run() */
		STOPS = 2,  /* it stops, and its parent reports */
		FILLS = 4,  /* ready when N processes are in the cgroup; one process starts them */
		SHARES = 8, /* ready at one report; one process starts them */
	} flags;
};

static time_t now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec;
}

int in_time(const struct job *job)
{
	return now() < job->deadline;
}

static void say(struct job *job, const char *what, pid_t pid)
{
	char line[64];
	int len = snprintf(line, sizeof(line), "%s%d\n", what, (int) pid);

	if (write(job->report, line, (size_t) len) != len)
		_exit(1);
}

static void ready(struct job *job)
{
	say(job, "", getpid());
}

static void sleep_on(struct job *job)
{
	while (in_time(job))
		pause();
	_exit(0);
}

static void join_fd(int cgroup)
{
	int fd;

	if (cgroup < 0)
		return;
	fd = openat(cgroup, "cgroup.procs", O_WRONLY | O_CLOEXEC);
	if (fd < 0 || write(fd, "0", 1) != 1)
		err(1, "cannot join the cgroup");
	close(fd);
}

void become_user(struct job *job, rlim_t processes)
{
	struct rlimit limit = { processes, processes };

	if (job->uid == (uid_t) -1)
		return;
	if (processes && setrlimit(RLIMIT_NPROC, &limit))
		err(1, "setrlimit");
	if (setgroups(0, NULL) || setresgid(job->uid, job->uid, job->uid) ||
	    setresuid(job->uid, job->uid, job->uid))
		err(1, "cannot become user %u", (unsigned) job->uid);
	prctl(PR_SET_DUMPABLE, 1);
}

/* --- plain ones ---------------------------------------------------------------------------- */

static void run_sleeper(struct job *job)
{
	ready(job);
	sleep_on(job);
}

static void run_immune(struct job *job)
{
	signal(SIGTERM, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	signal(SIGINT, SIG_IGN);
	signal(SIGUSR1, SIG_IGN);
	ready(job);
	sleep_on(job);
}

static void run_daemon(struct job *job)
{
	if (setsid() < 0)
		setpgid(0, 0);
	ready(job);
	sleep_on(job);
}

static void run_stopped(struct job *job)
{
	raise(SIGSTOP);
	sleep_on(job);
}

static void run_pidns(struct job *job)
{
	pid_t pid;

	if (unshare(CLONE_NEWPID))
		err(1, "unshare");
	pid = fork();
	if (pid == 0)
		sleep_on(job);
	say(job, "", pid);
	ready(job);
	sleep_on(job);
}

/* 300 MiB in small pages. It wakes up all the time, so that it has CPU time left when it is killed. */
static void run_hog(struct job *job)
{
	const size_t size = (size_t)300 << 20;
	char *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED)
		err(1, "mmap");
	madvise(memory, size, MADV_NOHUGEPAGE);
	memset(memory, 1, size);
	ready(job);
	for (;;)
		usleep(3000);
}

static int vfork_child(void *arg)
{
	ready(arg);
	sleep_on(arg);
	return 0;
}

static void run_vfork(struct job *job)
{
	static char stack[64 * 1024] __attribute__((aligned(16)));

	ready(job);
	clone(vfork_child, stack + sizeof(stack), CLONE_VM | CLONE_VFORK | SIGCHLD, job);
	sleep_on(job);
}

/* --- threads ------------------------------------------------------------------------------- */

static void *thread_sleep(void *arg)
{
	sleep_on(arg);
	return NULL;
}

static void start_threads(struct job *job, unsigned n, void *(*run)(void *))
{
	pthread_t thread;

	while (n--)
		if (pthread_create(&thread, NULL, run, job))
			errx(1, "cannot start a thread");
}

static void run_threads(struct job *job)
{
	start_threads(job, 3, thread_sleep);
	ready(job);
	sleep_on(job);
}

static char state_of(pid_t pid)
{
	char path[32], text[512], *end;
	ssize_t len;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int) pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	len = read(fd, text, sizeof(text) - 1);
	close(fd);
	text[len > 0 ? len : 0] = 0;
	end = strrchr(text, ')');
	return end && end[1] ? end[2] : 0;
}

static void *thread_outlive(void *arg)
{
	while (state_of(getpid()) != 'Z')
		usleep(1000);
	ready(arg);
	sleep_on(arg);
	return NULL;
}

/* The main thread exits while another one goes on. */
static void run_headless(struct job *job)
{
	start_threads(job, 2, thread_sleep);
	start_threads(job, 1, thread_outlive);
	syscall(SYS_exit, 0);
}

/* --- held from outside the cgroup ---------------------------------------------------------- */

/* Starts a child, which joins the cgroup; this process stays outside. */
static pid_t start_member(struct job *job)
{
	int joined[2];
	char byte;
	pid_t pid;

	if (pipe(joined))
		err(1, "pipe");
	pid = fork();
	if (pid == 0) {
		close(joined[0]);
		join_fd(job->cgroup);
		become_user(job, 0);
		close(joined[1]);
		sleep_on(job);
	}
	close(joined[1]);
	if (read(joined[0], &byte, 1) != 0)
		errx(1, "the child did not join");
	close(joined[0]);
	return pid;
}

static void run_traced(struct job *job)
{
	pid_t pid = start_member(job);
	int status;

	if (ptrace(PTRACE_SEIZE, pid, 0, 0) || ptrace(PTRACE_INTERRUPT, pid, 0, 0) ||
	    waitpid(pid, &status, __WALL) != pid)
		err(1, "ptrace");
	say(job, "helper ", getpid());
	say(job, "", pid);
	while (waitpid(pid, &status, __WALL) == pid && WIFSTOPPED(status))
		;
	_exit(0);
}

/* The tracer asks to see the exit, and then does not wait for it. */
static void run_traceexit(struct job *job)
{
	pid_t pid = start_member(job);

	if (ptrace(PTRACE_SEIZE, pid, 0, PTRACE_O_TRACEEXIT))
		err(1, "ptrace");
	say(job, "helper ", getpid());
	say(job, "", pid);
	sleep_on(job);
}

/*
 * The first process of a PID namespace does not get through its exit before all others in there
 * are reaped. One of them is the child of somebody outside, who does not wait.
 */
static void run_exiting(struct job *job)
{
	pid_t first, other;

	if (unshare(CLONE_NEWPID))
		err(1, "unshare");
	first = start_member(job);
	other = fork();
	if (other == 0)
		sleep_on(job);
	if (other < 0)
		err(1, "fork");
	say(job, "helper ", getpid());
	say(job, "", first);
	sleep_on(job);
}

/* --- processes that move or fork ------------------------------------------------------------ */

static void run_mover(struct job *job)
{
	int here = openat(job->cgroup, "cgroup.procs", O_WRONLY | O_CLOEXEC);
	int there = openat(job->other, "cgroup.procs", O_WRONLY | O_CLOEXEC);

	if (here < 0 || there < 0 || write(there, "0", 1) != 1 || write(here, "0", 1) != 1)
		err(1, "mover");
	ready(job);
	while (in_time(job))
		if (write(there, "0", 1) != 1 || write(here, "0", 1) != 1)
			usleep(1000);
	_exit(0);
}

/* Whether a child is alive; one that is dead keeps its PID all the same. */
static bool child_lives(pid_t pid)
{
	siginfo_t info = { .si_pid = 0 };

	return !waitid(P_PID, (id_t) pid, &info, WEXITED | WNOHANG | WNOWAIT) && !info.si_pid;
}

/* Writes the PIDs of children to a list of processes; returns how many are alive. */
static unsigned move_all(int procs, const pid_t *pids, unsigned count)
{
	unsigned alive = 0;

	for (unsigned i = 0; i < count; i++) {
		dprintf(procs, "%d", (int) pids[i]);
		alive += child_lives(pids[i]);
	}
	return alive;
}

/*
 * One process moves N others back and forth; it is their parent and does not wait for them, so
 * that no other process gets their PIDs.
 */
static void run_moved(struct job *job)
{
	int here = openat(job->cgroup, "cgroup.procs", O_WRONLY | O_CLOEXEC);
	int there = openat(job->other, "cgroup.procs", O_WRONLY | O_CLOEXEC);
	pid_t *pids = calloc(job->count, sizeof(*pids));

	if (here < 0 || there < 0 || !pids)
		err(1, "moved");
	for (unsigned i = 0; i < job->count; i++) {
		pids[i] = fork();
		if (pids[i] == 0)
			sleep_on(job);
		if (pids[i] < 0)
			err(1, "fork");
	}
	move_all(here, pids, job->count);
	say(job, "helper ", getpid());
	while (in_time(job) && move_all(there, pids, job->count) && move_all(here, pids, job->count))
		;
	_exit(0);
}

/* N processes that share memory and cost little. */
static int crowd_member(void *arg)
{
	struct job *job = arg;

	while (in_time(job))
		syscall(SYS_nanosleep, &(struct timespec){ job->seconds, 0 }, NULL);
	return 0;
}

static void run_crowd(struct job *job)
{
	size_t size = 4096;
	char *stacks = mmap(NULL, job->count * size, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	unsigned n;

	if (stacks == MAP_FAILED)
		err(1, "mmap");
	for (n = 1; n < job->count; n++)
		if (clone(crowd_member, stacks + n * size, CLONE_VM | SIGCHLD, job) < 0)
			kill(0, SIGKILL); /* what is left of a crowd leaves no room for anybody */
	ready(job);
	sleep_on(job);
}

/* --- processes that record their signals ---------------------------------------------------- */

static struct job *recording;
static volatile sig_atomic_t seen;     /* signals that this process or its ancestors received */
static volatile sig_atomic_t children; /* generations that may follow (breeder) */

/* Write "WORD A B\n" at once; may be called in a signal handler. */
static void record(const char *word, long a, long b)
{
	char line[96], digits[24];
	size_t len = 0, n;
	long numbers[2] = { a, b };

	for (; word[len]; len++)
		line[len] = word[len];
	for (int i = 0; i < 2; i++) {
		long value = numbers[i];

		line[len++] = ' ';
		n = 0;
		do
			digits[n++] = (char) ('0' + value % 10);
		while (value /= 10);
		while (n)
			line[len++] = digits[--n];
	}
	line[len++] = '\n';
	if (write(recording->record, line, len) != (ssize_t) len)
		_exit(1);
}

static void on_signal(int sig)
{
	int saved = errno;

	seen = 1;
	record("got", getpid(), sig);
	if (children > 0 && fork() == 0) {
		children--;
		seen = 0;
		record("born", getpid(), 0);
	}
	errno = saved;
}

static void start_recording(struct job *job)
{
	struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_RESTART };

	if (job->record < 0)
		errx(1, "-o is needed");
	recording = job;
	sigfillset(&action.sa_mask);
	for (int sig = 1; sig <= SIGRTMAX; sig++)
		if (sig != SIGALRM && sig != SIGCHLD && sig != SIGSEGV && sig != SIGBUS &&
		    sig != SIGILL && sig != SIGFPE)
			sigaction(sig, &action, NULL);
	record("born", getpid(), 0);
}

static void run_recorder(struct job *job)
{
	start_recording(job);
	ready(job);
	sleep_on(job);
}

/* Forks a child each time it is signalled, LIMIT generations long. */
static void run_breeder(struct job *job)
{
	children = (sig_atomic_t) job->limit;
	start_recording(job);
	ready(job);
	sleep_on(job);
}

/*
 * N processes fork recorders as fast as they can, LIMIT in all; "born PID 1" tells that the
 * parent had been signalled before it forked. The kernel does not let a process fork while an
 * unblocked signal is pending for it.
 */
static void run_swarm(struct job *job)
{
	start_recording(job);
	ready(job);
	while (atomic_fetch_add(job->born, 1) < job->limit) {
		if (clone_process(0, -1, 0) == 0) {
			record("born", getpid(), seen);
			break;
		}
		usleep(200);
	}
	sleep_on(job);
}

static const struct kind kinds[] = {
	{ "sleeper", run_sleeper, 1, JOINS },
	{ "immune", run_immune, 1, JOINS },
	{ "daemon", run_daemon, 1, JOINS },
	{ "stopped", run_stopped, 0, JOINS | STOPS },
	{ "pidns", run_pidns, 2, JOINS },
	{ "hog", run_hog, 1, JOINS },
	{ "vfork", run_vfork, 2, JOINS },
	{ "threads", run_threads, 1, JOINS },
	{ "headless", run_headless, 1, JOINS },
	{ "traced", run_traced, 2, 0 },
	{ "traceexit", run_traceexit, 2, 0 },
	{ "exiting", run_exiting, 2, 0 },
	{ "mover", run_mover, 1, JOINS },
	{ "moved", run_moved, 1, SHARES },
	{ "rabbit", run_rabbit, 0, JOINS | FILLS },
	{ "grow", run_grow, 0, JOINS | FILLS },
	{ "vforks", run_vforks, 0, JOINS | FILLS },
	{ "threader", run_threader, 0, JOINS | FILLS },
	{ "beheaded", run_beheaded, 0, JOINS | FILLS },
	{ "cloner", run_cloner, 0, JOINS | FILLS },
	{ "nomad", run_nomad, 0, JOINS | FILLS },
	{ "burrower", run_burrower, 0, JOINS | FILLS },
	{ "crowd", run_crowd, 1, JOINS | SHARES },
	{ "recorder", run_recorder, 1, JOINS },
	{ "breeder", run_breeder, 1, JOINS },
	{ "swarm", run_swarm, 1, JOINS },
};

/* --- the manager --------------------------------------------------------------------------- */

/* A reader of our output must not have to wait for the processes to end. */
static void close_output(int fd)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (null < 0 || dup2(null, fd) < 0)
		_exit(1);
	close(null);
}

/* Starts one process; the first one leads the process group of all of them. */
static void start(const struct kind *kind, struct job *job, FILE *out)
{
	static pid_t group;
	pid_t pid = job->pid ? clone_process(0, -1, job->pid) : fork();
	int status;

	if (pid < 0)
		err(1, "cannot start a process");
	if (pid == 0) {
		setpgid(0, group);
		alarm(job->seconds);
		close_output(STDOUT_FILENO);
		if (kind->flags & JOINS)
			join_fd(job->cgroup);
		if (!(kind->flags & FILLS))
			become_user(job, 0);
		close_output(STDERR_FILENO);
		kind->run(job);
		_exit(1);
	}
	setpgid(pid, group);
	if (!group)
		group = pid;
	if (kind->flags & STOPS) {
		if (waitpid(pid, &status, WUNTRACED) != pid || !WIFSTOPPED(status))
			errx(1, "the process did not stop");
		fprintf(out, "%d\n", (int) pid);
	}
}

/* Starts one process in the cgroup and in each one below it; returns how many. */
static unsigned start_each(const struct kind *kind, struct job *job, FILE *out)
{
	int dir = job->cgroup;
	unsigned n = 1;
	struct dirent *entry;
	DIR *list;
	int fd;

	start(kind, job, out);
	fd = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	list = fd < 0 ? NULL : fdopendir(fd);
	if (!list)
		err(1, "cannot list a cgroup");
	while ((entry = readdir(list))) {
		if (entry->d_type != DT_DIR || entry->d_name[0] == '.')
			continue;
		job->cgroup = openat(dir, entry->d_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (job->cgroup < 0)
			err(1, "%s", entry->d_name);
		n += start_each(kind, job, out);
		close(job->cgroup);
	}
	closedir(list);
	job->cgroup = dir;
	return n;
}

static unsigned own_members(int cgroup)
{
	int fd = openat(cgroup, "cgroup.procs", O_RDONLY | O_CLOEXEC);
	unsigned lines = 0;
	char text[4096];
	ssize_t len;

	while (fd >= 0 && (len = read(fd, text, sizeof(text))) > 0)
		while (len)
			lines += text[--len] == '\n';
	if (fd >= 0)
		close(fd);
	return lines;
}

/* Returns how many processes there are in the cgroup and below it. */
static unsigned members(int cgroup)
{
	int fd = openat(cgroup, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *list = fd < 0 ? NULL : fdopendir(fd);
	unsigned lines = own_members(cgroup);
	struct dirent *entry;

	while (list && (entry = readdir(list))) {
		if (entry->d_type != DT_DIR || entry->d_name[0] == '.')
			continue;
		fd = openat(cgroup, entry->d_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (fd < 0)
			continue;
		lines += members(fd);
		close(fd);
	}
	if (list)
		closedir(list);
	return lines;
}

/* Copies the reports to out until there are enough. */
static void collect(int fd, unsigned lines, FILE *out)
{
	char text[4096];
	ssize_t len;

	while (lines) {
		struct pollfd ready_fd = { fd, POLLIN, 0 };

		if (poll(&ready_fd, 1, READY_MS) < 1)
			errx(1, "%u processes are not ready", lines);
		len = read(fd, text, sizeof(text));
		if (len <= 0)
			errx(1, "%u processes ended early", lines);
		fwrite(text, 1, (size_t) len, out);
		while (len)
			lines -= text[--len] == '\n';
	}
}

static void wait_full(struct job *job)
{
	for (int ms = 0; members(job->cgroup) < job->count; ms++) {
		if (ms > READY_MS)
			errx(1, "the cgroup has %u processes only", members(job->cgroup));
		usleep(1000);
	}
}

/* Remains the parent of everything until it is gone. */
static void reap(FILE *ends)
{
	int status;
	pid_t pid;

	while ((pid = wait(&status)) > 0 || errno == EINTR) {
		if (!ends || pid <= 0)
			continue;
		if (WIFSIGNALED(status))
			fprintf(ends, "%d signal %d\n", (int) pid, WTERMSIG(status));
		else
			fprintf(ends, "%d exit %d\n", (int) pid, WEXITSTATUS(status));
		fflush(ends);
	}
	exit(0);
}

static void manage(const struct kind *kind, struct job *job, bool each, FILE *ends, int done)
{
	int reports[2];
	FILE *out = tmpfile();
	unsigned n = 1;
	char line[256];

	if (pipe2(reports, O_CLOEXEC) || !out)
		err(1, "cannot start");
	setsid();
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	job->report = reports[1];
	/* Processes that keep forking must not have to wait for us to reap the dead. */
	if (kind->flags & FILLS)
		signal(SIGCHLD, SIG_IGN);
	if (each)
		n = start_each(kind, job, out);
	else if (kind->flags & (FILLS | SHARES))
		start(kind, job, out);
	else
		for (n = 0; n < job->count; n++)
			start(kind, job, out);
	close(reports[1]);
	collect(reports[0], n * kind->reports, out);
	if (kind->flags & FILLS)
		wait_full(job);
	rewind(out);
	while (fgets(line, sizeof(line), out))
		fputs(line, stdout);
	fflush(stdout);
	fclose(out);
	close_output(STDIN_FILENO);
	close_output(STDOUT_FILENO);
	close_output(STDERR_FILENO);
	if (write(done, "", 1) != 1)
		exit(1);
	close(done);
	reap(ends);
}

static unsigned number(const char *text)
{
	char *end;
	unsigned long value = strtoul(text, &end, 10);

	if (end == text || *end || value > 4000000000UL)
		errx(2, "not a number: %s", text);
	return (unsigned) value;
}

static int directory(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		err(2, "%s", path);
	return fd;
}

static const struct kind *find_kind(const char *name)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (name && !strcmp(kinds[i].name, name))
			return &kinds[i];
	errx(2, "no such kind: %s", name ? name : "(none)");
}

int main(int argc, char **argv)
{
	struct job job = { .cgroup = -1, .other = -1, .record = -1, .count = 1, .seconds = 100,
			   .uid = (uid_t) -1 };
	const struct kind *kind;
	FILE *ends = NULL;
	bool each = false, foreground = false;
	int done[2], opt;
	char byte;

	while ((opt = getopt(argc, argv, "c:d:efi:l:o:t:u:w:")) >= 0) {
		switch (opt) {
		case 'c': job.cgroup = directory(optarg); break;
		case 'd': job.other = directory(optarg); break;
		case 'e': each = true; break;
		case 'f': foreground = true; break;
		case 'i': job.pid = (pid_t) number(optarg); break;
		case 'l': job.limit = number(optarg); break;
		case 'o': job.record = open(optarg, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666); break;
		case 't': job.seconds = number(optarg); break;
		case 'u': job.uid = number(optarg); break;
		case 'w': ends = fopen(optarg, "ae"); break;
		default: return 2;
		}
	}
	kind = find_kind(argv[optind]);
	if (argv[optind + 1])
		job.count = number(argv[optind + 1]);
	job.deadline = now() + job.seconds;
	job.born = mmap(NULL, sizeof(*job.born), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (job.born == MAP_FAILED || pipe2(done, O_CLOEXEC))
		err(1, "cannot start");
	if (((kind->flags & FILLS) || each) && job.cgroup < 0)
		errx(2, "-c is needed");
	/* Root may have any number of processes. */
	if ((kind->flags & FILLS) && job.uid == (uid_t) -1)
		errx(2, "-u is needed");
	if (!(kind->flags & FILLS) && !job.limit)
		job.limit = 100;

	switch (foreground ? 0 : fork()) {
	case -1:
		err(1, "fork");
	case 0:
		if (!foreground)
			close(done[0]);
		manage(kind, &job, each, ends, done[1]);
	}
	close(done[1]);
	return read(done[0], &byte, 1) == 1 ? 0 : 1;
}
