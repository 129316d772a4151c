/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/control.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/socket.h>

#include "kernel/cgroup.h"
#include "kernel/pidlist.h"
#include "kernel/procfs.h"
#include "kernel/version.h"
#include "unit.h"

/*
 * Lists of PIDs
 */
#define TEXT(text) text, sizeof(text) - 1

static const struct list_row {
	const char *text;
	size_t length;
	pid_t pids[8];
	int count;
	int end;		/* what comes after them */
} lists[] = {
	{ TEXT(""), { 0 }, 0, 0 },
	{ TEXT("1\n"), { 1 }, 1, 0 },
	{ TEXT("1\n22\n333\n4444\n"), { 1, 22, 333, 4444 }, 4, 0 },
	{ TEXT("22\n22\n1\n"), { 22, 22, 1 }, 3, 0 },
	{ TEXT("4194303\n4194304\n"), { 4194303, 4194304 }, 2, 0 },
	{ TEXT("2147483647\n5\n"), { INT_MAX, 5 }, 2, 0 },

	/* processes in another PID namespace */
	{ TEXT("0\n"), { 0 }, 1, 0 },
	{ TEXT("0\n5\n0\n0\n"), { 0, 5, 0, 0 }, 4, 0 },

	/* A number without a newline may be the first digits of another PID. */
	{ TEXT("5"), { 0 }, 0, -EBADMSG },
	{ TEXT("5\n6"), { 5 }, 1, -EBADMSG },

	/* overflow: 2^31, 5 modulo 2^32, 5 modulo 2^64 */
	{ TEXT("2147483648\n"), { 0 }, 0, -EBADMSG },
	{ TEXT("7\n4294967301\n"), { 7 }, 1, -EBADMSG },
	{ TEXT("18446744073709551621\n"), { 0 }, 0, -EBADMSG },
	{ TEXT("99999999999999999999999999\n"), { 0 }, 0, -EBADMSG },

	/* garbage */
	{ TEXT("\n"), { 0 }, 0, -EBADMSG },
	{ TEXT("5\n\n6\n"), { 5 }, 1, -EBADMSG },
	{ TEXT("5\nx\n"), { 5 }, 1, -EBADMSG },
	{ TEXT("5x\n"), { 0 }, 0, -EBADMSG },
	{ TEXT("0x5\n"), { 0 }, 0, -EBADMSG },
	{ TEXT("-5\n"), { 0 }, 0, -EBADMSG },
	{ TEXT("+5\n"), { 0 }, 0, -EBADMSG },
	{ TEXT(" 5\n"), { 0 }, 0, -EBADMSG },
	{ TEXT("5 \n"), { 0 }, 0, -EBADMSG },
	{ TEXT("5 6\n"), { 0 }, 0, -EBADMSG },
	{ TEXT("5\r\n"), { 0 }, 0, -EBADMSG },
	{ TEXT("5\0\n"), { 0 }, 0, -EBADMSG },
	{ TEXT("5\n\0006\n"), { 5 }, 1, -EBADMSG },
};

/* Expects the PIDs and then the end, which remains the end. */
static void check_list(int fd, const struct list_row *row, const char *how, size_t where)
{
	struct pid_list list = { .fd = fd };
	pid_t pid = -1;

	for (int i = 0; i < row->count; i++) {
		int result = pid_list_next(&list, &pid);

		ck_assert_msg(result == 1 && pid == row->pids[i],
			      "'%s' %s %zu: result %d, PID %d, expected %d", row->text, how,
			      where, result, (int)pid, (int)row->pids[i]);
	}
	for (int i = 0; i < (row->end ? 1 : 2); i++) {
		int result = pid_list_next(&list, &pid);

		ck_assert_msg(result == row->end, "'%s' %s %zu: result %d at the end",
			      row->text, how, where, result);
	}
}

/* A pipe joins what was written in pieces; in this socket each piece is a separate read. */
static void make_channel(int fds[2])
{
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds), 0);
}

static void write_piece(int fd, const char *text, size_t length)
{
	/* An empty message would be read as the end. */
	if (length)
		ck_assert_int_eq(write(fd, text, length), (ssize_t)length);
}

