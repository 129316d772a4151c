#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A PID that was read from the list may belong to somebody else when the signal is sent.  strace
# holds the program in between; meanwhile the process dies, and a bystander outside of the cgroup
# gets its PID.  All of it in a PID namespace of its own, where no other process takes the PID.
. "${0%/*}/../lib.sh"
own_pid_namespace
need_cgroup
need_tool strace
need_chosen_pids
cgroup t

# passes_on CHECK: the victim ends, and a bystander gets its PID, while the program is held, which
# CHECK makes sure of.
passes_on() {
	recycle "$victim"
	"$1"
	end_run
	status_is 0
	still_alive "$bystander"
	end_process "$bystander"
}

# recycled "DESCRIPTION" METHOD SIGNAL HOLD STRACE-OPTIONS...
# HOLD is the system call in which the program is held, at its Nth time: read:2.
recycled() {
	point "$1 ($2, $3)"
	method=$2 signal=$3 call=${4%:*} number=${4#*:}
	shift 4
	victim=$(spawn -c "$CG/t" sleeper)
	begin_run run_traced "$@" "$CGKILL" -s "$signal" --method "$method" "$CG/t"
	wait_until in_trace "$call(" "$number" || fail "the program was not held in $call"
	passes_on still_held
	thawed "$CG/t"
}

list=$CG/t/cgroup.procs
for signal in KILL TERM; do
	for method in freeze signal; do
		recycled "before pidfd_open" "$method" "$signal" pidfd_open:1 \
			-e trace=pidfd_open -e inject=pidfd_open:delay_enter=1s:when=1
		recycled "before pidfd_open, on a kernel that does not tell a pidfd's cgroup" \
			"$method" "$signal" pidfd_open:1 -e trace=pidfd_open,ioctl \
			-e inject=ioctl:error=ENOTTY -e inject=pidfd_open:delay_enter=1s:when=1
		recycled "before the end of the list" "$method" "$signal" read:2 \
			-P "$list" -e trace=read -e inject=read:delay_enter=1s:when=2
	done
done
recycled "between pidfd_open and the signal" signal KILL pidfd_send_signal:1 \
	-e trace=pidfd_send_signal -e inject=pidfd_send_signal:delay_enter=1s:when=1
recycled "before a signal that cannot be sent through a pidfd" signal KILL pidfd_send_signal:1 \
	-e trace=pidfd_send_signal -e inject=pidfd_send_signal:error=EPERM:delay_enter=1s:when=1

# Without pidfds nothing but a check right before kill(2) is possible.
point "without pidfds: before the end of the list"
victim=$(spawn -c "$CG/t" sleeper)
begin_run run_traced -e trace=pidfd_open,exit_group -e inject=pidfd_open:error=ENOSYS:delay_exit=1s \
	"$CGKILL" --method signal "$CG/t"
wait_until in_trace 'pidfd_open(' || fail "the program was not held"
passes_on still_runs

# The first 16 are checked together; from then on /proc tells where each process is.
point "without pidfds: before the process is looked up in /proc"
spawn -c "$CG/t" sleeper 20 >/dev/null
victim=$(last_of "$list")
begin_run run_traced -e trace=pidfd_open,kill,exit_group -e inject=pidfd_open:error=ENOSYS \
	-e inject=kill:delay_exit=8s:when=18 "$CGKILL" --method signal "$CG/t"
wait_until in_trace 'kill(' 18 || fail "the program was not held"
passes_on still_runs

# Between two walks the PID of a victim may pass to a process that is forked in the cgroup.
for method in freeze signal; do
	point "a member of the cgroup gets the PID between two walks ($method)"
	rm -f "$TMP/again"
	victim=$(spawn -w "$TMP/ends" -c "$CG/t" sleeper)
	# One that stays in its exit keeps the cgroup from being empty after the first walk.
	reports=$(spawn -c "$CG/t" traceexit)
	tracer=$(echo "$reports" | sed -n 's/^helper //p')
	begin_run run_traced -P cgroup.procs -e trace=openat,openat2 \
		-e inject=openat,openat2:delay_enter=3s:when=2 \
		"$CGKILL" --method $method "$CG/t"
	wait_until in_trace '^openat2*(' 2 || fail "there was no second walk"
	wait_until grep -q "^$victim " "$TMP/ends" || fail "the process was not reaped"
	# In a frozen cgroup it is killed before it can say that it is ready.
	"$HELPERS/spawn" -w "$TMP/again" -i "$victim" -c "$CG/t" sleeper >/dev/null 2>&1 &
	got_it() { grep -qx "$victim" "$list" || has_line "$TMP/again" "$victim signal 9"; }
	# Where all is slow, he may be dead before anybody has looked.
	wait_until got_it || [ -n "${EMULATED-}" ] || fail "nobody got the PID"
	wait
	dead "$victim"
	kill -9 "$tracer"
	empty "$CG/t"
done
finish
