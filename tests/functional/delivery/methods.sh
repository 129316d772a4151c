#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Each method by its name, on a tree; what --verbose says of it.
. "${0%/*}/../lib.sh"
need_cgroup
need_tool strace
need_cgroup_file cgroup.kill
need_cgroup_file cgroup.freeze

tree() {
	mkdir -p "$CG/t/a/b" "$CG/t/c"
	pids="$(spawn -e -c "$CG/t" sleeper) $(spawn -e -c "$CG/t" daemon) $(spawn -e -c "$CG/t" immune)"
}

for method in $METHODS; do
	point "$method kills the tree"
	tree
	outside=$(spawn -c "$CG" sleeper)
	run "$KILL" --cgroup "$CG/t" --method "$method"
	killed "$CG/t" "$pids"
	thawed "$CG"

	point "$method leaves the parent's other processes alone"
	still_alive "$outside"

	point "$method, --verbose"
	tree
	run "$KILL" --cgroup "$CG/t" --method "$method" --verbose
	status_is 0
	out_has "$CG/t: method: $method"
	methods_are "$method"
	if [ "$method" != kernel ]; then
		for pid in $pids; do
			out_has "sending signal 9 to pid $pid"
		done
	fi

	point "$method on an empty cgroup"
	run "$KILL" --cgroup "$CG/t" --method="$method"
	status_is 0
	err_empty
done

point "--verbose shows each process once"
tree
run "$CGKILL" --verbose --method signal "$CG/t"
for pid in $pids; do
	[ "$(grep -c "sending signal 9 to pid $pid\$" "$OUT")" = 1 ] || fail "not one line for $pid"
done

point "without --verbose nothing is printed"
tree
run "$CGKILL" "$CG/t"
status_is 0
[ ! -s "$OUT" ] || fail "stdout is not empty"
err_empty

point "auto with KILL takes kernel"
tree
run "$CGKILL" --verbose --method auto "$CG/t"
status_is 0
methods_are kernel
dead "$pids"

# With O_CREAT, a file that is missing would give EACCES instead of ENOENT.
point "the files of a cgroup are opened without O_CREAT, and closed on exec"
for method in kernel freeze; do
	run_traced -e trace=openat,openat2 "$CGKILL" --method $method "$CG/t"
	in_trace '"cgroup\.' || fail "no file of the cgroup was opened"
	! grep '"cgroup\.' "$TRACE" | grep -q O_CREAT || fail "O_CREAT: $(grep O_CREAT "$TRACE")"
	! grep '"cgroup\.' "$TRACE" | grep -qv O_CLOEXEC || fail "without O_CLOEXEC"
done

point "auto with another signal takes signal, and does not freeze"
tree
run_traced -y -e trace=write "$CGKILL" --verbose -s HUP "$CG/t"
status_is 0
methods_are signal
! in_trace 'cgroup.freeze' || fail "cgroup.freeze was written"
! in_trace 'cgroup.kill' || fail "cgroup.kill was written"
finish