START_TEST(list_in_two_pieces)
{
	const struct list_row *row = &lists[_i];

	/* A cut at the start leaves the whole text in one piece. */
	for (size_t cut = 0; !cut || cut < row->length; cut++) {
		int fds[2];

		make_channel(fds);
		write_piece(fds[1], row->text, cut);
		write_piece(fds[1], row->text + cut, row->length - cut);
		close(fds[1]);
		check_list(fds[0], row, "cut at", cut);
		close(fds[0]);
	}
}
END_TEST

START_TEST(list_in_small_pieces)
{
	const struct list_row *row = &lists[_i];

	for (size_t size = 1; size <= 3; size++) {
		int fds[2];

		make_channel(fds);
		for (size_t i = 0; i < row->length; i += size)
			write_piece(fds[1], row->text + i,
				    row->length - i < size ? row->length - i : size);
		close(fds[1]);
		check_list(fds[0], row, "in pieces of", size);
		close(fds[0]);
	}
}
END_TEST

/* Opens a pipe that holds the text, which must fit in the kernel's buffer. */
static int open_pipe(const char *text, size_t length)
{
	int fds[2];

	ck_assert_int_eq(pipe(fds), 0);
	ck_assert_int_eq(write(fds[1], text, length), (ssize_t)length);
	close(fds[1]);
	return fds[0];
}

/* PIDs of all lengths, unsorted. */
static pid_t nth_pid(int n)
{
	static const pid_t limits[] = { 10, 100, 1000, 10000, 100000, 1000000, 4194304 };

	return (n * 7919) % limits[n % 7];
}

/*
 * A text of several buffers, which end at a different place in a line for each row: it starts
 * with a line of that many bytes.
 */
START_TEST(list_longer_than_the_buffer)
{
	enum { LINES = 5000 };
	static char text[LINES * 8 + 16];
	struct pid_list list = { 0 };
	int length = snprintf(text, sizeof(text), "%0*d\n", _i, 5);
	pid_t pid;

	for (int i = 0; i < LINES; i++)
		length += snprintf(text + length, sizeof(text) - (size_t)length, "%d\n",
				   (int)nth_pid(i));
	ck_assert((size_t)length > 4 * sizeof(list.text));
	list.fd = open_pipe(text, (size_t)length);
	ck_assert_int_eq(pid_list_next(&list, &pid), 1);
	ck_assert_int_eq(pid, 5);
	for (int i = 0; i < LINES; i++) {
		ck_assert_int_eq(pid_list_next(&list, &pid), 1);
		ck_assert_msg(pid == nth_pid(i), "line %d: PID %d, expected %d", i, (int)pid,
			      (int)nth_pid(i));
	}
	ck_assert_int_eq(pid_list_next(&list, &pid), 0);
	close(list.fd);
}
END_TEST

/* A line that never ends must neither overflow nor hang. */
START_TEST(list_of_one_endless_line)
{
	static char text[3 * 4096];
	struct pid_list list = { 0 };
	pid_t pid;

	memset(text, '0', sizeof(text));
	text[sizeof(text) - 1] = '\n';
	list.fd = open_pipe(text, sizeof(text));
	ck_assert_int_eq(pid_list_next(&list, &pid), -EBADMSG);
	close(list.fd);
}
END_TEST

START_TEST(list_that_cannot_be_read)
{
	struct pid_list list = { .fd = -1 };
	pid_t pid;

	ck_assert_int_eq(pid_list_next(&list, &pid), -EBADF);
}
END_TEST

/*
 * Flags
 */
