#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# -p shows the PIDs, signal 0 asks whether there is anything; neither signals.
. "${0%/*}/../lib.sh"
need_cgroup
cgroup a a/b a/b/c d
pids="$(spawn -c "$CG/a" sleeper 2) $(spawn -c "$CG/a/b/c" sleeper 3) $(spawn -c "$CG/a/b" headless)"
logged=$(spawn -o "$TMP/record" -c "$CG/d" recorder)

for method in auto freeze signal; do
	point "-p prints every PID of the tree, one a line ($method)"
	run "$KILL" -p --method $method --cgroup "$CG/a"
	status_is 0
	pids_are "$pids"
	err_empty
	still_alive "$pids"
	thawed "$CG/a"
done

point "-p with a signal"
run "$CGKILL" --pid -s TERM "$CG/a"
status_is 0
pids_are "$pids"
still_alive "$pids"

point "-p of several cgroups"
run "$CGKILL" -p "$CG/a" "$CG/d"
status_is 0
pids_are "$pids" "$logged"
still_alive "$pids" "$logged"

point "-p refuses what killing refuses"
run_caged "$CGKILL" -p "$MNT"
refused "root cgroup"
[ ! -s "$OUT" ] || fail "something was printed"

for method in auto freeze signal; do
	point "signal 0: there is a process ($method)"
	run "$CGKILL" -s 0 --method $method "$CG/d"
	status_is 0
	point "signal 0: there is no process ($method)"
	cgroup "empty-$method"
	run "$CGKILL" -0 --method $method "$CG/empty-$method"
	status_is 1
done

point "neither has signalled any process"
alive "$pids" "$logged"
! grep -q '^got' "$TMP/record" || fail "$(cat "$TMP/record")"
thawed "$CG"

point "signal 0: only processes of another user"
public_programs
cgroup e
pids=$(spawn -c "$CG/e" sleeper)
run setpriv --reuid 65534 --regid 65534 --clear-groups "$CGKILL" -s 0 "$CG/e"
status_is 1
alive "$pids"
finish
