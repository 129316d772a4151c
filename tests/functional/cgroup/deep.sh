#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# 200 cgroups, one in the other, with few file descriptors: none may be needed per level.  Trees
# that are deep and wide.
. "${0%/*}/../lib.sh"
. "${0%/*}/lib.sh"
need_cgroup
has_line "$MNT/cgroup.max.depth" max || has_line "$CG/cgroup.max.depth" max || skip_all "limited depth"

cgroup short long
"$HELPERS/nest" deep "$CG/short" 200 d || fail "cannot make 200 levels"
# Longer than PATH_MAX: only to be reached by directory descriptors.
"$HELPERS/nest" deep "$CG/long" 200 "a-name-of-thirty-characters-xx" || fail "cannot make 200 levels"

for dir in short long; do
	for method in $METHODS; do
		point "200 levels, $dir names, $method"
		pids=$(spawn -e -c "$CG/$dir" sleeper)
		[ "$(echo "$pids" | wc -l)" = 201 ] || fail "not 201 processes"
		few_files "$KILL" --cgroup "$CG/$dir" --method "$method"
		status_is 0
		err_empty
		dead "$pids"
		empty "$CG/$dir"
		has_line "$CG/$dir/cgroup.freeze" 0 || fail "left frozen"
	done

	point "200 levels, $dir names, a dead main thread at the end"
	pids=$(spawn -e -c "$CG/$dir" headless)
	few_files "$KILL" --cgroup "$CG/$dir"
	status_is 0
	dead "$pids"

	point "200 levels, $dir names, -p and another signal"
	pids=$(spawn -e -c "$CG/$dir" sleeper)
	few_files "$KILL" -p --cgroup "$CG/$dir"
	status_is 0
	pids_are "$pids"
	few_files "$KILL" -s TERM --cgroup "$CG/$dir"
	status_is 0
	dead "$pids"
done

# chains FROM TO: each in a cgroup with a name so long that few of them are listed at a time.
cgroup wide
chains() {
	for i in $(seq "$1" "$2"); do
		mkdir "$CG/wide/$i-$long"
		"$HELPERS/nest" deep "$CG/wide/$i-$long" 9 d || fail "cannot make 9 levels"
	done
}

# How often cgroups are listed by a walk, which must find all processes.
listings() {
	run_traced -e trace=getdents64 "$CGKILL" -p "$CG/wide"
	pids_are "$pids"
	grep -c getdents64 "$TRACE"
}

point "a tree that is wide and deep: coming back to a cgroup, it is not listed from its start"
if has_tool strace; then
	long=$(printf '%0200d' 0)
	pids=''
	chains 1 20
	few=$(listings)
	chains 21 100
	pids=$(spawn -e -c "$CG/wide" sleeper)
	many=$(listings)
	[ "$many" -le $((5 * few + 10)) ] || fail "listings: $few, then $many for five times as many"
else
	skip "strace is not installed"
fi
finish
