#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# --wait, --timeout, --remove and --when: cgroup v1 has no file that tells when a cgroup becomes empty, so
# the processes that are left are waited for.
. "${0%/*}/../lib.sh"
. "${0%/*}/lib.sh"
need_v1 freezer
cgroup t t/a t/a/b t/c

for hierarchy in freezer pids; do
	point "--wait returns when all are dead, the last one much later ($hierarchy)"
	dir=$CG/t
	if [ $hierarchy != freezer ]; then
		also_in $hierarchy || continue
		dir=$OTHER/t
		mkdir "$dir"
	fi
	pids=$(spawn -c "$dir" -t 1 immune 2)
	LIMIT=60 run "$CGKILL" -s TERM --wait "$dir"
	killed "$dir" "$pids"
done

point "--wait of a cgroup in which nobody is left does not take long"
run "$CGKILL" --wait "$CG/t"
status_is 0
err_empty

point "--wait ends in time, and names who is left"
pids=$(spawn -e -c "$CG/t" immune)
run "$CGKILL" -s TERM --wait=100 "$CG/t"
status_is 124
err_has "not empty in time; 4 processes left" "cgroup $NAME/t/a/b"
alive "$pids"

point "--timeout: KILL for those that TERM does not end"
others=$(spawn -e -c "$CG/t" sleeper)
run "$CGKILL" --verbose -s TERM --timeout 100 KILL --wait "$CG/t"
killed "$CG/t" "$pids $others"
methods_are "signal kernel freeze"

point "--timeout: the next signal is not sent when all are dead before"
pids=$(spawn -e -c "$CG/t" sleeper)
run "$CGKILL" --verbose -s TERM --timeout 50000 KILL "$CG/t"
killed "$CG/t" "$pids"
methods_are signal

point "it sleeps while it waits, until one of them ends"
if has_tool strace; then
	pids=$(spawn -e -c "$CG/t" immune)
	begin_run run_traced -e trace="$WAITS" "$CGKILL" -s TERM --wait "$CG/t"
	wait_until in_trace 'events=POLLIN}' || fail "it waits for nobody"
	sleep 0.5
	waited=$(waits)
	[ "$waited" -lt 60 ] || fail "waited $waited times"
	# shellcheck disable=SC2086 # words
	kill -9 $pids
	end_run
	killed "$CG/t" "$pids"
else
	skip "strace is not installed"
fi

point "--remove removes the tree"
for method in auto signal; do
	cgroup "r-$method" "r-$method/a" "r-$method/a/b" "r-$method/c"
	pids=$(spawn -e -c "$CG/r-$method" sleeper 3)
	run "$CGKILL" --method $method --remove "$CG/r-$method"
	status_is 0
	err_empty
	dead "$pids"
	[ ! -e "$CG/r-$method" ] || fail "not removed ($method)"
done

point "--remove of a cgroup without a process"
cgroup r r/a
run "$CGKILL" --remove "$CG/r"
status_is 0
[ ! -e "$CG/r" ] || fail "not removed"

point "a cgroup that is removed by others while it is waited for is empty"
cgroup g
pids=$(spawn -c "$CG/g" immune)
begin_run run "$CGKILL" -s TERM --wait "$CG/g"
sleep 0.2
kill -9 "$pids"
wait_until rmdir "$CG/g"
end_run
status_is 0
err_empty

point "whoever comes in while it is removed is killed, too"
if has_tool strace; then
	cgroup r r/a
	held_before_rmdir "$CGKILL" --remove "$CG/r"
	pids=$(spawn -c "$CG/r/a" sleeper)
	end_run
	status_is 0
	dead "$pids"
	[ ! -e "$CG/r" ] || fail "not removed"
else
	skip "strace is not installed"
fi

point "a bind mount of a cgroup is emptied, and not removed"
cgroup m
mkdir "$TMP/bind"
pids=$(spawn -c "$CG/m" sleeper)
# shellcheck disable=SC2016
run unshare --mount sh -c 'mount --bind "$0" "$1" && exec "$CGKILL" --remove "$1"' \
	"$CG/m" "$TMP/bind"
refused "something is mounted there"
dead "$pids"
[ -d "$CG/m" ] || fail "removed"

point "--when: what only cgroup2 can tell is one error at the start"
pids=$(spawn -c "$CG/m" sleeper)
run "$CGKILL" --when oom --when 10ms "$CG/m"
status_is 1
err_lines 1
err_has "no memory.events" "needs cgroup2"
run "$CGKILL" --when 'memory some 150ms 2s' --when 10ms "$CG/m"
status_is 1
err_lines 1
err_has "no memory.pressure" "needs cgroup2"
alive "$pids"
run "$CGKILL" --when 10ms --wait "$CG/m"
killed "$CG/m" "$pids"
finish
