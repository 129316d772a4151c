#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A process that was found by its name or by its inode, or that has had its first signal, may die
# before the next one is sent.  strace holds the program right there; meanwhile a bystander gets
# the PID.  Without pidfds, too.
. "${0%/*}/../lib.sh"
. "${0%/*}/lib.sh"
need_witness
need_tool strace
need_chosen_pids
I=$("$HELPERS/witness" inode $$)

# ends_recycled NUMBER STATUS: the process $pid dies while the program is held in its NUMBERth call.
ends_recycled() {
	wait_until in_trace '(' "$1" || fail "the program was not held"
	recycle "$pid"
	still_held
	end_run
	status_is "$2"
	still_alive "$bystander"
}

# recycled CALLS NUMBER STATUS ARGUMENTS...: the process is $pid, and dies before the NUMBERth of
# these system calls.
signals=kill,pidfd_send_signal
recycled() {
	calls=$1 number=$2 wanted=$3
	shift 3
	begin_run run_traced -e trace="$calls" -e inject="$calls:delay_enter=1s:when=$number" "$KILL" "$@"
	ends_recycled "$number" "$wanted"
}

point "--timeout: before the second signal"
pid=$(witness handler)
recycled $signals 2 0 --timeout 50 KILL -s USR1 "$pid"

point "--timeout: before its turn"
stays=$(spawn immune)
pid=$(witness handler)
recycled $signals 1 0 --timeout 50 KILL -s USR1 "$stays" "$pid"

point "PID:inode: between the comparison and the signal"
pid=$(witness handler)
if [ -n "$I" ]; then
	recycled $signals 1 1 -KILL "$pid:$("$HELPERS/witness" inode "$pid")"
else
	skip "the kernel has no unique inode numbers for processes"
fi

point "a name: between the look and the signal"
pid=$(witness_named victim handler)
recycled $signals 1 1 -KILL victim
point "a name: before a signal that cannot be sent through a pidfd"
pid=$(witness_named victim handler)
begin_run run_traced -e trace=pidfd_send_signal \
	-e inject=pidfd_send_signal:error=ENOSYS:delay_enter=1s "$KILL" -KILL victim
ends_recycled 1 1
point "a name: between the look and pidfd_open"
pid=$(witness_named victim handler)
recycled pidfd_open 1 1 -KILL victim

# lost CALLS FAULT NUMBER STATUS ARGUMENTS...: the same without pidfd_open; CALLS fail as FAULT
# says, and the program is held there.
lost() {
	calls=$1 fault=$2 number=$3 wanted=$4
	shift 4
	begin_run run_traced -e trace="$calls" -e inject="$calls:${fault}delay_enter=1s:when=$number" \
		"$HELPERS/filter" ENOSYS pidfd_open -- "$KILL" "$@"
	ends_recycled "$number" "$wanted"
}

if "$HELPERS/filter" ENOSYS ioctl -- true; then
	point "without pidfds, --timeout: before the second signal"
	pid=$(witness handler)
	lost pidfd_send_signal '' 2 0 --timeout 50 KILL -s USR1 "$pid"
	point "without pidfds, --timeout: before a second signal that only kill(2) can send"
	pid=$(witness handler)
	lost pidfd_send_signal error=ENOSYS: 2 0 --timeout 50 KILL -s USR1 "$pid"
	point "without pidfds, --timeout: before a first signal that only kill(2) can send"
	pid=$(witness handler)
	lost pidfd_send_signal error=ENOSYS: 1 1 --timeout 50 KILL -s TERM "$pid"
	point "without pidfds, --timeout: while it waits, which ends"
	pid=$(witness handler)
	lost poll,ppoll '' 3 0 --timeout 60s KILL -s USR1 "$pid"
	point "without pidfds, a name: before the signal"
	pid=$(witness_named victim handler)
	lost pidfd_send_signal '' 1 1 -KILL victim
	point "without pidfds, a name: before a signal that only kill(2) can send"
	pid=$(witness_named victim handler)
	lost pidfd_send_signal error=EPERM: 1 1 -KILL victim
fi
finish
