#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Processes that move between sibling cgroups all the time: one walk may miss them.
. "${0%/*}/../lib.sh"
need_cgroup
cgroup t t/a t/b

for method in $METHODS; do
	point "$method"
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		pids="$(spawn -c "$CG/t/a" -d "$CG/t/b" mover 3) $(spawn -c "$CG/t/a" sleeper)"
		run "$KILL" --cgroup "$CG/t" --method "$method"
		killed "$CG/t" "$pids"
	done
done

need_tool strace
for method in freeze signal; do
	# The program is held before the list of one cgroup, and may have read that of the other:
	# the process moves there. Only a second walk finds it, in one of the two orders.
	point "moved behind the back of the first walk ($method)"
	for pair in "a b" "b a"; do
		from=${pair% *} to=${pair#* }
		pids=$(spawn -c "$CG/t/$from" sleeper)
		begin_run run_traced -P "$CG/t/$from/cgroup.procs" -e trace=read \
			-e inject=read:delay_enter=700ms:when=1 \
			"$KILL" --cgroup "$CG/t" --method "$method"
		wait_until in_trace 'read(' || fail "the program was not held"
		echo "$pids" >"$CG/t/$to/cgroup.procs"
		end_run
		status_is 0
		dead "$pids"
		empty "$CG/t"
	done
done
finish
