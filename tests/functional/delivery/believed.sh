#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Since Linux 6.13 the kernel tells the cgroup of a process: no list is read again to verify that.
. "${0%/*}/../lib.sh"
need_cgroup
need_tool strace
uname -r | awk -F. '{ exit !($1 > 6 || $1 == 6 && $2 + 0 >= 13) }' ||
	skip_all "this kernel does not tell"
cgroup t

point "300 processes, which are more than one batch, are signalled while the list is read once"
spawn -c "$CG/t" immune 300 >/dev/null
# Without stopping at each of the other calls, for which an emulator takes too long.
run_traced -f --seccomp-bpf -e trace=openat,openat2,pidfd_send_signal "$CGKILL" -s WINCH --method signal "$CG/t"
status_is 0
found=$(awk '/cgroup\.procs/ { reads++ }
	/(^| )pidfd_send_signal\(/ { signals++; last = reads }
	END { print signals + 0, last + 0 }' "$TRACE")
[ "$found" = "300 1" ] || fail "signals and readings of the list: $found, not 300 1"
finish
