/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * witness - processes that tell which signals they have received
 *
 * usage: witness -o DIR [options] KIND [N]
 *
 * Starts N processes of a kind (default 1), prints their PIDs, one per line, and returns.  They
 * are in one process group, which the first one leads.  A manager that only KILL can end stays in
 * the background and reaps them.  Everything ends by itself after 100 seconds.
 *
 *   plain     no signal is handled or has an effect, but all except KILL and STOP are recorded
 *   handler   USR1, TERM and RTMAX are handled, and recorded
 *   pending   USR1 and USR2 are blocked and pending, the first for the thread; HUP is ignored
 *
 *   -o DIR    where they write their records, each in a file of its own
 *   -u UID    they become this user
 *   -g        they stay in the process group of the caller
 *
 * usage: witness read DIR PID
 *
 * Prints what the process has received since the last time: "10 12:5" is signal 10, and signal 12
 * with the value 5.
 *
 * usage: witness inode PID     the inode of its pidfd, or nothing if all have the same one
 *        witness rtmin         the first real-time signal
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <inttypes.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/calls.h"

#define PIDFS 0x50494446

#define SECONDS 100

/* SIGRTMAX with this value asks for the end of the records: it is delivered last. */
#define MARK 0x4d61726b

struct job {
	const char *directory;
	uid_t uid; /* (uid_t) -1: as the caller */
	int ready; /* write end of the pipe that ready processes report on */
	FILE *record;
};

struct kind {
	const char *name;
	void (*run)(struct job *job);
};

static int file_of(const char *directory, pid_t pid, int flags)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s/%d", directory, (int)pid);
	return open(path, flags | O_CLOEXEC, 0666);
}

static void ready(const struct job *job)
{
	if (dprintf(job->ready, "%d\n", (int)getpid()) < 0)
		_exit(1);
	close(job->ready);
}

static void record(const struct job *job, const siginfo_t *info)
{
	if (info->si_code != SI_QUEUE)
		fprintf(job->record, "%d\n", info->si_signo);
	else if (info->si_value.sival_int == MARK)
		fputs("mark\n", job->record);
	else
		fprintf(job->record, "%d:%d\n", info->si_signo, info->si_value.sival_int);
	if (fflush(job->record))
		_exit(1);
}

/* --- the kinds ------------------------------------------------------------------------------ */

static void run_plain(struct job *job)
{
	struct timespec limit = { .tv_sec = SECONDS };
	siginfo_t info;
	sigset_t all;
	int number;

	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
	ready(job);
	while ((number = sigtimedwait(&all, &info, &limit)) > 0 || errno == EINTR)
		if (number > 0)
			record(job, &info);
}

static int arrived[2]; /* a pipe */

static void on_signal(int number, siginfo_t *info, void *context)
{
	(void)number;
	(void)context;
	if (write(arrived[1], info, sizeof(*info)) != sizeof(*info))
		_exit(1);
}

static void run_handler(struct job *job)
{
	struct sigaction action = { .sa_sigaction = on_signal, .sa_flags = SA_SIGINFO };
	siginfo_t info;
	ssize_t length;

	if (pipe(arrived))
		err(1, "pipe");
	sigfillset(&action.sa_mask);
	sigaction(SIGUSR1, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGRTMAX, &action, NULL);
	ready(job);
	while ((length = read(arrived[0], &info, sizeof(info))) > 0 || errno == EINTR)
		if (length == sizeof(info))
			record(job, &info);
}

static void run_pending(struct job *job)
{
	sigset_t blocked;

	sigemptyset(&blocked);
	sigaddset(&blocked, SIGUSR1);
	sigaddset(&blocked, SIGUSR2);
	sigprocmask(SIG_SETMASK, &blocked, NULL);
	signal(SIGHUP, SIG_IGN);
	raise(SIGUSR1);
	kill(getpid(), SIGUSR2);
	ready(job);
	for (;;)
		pause();
}

static const struct kind kinds[] = {
	{ "plain", run_plain },
	{ "handler", run_handler },
	{ "pending", run_pending },
};

/* --- starting them -------------------------------------------------------------------------- */

static void ignore_all(void)
{
	for (int number = 1; number <= SIGRTMAX; number++)
		signal(number, SIG_IGN);
}

/* The C library would refuse its own signals, which the caller may nevertheless ignore. */
static void reset_all(void)
{
	char defaults[64] = { 0 }; /* the kernel's struct sigaction, which no header defines */

	for (int number = 1; number <= SIGRTMAX; number++)
		syscall(SYS_rt_sigaction, number, defaults, NULL, (SIGRTMAX + 7) / 8);
}

static void become_user(const struct job *job)
{
	if (job->uid == (uid_t)-1)
		return;
	if (setgroups(0, NULL) || setresgid(job->uid, job->uid, job->uid) ||
	    setresuid(job->uid, job->uid, job->uid))
		err(1, "cannot become user %u", (unsigned)job->uid);
	prctl(PR_SET_DUMPABLE, 1);
}

