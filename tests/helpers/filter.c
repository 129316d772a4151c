/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * filter - run a command for which system calls fail, as under a container's filter
 *
 * usage: filter ERRNO CALL... -- COMMAND [ARGUMENT...]
 *
 * Nothing of what these calls are for is done.  The status is 125 if that cannot be arranged.
 */
#include <err.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define FAILURE 125
#define CALLS 16

struct name {
	const char *name;
	unsigned int number;
};

static const struct name errnos[] = {
	{ "EACCES", EACCES }, { "EINVAL", EINVAL }, { "EMFILE", EMFILE }, { "ENOMEM", ENOMEM },
	{ "ENOSYS", ENOSYS }, { "ENOTTY", ENOTTY }, { "EPERM", EPERM },
};

static const struct name calls[] = {
	{ "ioctl", SYS_ioctl },
#ifdef SYS_close_range
	{ "close_range", SYS_close_range },
#endif
#ifdef SYS_openat2
	{ "openat2", SYS_openat2 },
#endif
#ifdef SYS_pidfd_open
	{ "pidfd_open", SYS_pidfd_open },
#endif
#ifdef SYS_statx
	{ "statx", SYS_statx },
#endif
#ifdef SYS_pidfd_send_signal
	{ "pidfd_send_signal", SYS_pidfd_send_signal },
#endif
};

static unsigned int number_of(const char *name, const struct name *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(names[i].name, name))
			return names[i].number;
	errx(FAILURE, "%s: not known here", name);
}

#define NUMBER_OF(name, names) number_of(name, names, sizeof(names) / sizeof((names)[0]))

/*
 * The command is built as this program is, so that the architecture, which a filter of security
 * would have to look at, is the same.
 */
static void install(unsigned int error, char *const *names, unsigned int count)
{
	struct sock_filter code[2 * CALLS + 2], *next = code;
	struct sock_fprog program = { .filter = code };

	*next++ = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
					       offsetof(struct seccomp_data, nr));
	for (unsigned int i = 0; i < count; i++) {
		*next++ = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K,
						       NUMBER_OF(names[i], calls), 0, 1);
		*next++ = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K,
						       SECCOMP_RET_ERRNO | error);
	}
	*next++ = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	program.len = (unsigned short)(next - code);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program))
		err(FAILURE, "cannot filter system calls");
}

int main(int argc, char **argv)
{
	unsigned int count = 0;

	while ((int)count + 2 < argc && strcmp(argv[count + 2], "--") != 0)
		count++;
	if (!count || count > CALLS || (int)count + 3 >= argc)
		errx(FAILURE, "usage: filter ERRNO CALL... -- COMMAND [ARGUMENT...]");
	install(NUMBER_OF(argv[1], errnos), argv + 2, count);
	argv += count + 3;
	execvp(argv[0], argv);
	err(FAILURE, "%s", argv[0]);
}
