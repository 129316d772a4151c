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
pids=$(spawn -c "$CG/t" sleeper)
begin_run run_traced -e trace=pidfd_open,exit_group -e inject=pidfd_open:error=ENOSYS:delay_exit=1s \
	"$KILL" --cgroup "$CG/t" --method signal
wait_until in_trace 'pidfd_open(' || fail "the program was not held"
echo "$pids" >"$CG/cgroup.procs"
still_runs
end_run
still_alive "$pids"
end_process "$pids"

# The name of the cgroup in /proc/PID/cgroup is learned from the first few processes.
cgroup tx
NUMBERS="-e trace=pidfd_open,kill -e inject=pidfd_open:error=ENOSYS"

# moved N COMMAND...: 20 processes are killed without pidfds.  After the Nth, the last of them is
# moved to another cgroup, whose name has the same beginning.
moved() {
	number=$1
	shift
	pids=$(spawn -c "$CG/t" sleeper 20)
	# shellcheck disable=SC2086
	begin_run run_traced -f $NUMBERS -e inject=kill:delay_exit="$HOLD":when="$number" "$@" \
		"$CGKILL" --method signal "$CG/t"
	wait_until in_trace 'kill(' "$number" || fail "the program was not held"
	last=$(last_of "$CG/t/cgroup.procs")
	echo "$last" >"$CG/tx/cgroup.procs"
	! in_trace 'kill(' $((number + 1)) || fail "the program was not held long enough"
	end_run
	status_is 0
	empty "$CG/t"
	still_alive "$last"
	end_process "$last"
}

# The first 16 are checked together.
for number in 16 17 18 19; do
	point "without pidfds, the next process is checked after $number have been signalled"
	moved $number
done

# shellcheck disable=SC2016
for how in 'umount -l /proc' 'mount -t tmpfs none /proc'; do
	point "the same after $how: the list is read again"
	if [ "${SANITIZERS-no}" = no ]; then
		moved 16 unshare --mount sh -c "$how || exit 99; "'exec "$@"' sh
	else
		skip "the leak checker needs /proc"
	fi
done

point "the /proc of another PID namespace tells nothing: the list is read again"
# The processes are made within, with PIDs that outside belong to members of another cgroup.
spawn -c "$CG/tx" sleeper 40 >/dev/null
# shellcheck disable=SC2016,SC2086
begin_run run unshare --pid --fork --kill-child sh -c '
	echo "$2" >/proc/sys/kernel/ns_last_pid
	"$HELPERS/spawn" -c "$0" sleeper 20 >/dev/null
	seen=$1
	shift 2
	"$@"
	status=$?
	until [ -e "$seen" ]; do sleep 0.02; done
	exit $status' "$CG/t" "$TMP/seen" "$(head -n 1 "$CG/tx/cgroup.procs")" \
	strace --quiet=all -o "$TRACE" -E "ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0" \
	$NUMBERS -e inject=kill:delay_exit="$HOLD":when=16 "$CGKILL" --method signal "$CG/t"
wait_until in_trace 'kill(' 16 || fail "the program was not held"
last=$(last_of "$CG/t/cgroup.procs")
echo "$last" >"$CG/tx/cgroup.procs"
! in_trace 'kill(' 17 || fail "the program was not held long enough"
empty "$CG/t"
still_alive "$last"
: >"$TMP/seen"
end_run
status_is 0

# searched NUMBER FAULT: to signal so many processes, the list is read only once more.
searched() {
	spawn -c "$CG/t" immune "$1" >/dev/null
	run_traced -e trace="openat,openat2,kill,pidfd_send_signal,${2%%:*}" -e inject="$2" \
		"$CGKILL" -s WINCH --method signal "$CG/t"
	status_is 0
	set -- "$1" "$(awk '/cgroup\.procs/ { reads++ }
		/^(kill|pidfd_send_signal)\(/ { signals++; last = reads }
		END { print signals + 0, last + 0 }' "$TRACE")"
	[ "$2" = "$1 2" ] || fail "signals and readings of the list: $2, not $1 2"
	"$CGKILL" --wait "$CG/t"
}

# Each system call of the program stops it, and they are many.
[ -z "${EMULATED-}" ] || LIMIT=300

point "many processes take no more readings of the list than a few, without pidfds"
searched 20 pidfd_open:error=ENOSYS
searched 400 pidfd_open:error=ENOSYS

point "nor on a kernel that does not tell a pidfd's cgroup"
searched 300 ioctl:error=ENOTTY
searched 1000 ioctl:error=ENOTTY
finish
