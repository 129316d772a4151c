#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# 200 cgroups, one in the other, with few file descriptors: none may be needed per level.
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
finish
