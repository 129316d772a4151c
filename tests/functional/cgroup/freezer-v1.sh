#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A process frozen by the freezer of cgroup v1 cannot die: the program must not wait for ever, nor
# spin.  It dies when it is thawed.
. "${0%/*}/../lib.sh"
need_cgroup
v1=$(mount_of cgroup freezer)
[ -n "$v1" ] || skip_all "no cgroup v1 freezer is mounted"
V1=$v1/${CG##*/}
mkdir "$V1" 2>/dev/null || skip_all "cannot make a cgroup below $v1"
# shellcheck disable=SC2016
at_exit 'echo THAWED >"$V1/freezer.state"
	"$HELPERS/nest" remove "$CG"
	wait_until rmdir "$V1"'

cgroup t t/a
for method in auto freeze signal; do
	point "ends in time, and the process dies when it is thawed ($method)"
	pids="$(spawn -c "$CG/t" sleeper) $(spawn -c "$CG/t/a" sleeper)"
	others=$(spawn -c "$CG/t/a" sleeper 2)
	for pid in $pids; do
		echo "$pid" >"$V1/cgroup.procs"
	done
	echo FROZEN >"$V1/freezer.state"
	wait_until grep -qx FROZEN "$V1/freezer.state" || fail "cannot freeze"
	run "$KILL" --cgroup "$CG/t" --method $method --verbose
	[ "$status" = 0 ] || [ "$status" = 1 ] || [ "$status" = 64 ] || fail "status $status"
	[ "$(grep -c "pid ${pids%% *}\$" "$OUT")" -le 2 ] || fail "signalled again and again"
	dead "$others"
	alive "$pids"
	thawed "$CG/t"
	echo THAWED >"$V1/freezer.state"
	dead "$pids"
	empty "$CG/t"
done
finish
