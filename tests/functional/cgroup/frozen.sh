#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What was frozen before stays frozen, what was not is thawed, whatever the method and the result.
. "${0%/*}/../lib.sh"
. "${0%/*}/lib.sh"
need_cgroup
need_cgroup_file cgroup.freeze

for method in auto $METHODS; do
	cgroup "$method" "$method"/a "$method"/a/b "$method"/c
	dir=$CG/$method

	point "a frozen cgroup dies and stays frozen ($method)"
	kills_frozen "$method" sleeper "$dir" "$dir"
	empty "$dir"
	thawed "$dir/a" "$dir/c"
	echo 0 >"$dir/cgroup.freeze"

	point "a frozen one below stays frozen, its parent does not become so ($method)"
	kills_frozen "$method" sleeper "$dir" "$dir/a"
	thawed "$dir/c" "$dir/a/b"
	has_line "$dir/cgroup.freeze" 0 || fail "the parent is frozen"
	echo 0 >"$dir/cgroup.freeze"
	echo 0 >"$dir/a/cgroup.freeze"

	point "a child under a frozen parent dies, the parent's others live, frozen ($method)"
	others=$(spawn -c "$dir" sleeper)
	kills_frozen "$method" sleeper "$dir/a" "$dir"
	alive "$others"
	thawed "$dir/a"
	has_line "$dir/cgroup.events" "frozen 1" || fail "the parent was thawed"
	echo 0 >"$dir/cgroup.freeze"
	"$KILL" --cgroup "$dir"
done

cgroup t t/a
point "another signal to a frozen cgroup is delivered when it is thawed, once"
pids=$(spawn -o "$TMP/record" -e -c "$CG/t" recorder)
freeze "$CG/t"
run "$CGKILL" -s USR1 --method freeze "$CG/t"
status_is 0
frozen "$CG/t"
echo 0 >"$CG/t/cgroup.freeze"
for pid in $pids; do
	wait_until grep -q "^got $pid 10" "$TMP/record" || fail "$pid got nothing"
done
sleep 0.05
[ "$(grep -c '^got' "$TMP/record")" = 2 ] || fail "$(cat "$TMP/record")"
run "$CGKILL" "$CG/t"

for signal in TERM USR1; do
	point "--method freeze with $signal leaves nothing frozen, with survivors"
	pids=$(spawn -e -c "$CG/t" immune 2)
	run "$CGKILL" -s $signal --method freeze "$CG/t"
	status_is 0
	thawed "$CG"
	wait_until has_line "$CG/t/cgroup.events" "frozen 0" || fail "still frozen"
	alive "$pids"
	run "$CGKILL" "$CG/t"
done

point "-s CONT, -s 0 and -p do not freeze or thaw"
pids=$(spawn -c "$CG/t" sleeper)
freeze "$CG/t"
run "$CGKILL" -s CONT "$CG/t"
status_is 0
run "$CGKILL" -s 0 "$CG/t"
status_is 0
run "$CGKILL" -p "$CG/t"
status_is 0
frozen "$CG/t"
alive "$pids"
finish
