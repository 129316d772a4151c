/* SPDX-License-Identifier: GPL-2.0-or-later */
/* pidfd-info - print what PIDFD_GET_INFO tells: "cgroup", "no cgroup" or "nothing" */
#include <stdint.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/calls.h"

/* struct pidfd_info in <linux/pidfd.h> as of Linux 6.13 */
struct info {
	uint64_t mask, cgroup_id;
	uint32_t numbers[12];
};
#define INFO_CGROUP_ID (1 << 2)
#define GET_INFO _IOWR(0xff, 11, struct info)

int main(void)
{
	struct info info = { .mask = INFO_CGROUP_ID };
	int fd = (int) syscall(SYS_pidfd_open, getpid(), 0);

	if (fd < 0 || ioctl(fd, GET_INFO, &info) < 0)
		puts("nothing");
	else
		puts(info.mask & INFO_CGROUP_ID ? "cgroup" : "no cgroup");
	return 0;
}