/* A reader of our output must not have to wait for the processes to end. */
static void close_streams(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	for (int fd = 0; fd <= 2; fd++)
		if (null < 0 || dup2(null, fd) < 0)
			_exit(1);
}

static _Noreturn void be_witness(const struct kind *kind, struct job *job)
{
	sigset_t none;
	int fd = file_of(job->directory, getpid(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND);

	job->record = fd < 0 ? NULL : fdopen(fd, "a");
	if (!job->record)
		err(1, "cannot record in %s", job->directory);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	reset_all();
	become_user(job);
	close_streams();
	alarm(SECONDS);
	kind->run(job);
	_exit(0);
}

static void manage(const struct kind *kind, struct job *job, unsigned count, bool same_group)
{
	pid_t group = 0;

	if (!same_group)
		setsid();
	ignore_all();
	signal(SIGCHLD, SIG_DFL);
	while (count--) {
		pid_t pid = fork();

		if (pid < 0)
			err(1, "fork");
		if (!same_group)
			setpgid(pid, group);
		if (pid == 0)
			be_witness(kind, job);
		if (!group)
			group = pid;
	}
	/* Only the witnesses have the name under which we were started. */
	prctl(PR_SET_NAME, "manager");
	close(job->ready);
	close_streams();
	while (wait(NULL) > 0 || errno == EINTR)
		;
	exit(0);
}

static int start(const struct kind *kind, struct job *job, unsigned count, bool same_group)
{
	unsigned lines = 0;
	int reports[2], byte;
	FILE *report;

	if (pipe2(reports, O_CLOEXEC))
		err(1, "pipe");
	job->ready = reports[1];
	switch (fork()) {
	case -1:
		err(1, "fork");
	case 0:
		manage(kind, job, count, same_group);
	}
	close(reports[1]);
	report = fdopen(reports[0], "r");
	if (!report)
		err(1, "fdopen");
	while ((byte = getc(report)) != EOF) {
		lines += byte == '\n';
		putchar(byte);
	}
	if (lines != count)
		errx(1, "only %u processes are ready", lines);
	return fclose(report) != 0;
}

/* --- what they have recorded ---------------------------------------------------------------- */

static void print_record(char *text)
{
	const char *space = "";

	for (char *rest, *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		if (!strcmp(line, "mark"))
			continue;
		printf("%s%s", space, line);
		space = " ";
	}
	putchar('\n');
}

static bool has_mark(const char *text)
{
	const char *mark = strstr(text, "mark\n");

	return mark && !mark[strlen("mark\n")];
}

/* A process that has ended does not answer the mark. */
static int read_record(const char *directory, pid_t pid)
{
	union sigval mark = { .sival_int = MARK };
	int fd = file_of(directory, pid, O_RDWR);
	char text[65536];

	if (fd < 0)
		err(1, "no record of process %d", (int)pid);
	sigqueue(pid, SIGRTMAX, mark);
	for (int tries = 0; tries < 5000; tries++) {
		bool ended = kill(pid, 0) < 0;
		ssize_t length = pread(fd, text, sizeof(text) - 1, 0);

		text[length > 0 ? length : 0] = '\0';
		if (ended || has_mark(text)) {
			print_record(text);
			return ftruncate(fd, 0) < 0;
		}
		usleep(1000);
	}
	errx(1, "process %d does not answer", (int)pid);
}

static int print_inode(pid_t pid)
{
	struct statfs fs;
	struct stat st;
	int fd = (int)syscall(SYS_pidfd_open, pid, 0);

	if (fd < 0 || fstatfs(fd, &fs) || fstat(fd, &st))
		err(1, "pidfd of %d", (int)pid);
	if (fs.f_type == PIDFS)
		printf("%ju\n", (uintmax_t)st.st_ino);
	return 0;
}

/* --- the command line ----------------------------------------------------------------------- */

static unsigned number(const char *text)
{
	char *end;
	unsigned long value = strtoul(text, &end, 10);

	if (end == text || *end || value > 4000000000UL)
		errx(2, "not a number: %s", text);
	return (unsigned)value;
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
	struct job job = { .uid = (uid_t)-1 };
	bool same_group = false;
	const struct kind *kind;
	int option;

	if (argc == 4 && !strcmp(argv[1], "read"))
		return read_record(argv[2], (pid_t)number(argv[3]));
	if (argc == 3 && !strcmp(argv[1], "inode"))
		return print_inode((pid_t)number(argv[2]));
	if (argc == 2 && !strcmp(argv[1], "rtmin"))
		return printf("%d\n", SIGRTMIN) < 0;
	while ((option = getopt(argc, argv, "go:u:")) >= 0) {
		switch (option) {
		case 'g': same_group = true; break;
		case 'o': job.directory = optarg; break;
		case 'u': job.uid = number(optarg); break;
		default: return 2;
		}
	}
	if (!job.directory)
		errx(2, "-o is needed");
	kind = find_kind(argv[optind]);
	return start(kind, &job, argv[optind + 1] ? number(argv[optind + 1]) : 1, same_group);
}
