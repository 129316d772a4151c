#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# 1,000 cgroups side by side, with few file descriptors.
. "${0%/*}/../lib.sh"
. "${0%/*}/lib.sh"
need_cgroup
cgroup t t/a
"$HELPERS/nest" wide "$CG/t/a" 1000 || skip_all "cannot make 1,000 cgroups"

for method in $METHODS; do
	point "a process in each, $method"
	pids=$(spawn -e -c "$CG/t" sleeper)
	[ "$(echo "$pids" | wc -l)" = 1002 ] || fail "not 1,002 processes"
	few_files "$KILL" --cgroup "$CG/t" --method "$method"
	killed "$CG/t" "$pids"
done

point "-p shows them all"
pids=$(spawn -e -c "$CG/t" sleeper)
few_files "$KILL" -p --cgroup "$CG/t"
status_is 0
pids_are "$pids"

point "another signal reaches them all"
few_files "$KILL" -s TERM --cgroup "$CG/t"
status_is 0
dead "$pids"

point "1,000 operands"
most=$(awk '/^Max open files/ { print $5 }' /proc/self/limits)
if [ "$most" = unlimited ] || [ "$most" -ge 4096 ]; then
	pids=$(spawn -e -c "$CG/t/a" sleeper)
	# shellcheck disable=SC2016
	run sh -c 'ulimit -Sn 64 && exec "$@"' sh "$CGKILL" "$CG/t/a/"*/
	status_is 0
	outside=$(cat "$CG/t/a/cgroup.procs")
	dead "$(echo "$pids" | grep -vx "$outside")"
	alive "$outside"
else
	skip "the limit on descriptors is $most"
fi
finish
