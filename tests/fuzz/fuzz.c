/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fuzz.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

void fuzz_fail(const char *file, int line, const char *condition)
{
	dprintf(STDERR_FILENO, "%s:%d: does not hold: %s\n", file, line, condition);
	abort();
}

char *fuzz_string(const void *data, size_t size)
{
	size_t length = strnlen(data, size);
	char *text = malloc(length + 1);

	if (!text)
		abort();
	memcpy(text, data, length);
	text[length] = '\0';
	return text;
}

/*
 * Files in memory. These definitions come before those of the C library for everything linked
 * to a target; the descriptors are ones that the kernel never returns here.
 */
#define FIRST_FD 100000
#define FILES_MAX 4

static struct file {
	const char *name;
	const char *text;
	size_t size, position;
	int error;
} files[FILES_MAX];

static uint32_t pieces;

void fuzz_serve(const char *name, const void *text, size_t size, int error)
{
	struct file *file = files;

	while (file->name && strcmp(file->name, name) != 0)
		file++;
	*file = (struct file){ .name = name, .text = text, .size = size, .error = error };
}

void fuzz_read_in_pieces(uint32_t how)
{
	pieces = how;
}

int openat(int dir_fd, const char *path, int flags, ...)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;

	(void)dir_fd;
	fuzz_check((flags & O_ACCMODE) == O_RDONLY);
	for (int i = 0; i < FILES_MAX && files[i].name; i++)
		if (!strcmp(files[i].name, name)) {
			files[i].position = 0;
			return FIRST_FD + i;
		}
	errno = ENOENT;
	return -1;
}

/* All are on one file system, and so is what stands for a directory. */
int fstat(int fd, struct stat *status)
{
	(void)fd;
	*status = (struct stat){ .st_dev = 0 };
	return 0;
}

/* A cgroup that is gone has no files left. */
int faccessat(int dir_fd, const char *path, int mode, int flags)
{
	(void)dir_fd;
	(void)path;
	(void)mode;
	(void)flags;
	for (int i = 0; i < FILES_MAX && files[i].name; i++)
		if (files[i].error == ENODEV) {
			errno = ENOENT;
			return -1;
		}
	return 0;
}

/* 0 stands for EINTR. */
static size_t piece_size(void)
{
	if (pieces < 2)
		return pieces ? 1 : SIZE_MAX;
	pieces = pieces * 1664525 + 1013904223;
	return pieces >> 30 ? (pieces >> 8) % 5000 : (pieces >> 8) % 5;
}

static ssize_t take(struct file *file, size_t position, void *buffer, size_t size)
{
	size_t length = position < file->size ? file->size - position : 0;
	size_t piece = piece_size();

	if (!piece || (!length && file->error)) {
		errno = piece ? file->error : EINTR;
		return -1;
	}
	if (length > size)
		length = size;
	if (length > piece)
		length = piece;
	memcpy(buffer, file->text + position, length);
	return (ssize_t)length;
}

ssize_t read(int fd, void *buffer, size_t size)
{
	struct file *file;
	ssize_t got;

	if (fd < FIRST_FD)
		return syscall(SYS_read, fd, buffer, size);
	file = files + (fd - FIRST_FD);
	got = take(file, file->position, buffer, size);
	if (got > 0)
		file->position += (size_t)got;
	return got;
}

ssize_t pread(int fd, void *buffer, size_t size, off_t position)
{
	fuzz_check(fd >= FIRST_FD);
	return take(files + (fd - FIRST_FD), (size_t)position, buffer, size);
}

/*
 * No target signals anything, whatever its input: code that could is not linked to it. If that
 * should ever be wrong, the kernel refuses, and the run ends. Only abort(3) may signal the
 * target itself.
 */
static void on_refusal(int number)
{
	static const char message[] = "A signal was about to be sent.\n";

	(void)number;
	(void)!write(STDERR_FILENO, message, sizeof(message) - 1);
	abort();
}

#define LOAD(field) \
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define REFUSE_IF(value) \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), 0, 1), REFUSE
#define REFUSE_UNLESS(value) \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), 1, 0), REFUSE
#define REFUSE BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP)
#define ALLOW BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
/* The lower half of an argument. */
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
# define ARGUMENT(n) args[n]
#else
# define ARGUMENT(n) args[n] + 4
#endif

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	struct sock_filter filter[] = {
		LOAD(nr),
		REFUSE_IF(SYS_kill),
		REFUSE_IF(SYS_tkill),
		REFUSE_IF(SYS_rt_sigqueueinfo),
		REFUSE_IF(SYS_rt_tgsigqueueinfo),
		REFUSE_IF(SYS_pidfd_send_signal),
		/* There is an openat(2) here, but no openat2(2). */
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat2, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_tgkill, 1, 0),
		ALLOW,
		LOAD(ARGUMENT(0)),
		REFUSE_UNLESS((uint32_t)getpid()),
		LOAD(ARGUMENT(2)),
		REFUSE_UNLESS(SIGABRT),
		ALLOW,
	};
	struct sock_fprog program = {
		.len = sizeof(filter) / sizeof(filter[0]),
		.filter = filter,
	};

	(void)argc;
	(void)argv;
	signal(SIGSYS, on_refusal);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) < 0) {
		perror("seccomp");
		exit(EXIT_FAILURE);
	}
	return 0;
}
