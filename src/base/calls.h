/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The numbers of system calls, for headers older than the calls. Since Linux 5.1 a new call has
 * the same number on all architectures, counted from where the calls of alpha and of each ABI of
 * MIPS and x86 begin.
 */
#ifndef CGKILL_CALLS_H
#define CGKILL_CALLS_H

#include <sys/syscall.h>

#if defined(__alpha__)
# define FIRST_CALL 110
#elif defined(__mips__)
# define FIRST_CALL __NR_Linux
#elif defined(__x86_64__) && defined(__ILP32__)
# define FIRST_CALL __X32_SYSCALL_BIT
#else
# define FIRST_CALL 0
#endif
#ifndef SYS_pidfd_send_signal
# define SYS_pidfd_send_signal (FIRST_CALL + 424)
#endif
#ifndef SYS_pidfd_open
# define SYS_pidfd_open (FIRST_CALL + 434)
#endif
#ifndef SYS_close_range
# define SYS_close_range (FIRST_CALL + 436)
#endif
#ifndef SYS_openat2
# define SYS_openat2 (FIRST_CALL + 437)
#endif
#ifndef SYS_process_mrelease
# define SYS_process_mrelease (FIRST_CALL + 448)
#endif

#endif
