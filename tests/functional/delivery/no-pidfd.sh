#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Kernels that lack pidfds, or what they tell of their process; filters that do not know them.
. "${0%/*}/../lib.sh"
need_cgroup
need_tool strace
cgroup t t/a

for method in freeze signal; do
	for missing in pidfd_open:error=ENOSYS pidfd_open:error=ENODEV pidfd_open:error=EPERM \
		pidfd_open:error=EACCES pidfd_open:error=ENOMEM pidfd_send_signal:error=ENOSYS \
		pidfd_send_signal:error=EPERM pidfd_send_signal:error=EACCES ioctl:error=ENOTTY \
		ioctl:error=EINVAL; do
		point "$method, $missing"
		pids="$(spawn -e -c "$CG/t" sleeper 2) $(spawn -c "$CG/t/a" headless)"
		outside=$(spawn -c "$CG" sleeper)
		run_traced -e trace="${missing%%:*}" -e inject="$missing" "$KILL" --cgroup "$CG/t" --method $method
		status_is 0
		err_empty
		dead "$pids"
		alive "$outside"
		empty "$CG/t"
		thawed "$CG/t"
	done
done

point "without pidfds, a process that is not in the cgroup any more is left alone"
# The list is read; before the second read returns, the process is moved out.
pids=$(spawn -c "$CG/t" sleeper)
run_traced -f -P "$CG/t/cgroup.procs" -e trace=read,pidfd_open -e inject=pidfd_open:error=ENOSYS \
	-e inject=read:delay_enter=1s:when=2 \
	"$KILL" --cgroup "$CG/t" --method signal &
in_second_read() {
	[ "$(grep -c 'read(' "$TRACE" 2>/dev/null)" -ge 2 ]
}
wait_until in_second_read || fail "the program was not held"
echo "$pids" >"$CG/cgroup.procs"
wait
still_alive "$pids"
finish
