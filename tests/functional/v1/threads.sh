#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Threads of one process can be in several cgroups of version 1: it is in each of them.
. "${0%/*}/../lib.sh"
. "${0%/*}/lib.sh"
need_v1 freezer
cgroup t t/a t/b u

# scatter: $pid is a process in u, with a thread in each of t/a and t/b.
scatter() {
	pid=$(spawn -c "$CG/u" threads)
	# shellcheck disable=SC2046
	set -- $(ls "/proc/$pid/task")
	echo "$2" >"$CG/t/a/tasks"
	echo "$3" >"$CG/t/b/tasks"
	has_line "$CG/t/a/cgroup.procs" "$pid" || fail "t/a does not list it"
	has_line "$CG/u/cgroup.procs" "$pid" || fail "u does not list it"
}

# hold_after_first_batch DIR: the program in the background.  Without pidfds the first 16 processes
# are checked together; one of them tells what the cgroup is called, and by this name /proc tells of
# the next ones.  It is held in between; $victim is one of those next.
hold_after_first_batch() {
	victim=$(sed -n 20p "$1/cgroup.procs")
	begin_run run_traced -e trace=pidfd_open,kill,exit_group -e inject=pidfd_open:error=ENOSYS \
		-e inject=kill:delay_exit=1s:when=16 "$CGKILL" --method signal -s TERM "$1"
	wait_until in_trace 'kill(' 16 || fail "the program was not held"
}

# hold_after_large_batch DIR: with pidfds these are the first 256.
hold_after_large_batch() {
	victim=$(sed -n 290p "$1/cgroup.procs")
	begin_run run_traced -e trace=pidfd_send_signal,exit_group \
		-e inject=pidfd_send_signal:delay_exit=1s:when=256 \
		"$CGKILL" --method signal -s TERM "$1"
	wait_until in_trace 'pidfd_send_signal(' 256 || fail "the program was not held"
}

# passes_on_its_name NUMBER HOLD: while it is held, t/a is renamed, and one of its processes moved to
# a new cgroup of that name.
passes_on_its_name() {
	pids=$(spawn -c "$CG/t/a" sleeper "$1")
	$2 "$CG/t/a"
	mv "$CG/t/a" "$CG/t/x"
	cgroup t/a
	echo "$victim" >"$CG/t/a/cgroup.procs"
	still_runs
	end_run
	still_alive "$victim"
	run "$CGKILL" "$CG/t"
	dead "$pids"
	rmdir "$CG/t/x"
}

for method in auto freeze signal; do
	point "it dies with a cgroup that has only some of its threads ($method)"
	scatter
	beside=$(spawn -c "$CG/u" sleeper)
	run "$CGKILL" --method $method --wait "$CG/t"
	killed "$CG/t" "$pid"
	still_alive "$beside"
	run "$CGKILL" "$CG/u"
done

point "it counts once, and is signalled once"
scatter
run "$CGKILL" -p "$CG/t"
pids_are "$pid"
run "$CGKILL" --dry-run "$CG/t"
status_is 0
run "$CGKILL" --verbose "$CG/t"
[ "$(grep -c "to pid $pid\$" "$OUT")" = 1 ] || fail "signalled more than once"
killed "$CG/t" "$pid"

point "the cgroup of its main thread is not taken for the one that is killed"
if has_tool strace; then
	scatter
	pids=$(spawn -c "$CG/t/a" sleeper 40)
	if [ "$(head -n 1 "$CG/t/a/cgroup.procs")" = "$pid" ]; then
		hold_after_first_batch "$CG/t/a"
		echo "$victim" >"$CG/u/cgroup.procs"
		still_runs
		end_run
		still_alive "$victim"
	else
		skip "it is not the first one that is listed"
	fi
	run "$CGKILL" "$CG/t" "$CG/u"
	dead "$pids" "$pid"
else
	skip "strace is not installed"
fi

point "another cgroup that gets the name of the one that is killed"
if has_tool strace; then
	passes_on_its_name 40 hold_after_first_batch
else
	skip "strace is not installed"
fi

point "the same with pidfds"
if has_tool strace; then
	passes_on_its_name 300 hold_after_large_batch
else
	skip "strace is not installed"
fi
finish
