#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# System calls that fail where that was not thought of once: what "make check-fault" found.
. "${0%/*}/lib.sh"
need_cgroup
need_tool strace

# failing FILE|- CALL:error=ERRNO[:when=N] COMMAND...
failing() {
	file=$1 fault=$2
	shift 2
	[ "$file" = - ] || set -- -P "$file" "$@"
	run_traced -e trace="${fault%%:*}" -e inject="$fault" "$@"
	grep -q INJECTED "$TRACE" || fail "$fault did not happen"
}

tree() {
	mkdir -p "$CG/t/a" "$CG/t/b"
	pids=$(spawn -e -c "$CG/t" "${1-sleeper}")
}

end_tree() {
	"$KILL" --cgroup "$CG/t" --wait
}

for method in freeze signal; do
	point "every read of a list is interrupted, with method $method: a failure, and an end"
	tree immune
	failing "$CG/t/a/cgroup.procs" read:error=EINTR "$CGKILL" --method $method -s WINCH "$CG/t"
	status_is 1
	thawed "$CG"
	end_tree
done

point "every poll is interrupted: the next signal of --timeout is sent, in time"
cgroup u
pids=$(spawn -c "$CG/u" immune)
failing - poll:error=EINTR "$KILL" -s TERM --timeout 100 KILL "$pids"
status_is 0
dead "$pids"

finish
