#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A process frozen by the freezer of cgroup v1 cannot die: the program must not wait for ever, nor
# spin.  It dies when it is thawed.
. "${0%/*}/../lib.sh"
need_cgroup
has_v1_freezer || skip_all "no cgroup v1 freezer"

cgroup t t/a
for method in auto freeze signal; do
	point "ends in time, and the process dies when it is thawed ($method)"
	pids="$(spawn -c "$CG/t" sleeper) $(spawn -c "$CG/t/a" sleeper)"
	others=$(spawn -c "$CG/t/a" sleeper 2)
	freeze_v1 "$pids"
	run "$KILL" --cgroup "$CG/t" --method $method --verbose
	[ "$status" = 0 ] || [ "$status" = 1 ] || [ "$status" = 64 ] || fail "status $status"
	[ "$(grep -c "pid ${pids%% *}\$" "$OUT")" -le 2 ] || fail "signalled again and again"
	dead "$others"
	alive "$pids"
	thawed "$CG/t"
	thaw_v1
	dead "$pids"
	empty "$CG/t"
done
finish
