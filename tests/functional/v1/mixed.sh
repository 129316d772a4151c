#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Operands of both versions together: each is killed by the method that it has, and none that fails
# keeps the others from it.
. "${0%/*}/../lib.sh"
need_cgroup
V2=$CG
. "${0%/*}/lib.sh"
need_v1 freezer
# shellcheck disable=SC2016
at_exit '"$HELPERS/nest" remove "$V2"'
mkdir "$V2/t" "$V2/t/a"
cgroup t t/a u

everybody() {
	spawn -e -c "$V2/t" sleeper
	spawn -e -c "$CG/t" sleeper
	spawn -c "$CG/u" sleeper
}

all_killed() {
	killed "$CG/t" "$1"
	nobody_in "$V2/t" || fail "$V2/t is not empty"
	[ "$(cat "$V2/t/cgroup.freeze")" = 0 ] || fail "$V2/t is frozen"
}

for method in auto freeze signal; do
	point "three at once ($method)"
	pids=$(everybody)
	run "$CGKILL" --method $method "$CG/t" "$V2/t" "$CG/u"
	all_killed "$pids"

	point "they are waited for ($method)"
	pids="$(everybody) $(spawn -c "$V2/t" immune) $(spawn -c "$CG/u" immune)"
	run "$CGKILL" --method $method -s TERM --timeout 100 KILL --wait "$V2/t" "$CG/t" "$CG/u"
	all_killed "$pids"
done

point "a process in both is signalled"
pids=$(spawn -c "$V2/t" sleeper)
echo "$pids" >"$CG/t/cgroup.procs"
run "$CGKILL" "$V2/t" "$CG/t"
all_killed "$pids"

point "one that is frozen does not hold up the others"
pids=$(everybody)
held=$(spawn -c "$CG/u" sleeper)
freeze "$CG/u"
run "$CGKILL" "$CG/u" "$V2/t" "$CG/t"
status_is 0
err_has "$CG/u: signalled, but frozen"
nobody_in "$V2/t" || fail "$V2/t is not empty"
empty "$CG/t"
thaw "$CG/u"
dead "$pids" "$held"

for method in auto signal; do
	point "version 1 holds processes that are killed in version 2 ($method)"
	held=$(spawn -c "$V2/t" sleeper)
	echo "$held" >"$CG/u/cgroup.procs"
	freeze "$CG/u"
	run "$CGKILL" --method $method "$V2/t"
	status_is 0
	err_lines 1
	err_has "$V2/t: signalled, but frozen" "the freezer.state of $CG/u"
	frozen "$CG/u"
	still_alive "$held"
	run "$CGKILL" --json "$V2/t"
	status_is 0
	out_has '"held-frozen"' '"empty": false'
	thaw "$CG/u"
	dead "$held"
done

point "method kernel: only that of version 2 is killed"
pids=$(spawn -c "$V2/t" sleeper)
others=$(spawn -e -c "$CG/t" sleeper)
run "$CGKILL" --method kernel "$CG/t" "$V2/t"
if [ -e "$V2/cgroup.kill" ]; then
	status_is 64
	dead "$pids"
else
	status_is 1
fi
err_has "$CG/t: cannot use method kernel"
alive "$others"
run "$CGKILL" "$CG/t" "$V2/t"

point "-p and --dry-run"
pids=$(everybody)
run "$CGKILL" -p "$CG/t" "$V2/t" "$CG/u"
pids_are "$pids"
run "$CGKILL" --dry-run "$CG/t" "$V2/t"
status_is 0
out_has "$CG/t: signal KILL would be sent by method freeze" "$V2/t: signal KILL would be sent by"
run "$CGKILL" "$CG/t" "$V2/t" "$CG/u"
finish
