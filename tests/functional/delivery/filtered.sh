#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# System calls that a container's filter forbids, or that a kernel lacks: there is another way.
. "${0%/*}/../lib.sh"
need_cgroup
[ -x "$HELPERS/filter" ] || skip_all "no $HELPERS/filter"
"$HELPERS/filter" ENOSYS ioctl -- true || skip_all "system calls cannot be filtered here"
cgroup t t/a

for call in pidfd_send_signal pidfd_open; do
	for error in ENOSYS EPERM EACCES; do
		for signal in TERM KILL; do
			point "$call: $error, $signal"
			pids="$(spawn -e -c "$CG/t" sleeper 3) $(spawn -c "$CG/t/a" threads 2)"
			run "$HELPERS/filter" $error $call -- \
				"$CGKILL" -s $signal --method signal --wait=10000 "$CG/t"
			status_is 0
			err_empty
			dead "$pids"
		done

	done
done

# --timeout needs descriptors: without, there is no way to wait for a process.
for error in ENOSYS EPERM EACCES; do
	point "pidfd_send_signal: $error, by PID and --timeout"
	pid=$(spawn -c "$CG/t" immune)
	run "$HELPERS/filter" $error pidfd_send_signal -- "$KILL" --timeout 50 KILL "$pid"
	status_is 0
	dead "$pid"
done

for error in ENOMEM EINTR EMFILE ENFILE; do
	point "cgroup.kill cannot be opened: $error"
	if has_tool strace; then
		pids=$(spawn -e -c "$CG/t" sleeper)
		run_failing $error cgroup.kill -- "$CGKILL" --wait "$CG/t"
		status_is 0
		dead "$pids"
		thawed "$CG/t"
	else
		skip "strace is not installed"
	fi
done
finish
