/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * stuck - a process that hangs in a file system, where neither a freezer nor a signal reaches it
 *
 * usage: stuck CGROUP [SERVER-CGROUP]
 *
 * Starts a process in CGROUP, which asks for a file of a FUSE file system, and the server of that,
 * which takes the request and does not answer. Prints the PIDs of the process and, after "helper",
 * of the server, and returns when the first one hangs. It does until the server ends, at the latest
 * after 100 seconds. The status is 3 if there is no FUSE.
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/fuse.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#define SECONDS 100
#define NO_FUSE 3
#define PLACE "/dev/shm"	/* in a mount namespace of its own; sanitizers need /proc at their exit */
#define REQUEST_SIZE (FUSE_MIN_READ_BUFFER * 2)

static void join(const char *cgroup)
{
	char path[4096];
	int fd;

	snprintf(path, sizeof(path), "%s/cgroup.procs", cgroup);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0 || write(fd, "0", 1) != 1)
		err(1, "%s", path);
	close(fd);
}

static int mount_fuse(void)
{
	int fd = open("/dev/fuse", O_RDWR | O_CLOEXEC);
	char options[128];

	if (fd < 0)
		err(NO_FUSE, "/dev/fuse");
	if (unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL))
		err(1, "mount namespace");
	snprintf(options, sizeof(options), "fd=%d,rootmode=40755,user_id=0,group_id=0", fd);
	if (mount("stuck", PLACE, "fuse", 0, options))
		err(NO_FUSE, "mount");
	return fd;
}

static void answer_init(int fd, uint64_t unique)
{
	struct {
		struct fuse_out_header header;
		struct fuse_init_out init;
	} answer = {
		.header = { .len = sizeof(answer), .unique = unique },
		.init = {
			.major = FUSE_KERNEL_VERSION, .minor = FUSE_KERNEL_MINOR_VERSION,
			.max_write = FUSE_MIN_READ_BUFFER,
		},
	};

	if (write(fd, &answer, sizeof(answer)) != sizeof(answer))
		err(1, "cannot answer");
}

/* Says by closing ready that the request has been taken: whoever waits for it hangs. */
static void serve(int fd, int ready)
{
	static union {
		struct fuse_in_header header;
		char bytes[REQUEST_SIZE];
	} request;

	alarm(SECONDS);
	for (;;) {
		ssize_t length = read(fd, &request, sizeof(request));

		if (length < 0 && errno != EINTR && errno != ENOENT)
			err(1, "cannot read a request");
		if (length > 0 && request.header.opcode == FUSE_INIT)
			answer_init(fd, request.header.unique);
		else if (length > 0 && request.header.opcode == FUSE_LOOKUP)
			close(ready);
	}
}

static pid_t start_process(const char *cgroup)
{
	pid_t pid = fork();
	struct stat st;

	if (pid < 0)
		err(1, "fork");
	if (pid == 0) {
		join(cgroup);
		(void)!stat(PLACE "/file", &st);
		_exit(0);
	}
	return pid;
}

int main(int argc, char **argv)
{
	int fd, ready[2];
	pid_t server, pid;
	char byte;

	if (argc < 2)
		errx(2, "usage: stuck CGROUP [SERVER-CGROUP]");
	fd = mount_fuse();
	if (pipe2(ready, O_CLOEXEC))
		err(1, "pipe");
	server = fork();
	if (server < 0)
		err(1, "fork");
	if (server == 0) {
		close(ready[0]);
		/* Nobody waits for the output of who is still there. */
		close(STDOUT_FILENO);
		if (argc > 2)
			join(argv[2]);
		serve(fd, ready[1]);
	}
	close(fd);
	close(ready[1]);
	pid = start_process(argv[1]);
	(void)!read(ready[0], &byte, 1);
	printf("%d\nhelper %d\n", pid, server);
	return 0;
}
