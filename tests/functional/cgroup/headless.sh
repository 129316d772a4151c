#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Processes whose main thread has exited while others live on: cgroup.kill does not kill them
# (Linux 5.14 to at least 6.18), and their state looks like that of a zombie.
. "${0%/*}/../lib.sh"
. "${0%/*}/lib.sh"
need_cgroup
cgroup t t/a t/a/b

for method in auto $METHODS; do
	point "alone in the cgroup ($method)"
	pids=$(spawn -c "$CG/t" headless)
	run "$KILL" --cgroup "$CG/t" --method "$method"
	status_is 0
	err_empty
	dead "$pids"
	empty "$CG/t"

	point "among others, in the whole tree ($method)"
	pids="$(spawn -e -c "$CG/t" headless) $(spawn -e -c "$CG/t" sleeper 2)"
	run "$KILL" --cgroup "$CG/t" --method "$method"
	killed "$CG/t" "$pids"

	point "in a frozen cgroup ($method)"
	kills_frozen "$method" headless "$CG/t" "$CG/t"
	echo 0 >"$CG/t/cgroup.freeze"

	point "several operands ($method)"
	cgroup "x-$method" "y-$method"
	pids="$(spawn -c "$CG/x-$method" headless) $(spawn -c "$CG/y-$method" headless)"
	run "$CGKILL" --method "$method" "$CG/x-$method" "$CG/y-$method"
	status_is 0
	dead "$pids"
done

point "another signal reaches them, too"
pids=$(spawn -c "$CG/t" headless)
run "$CGKILL" -s TERM "$CG/t"
status_is 0
dead "$pids"

point "the sweep lets the others drain first, and finds no more than it must"
# Of five runs the best one counts: on a busy machine the others may take longer to drain.
best=1000
for _ in 1 2 3 4 5; do
	kernel_has cgroup.kill || break
	spawn -c "$CG/t/a" sleeper 300 >/dev/null
	pids=$(spawn -c "$CG/t/a/b" headless 3)
	run "$KILL" --cgroup "$CG/t" --method kernel --verbose
	status_is 0
	dead "$pids"
	empty "$CG/t"
	lines=$(grep -c 'sending signal 9' "$OUT")
	[ "$lines" -ge "$best" ] || best=$lines
done
[ "$best" -lt 12 ] || fail "$best signals sent to the 3 whose main threads had exited"
[ "${SANITIZERS:-no}${EMULATED-}" = no ] || [ -z "$failures" ] || skip "processes take long to end here"
finish