static const struct flag_row {
	const char *text, *key;
	int result;
	bool value;
} flags[] = {
	{ "populated 1\nfrozen 0\n", "populated", 0, true },
	{ "populated 1\nfrozen 0\n", "frozen", 0, false },
	{ "populated 0\nfrozen 1\n", "populated", 0, false },
	{ "populated 0\nfrozen 1\n", "frozen", 0, true },
	{ "populated 1\n", "populated", 0, true },
	{ "populated 1", "populated", 0, true },
	{ "new_key 7\nother max 3\npopulated 1\n", "populated", 0, true },
	/* lines that merely resemble it */
	{ "populated_local 0\nunpopulated 0\npopulated 1\n", "populated", 0, true },
	{ "x populated 0\npopulated 1\n", "populated", 0, true },
	{ "pop 0\npopulated 1\n", "populated", 0, true },
	{ "populated\npopulated 1\n", "populated", 0, true },

	{ "", "populated", -EBADMSG, false },
	{ "\n", "populated", -EBADMSG, false },
	{ "frozen 1\n", "populated", -EBADMSG, false },
	{ "populated 1\n", "pop", -EBADMSG, false },
	{ "populated 1\n", "populated_local", -EBADMSG, false },
	{ "unpopulated 1\n", "populated", -EBADMSG, false },
	{ "populated", "populated", -EBADMSG, false },
	{ "populated ", "populated", -EBADMSG, false },
	{ "populated \n", "populated", -EBADMSG, false },
	{ "populated 2\n", "populated", -EBADMSG, false },
	{ "populated 10\n", "populated", -EBADMSG, false },
	{ "populated 01\n", "populated", -EBADMSG, false },
	{ "populated -1\n", "populated", -EBADMSG, false },
	{ "populated max\n", "populated", -EBADMSG, false },
	{ "populated  1\n", "populated", -EBADMSG, false },
	{ "populated 1 \n", "populated", -EBADMSG, false },
	{ "populated=1\n", "populated", -EBADMSG, false },
	{ "populated\n1\n", "populated", -EBADMSG, false },
	{ "Populated 1\n", "populated", -EBADMSG, false },
};

START_TEST(flag)
{
	const struct flag_row *row = &flags[_i];

	/* The previous value is overwritten. */
	for (int before = 0; before <= 1; before++) {
		bool value = before;
		int result = cgroup_parse_flag(row->text, row->key, &value);

		ck_assert_msg(result == row->result, "%s in '%s': %d", row->key, row->text,
			      result);
		ck_assert_msg(result || value == row->value, "%s in '%s': %d", row->key,
			      row->text, value);
	}
}
END_TEST

/*
 * Membership
 */
static const struct membership_row {
	const char *text, *name;
} memberships[] = {
	{ "0::/\n", "/" },
	{ "0::/a\n", "/a" },
	{ "0::/a", "/a" },
	{ "0::/system.slice/x.service/.control\n", "/system.slice/x.service/.control" },
	{ "0::/../../a\n", "/../../a" },
	{ "0::/a (deleted)\n", "/a (deleted)" },
	{ "0::/a:b c\n", "/a:b c" },
	/* a name that looks like a line */
	{ "0::/0::\n", "/0::" },
	{ "1:name=systemd:/0::/b\n0::/a\n", "/a" },

	/* hybrid: with v1 hierarchies before and after it */
	{ "12:cpu,cpuacct:/b\n1:name=systemd:/c\n0::/a\n", "/a" },
	{ "0::/a\n12:cpu,cpuacct:/b\n", "/a" },
	{ "4:misc:/b\n0::/a\n1:name=systemd:/c\n", "/a" },
	{ "10::/b\n20::/c\n0::/a\n", "/a" },
	{ "0:cpu:/b\n0::/a\n", "/a" },

	/* v1 only, or nothing */
	{ "12:cpu,cpuacct:/b\n1:name=systemd:/c\n", NULL },
	{ "10::/b\n", NULL },
	{ "1:x:/0::/b\n", NULL },
	{ " 0::/b\n", NULL },
	{ "0:\n:/b\n", NULL },
	{ "0:", NULL },
	{ "\n", NULL },
	{ "", NULL },
};

START_TEST(membership)
{
	const struct membership_row *row = &memberships[_i];
	char *text = strdup(row->text);
	const char *name;

	ck_assert(text);
	name = procfs_parse_membership(text);
	ck_assert_msg(!name == !row->name, "'%s': %s", row->text, name ? name : "no name");
	ck_assert_msg(!name || !strcmp(name, row->name), "'%s': %s", row->text, name);
	ck_assert_msg(!name || (name >= text && name <= text + strlen(row->text)),
		      "'%s': the name is elsewhere", row->text);
	free(text);
}
END_TEST

/*
 * Ids of cgroups
 */

/* Nobody is asked unless the halves are equal; a directory that is no cgroup has no such handle. */
START_TEST(ids)
{
	const struct cgroup nothing = { .fd = -1, .id = 0x71 };
	const struct cgroup v1 = { .fd = -1, .id = 0x71, .version = &version1 };
	struct cgroup directory;

	ck_assert_int_eq(cgroup_has_id(&nothing, 0x71), 1);
	ck_assert_int_eq(cgroup_has_id(&nothing, 0x72), 0);
	ck_assert_int_eq(cgroup_has_id(&nothing, UINT64_C(0x100000072)), 0);
	ck_assert_int_eq(cgroup_has_id(&nothing, UINT64_C(0x7100000000)), 0);
	ck_assert_int_lt(cgroup_has_id(&nothing, UINT64_C(0x100000071)), 0);
	/* The kernel tells the id in cgroup v2. */
	ck_assert_int_eq(cgroup_has_id(&v1, 0x71), 0);

	ck_assert_int_eq(cgroup_open(AT_FDCWD, "/", &directory), 0);
	directory.id = 0x71;
	ck_assert_int_lt(cgroup_has_id(&directory, UINT64_C(0x100000071)), 0);
	/* The whole number of a 64-bit kernel. */
	directory.id = UINT64_C(0x100000071);
	ck_assert_int_eq(cgroup_has_id(&directory, UINT64_C(0x100000071)), 1);
	ck_assert_int_eq(cgroup_has_id(&directory, 0x71), 0);
	ck_assert_int_eq(cgroup_has_id(&directory, UINT64_C(0x200000071)), 0);
	cgroup_close(&directory);
}
END_TEST

static const struct membership_v1_row {
	const char *text, *controller, *name;
} memberships_v1[] = {
	{ "1:freezer:/a\n", "freezer", "/a" },
	{ "1:freezer:/a", "freezer", "/a" },
	{ "12:cpu,cpuacct:/b\n7:freezer:/\n0::/a\n", "freezer", "/" },
	{ "0::/a\n7:freezer:/b:c d\n", "freezer", "/b:c d" },
	{ "1:name=systemd:/c\n", "name=systemd", "/c" },
	/* several controllers in one hierarchy */
	{ "3:freezer,cpu:/a\n", "freezer", "/a" },
	{ "3:cpu,freezer:/a\n", "freezer", "/a" },
	{ "3:cpu,freezer,io:/a\n", "freezer", "/a" },

	/* words that are longer or shorter, and names that look like lines or lists */
	{ "3:freezers:/b\n4:xfreezer:/c\n5:free:/d\n6:freezer:/a\n", "freezer", "/a" },
	{ "3:cpu:/freezer:/b\n", "freezer", NULL },
	{ "3:cpu:freezer:/b\n", "freezer", NULL },
	{ "1:name=freezer:/b\n", "freezer", NULL },
	{ "0::/freezer:/b\n", "freezer", NULL },
	{ "freezer:/b\n", "freezer", NULL },
	{ " 1:freezer:/b\n", "freezer", NULL },
	/* truncated */
	{ "1:freezer\n2:cpu:/b\n", "freezer", NULL },
	{ "1:freezer", "freezer", NULL },
	{ "1:", "freezer", NULL },
	{ "1", "freezer", NULL },
	{ "\n", "freezer", NULL },
	{ "", "freezer", NULL },
};

START_TEST(membership_v1)
{
	const struct membership_v1_row *row = &memberships_v1[_i];
	char *text = strdup(row->text);
	const char *name;

	ck_assert(text);
	name = procfs_parse_membership_v1(text, row->controller);
	ck_assert_msg(!name == !row->name, "'%s': %s", row->text, name ? name : "no name");
	ck_assert_msg(!name || !strcmp(name, row->name), "'%s': %s", row->text, name);
	free(text);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("cgroup");
	TCase *tests = unit_case(suite, "cgroup");

	tcase_add_loop_test(tests, list_in_two_pieces, 0, ARRAY_SIZE(lists));
	tcase_add_loop_test(tests, list_in_small_pieces, 0, ARRAY_SIZE(lists));
	tcase_add_loop_test(tests, list_longer_than_the_buffer, 1, 12);
	tcase_add_test(tests, list_of_one_endless_line);
	tcase_add_test(tests, list_that_cannot_be_read);
	tcase_add_loop_test(tests, flag, 0, ARRAY_SIZE(flags));
	tcase_add_test(tests, ids);
	tcase_add_loop_test(tests, membership, 0, ARRAY_SIZE(memberships));
	tcase_add_loop_test(tests, membership_v1, 0, ARRAY_SIZE(memberships_v1));
	return unit_run(suite);
}
