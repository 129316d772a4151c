#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What a killed cgroup does to those who are born in it later, or started from it.
. "${0%/*}/../lib.sh"
need_cgroup
need_cgroup_file cgroup.kill
NEWBORN=$HELPERS/newborn

# lives_in DIR: who is started in there from here, where nothing was ever killed.
lives_in() {
	run_in "$CG/here" "$NEWBORN" "$1"
	[ "$status" = 0 ] || fail "born in $1: status $status: $(cat "$ERR")"
}

# starts_from DIR: who is started from there in a cgroup that was never killed.
starts_from() {
	run_in "$1" "$NEWBORN" "$CG/there"
	[ "$status" = 0 ] || fail "started from $1: status $status: $(cat "$ERR")"
}

# kill_in DIR OPTION...
kill_in() {
	_dir=$1
	shift
	pids=$(spawn -c "$_dir" sleeper 2)
	run "$CGKILL" "$@" "$_dir"
	status_is 0
	dead "$pids"
}

cgroup here there a b
lives_in "$CG/a"
[ "$status" = 0 ] || skip_all "the kernel starts nobody in another cgroup: $(cat "$ERR")"

# Whether the kernel does this is not for us to judge; that a manual says so is.
point "both directions are the same: method kernel"
kill_in "$CG/a" --wait
run_in "$CG/here" "$NEWBORN" "$CG/a"
into=$status
run_in "$CG/a" "$NEWBORN" "$CG/there"
from=$status
case $into in
0) echo "# this kernel lets them live" ;;
137) echo "# this kernel kills them" ;;
*) fail "born in a killed cgroup: status $into: $(cat "$ERR")" ;;
esac
[ "$from" = "$into" ] || fail "born in a killed cgroup: $into; started from one: $from"

point "not when both were killed as often"
kill_in "$CG/b" --wait
run_in "$CG/b" "$NEWBORN" "$CG/a"
status_is 0

point "who is moved in lives"
pids=$(spawn -c "$CG/a" sleeper)
still_alive "$pids"

point "--remove makes room for a new one, from which all is well"
run "$CGKILL" --remove "$CG/a"
status_is 0
dead "$pids"
cgroup a
lives_in "$CG/a"
starts_from "$CG/a"

for method in freeze signal; do
	point "--method $method does no such harm"
	kill_in "$CG/a" --wait --method $method
	lives_in "$CG/a"
	starts_from "$CG/a"
done

point "nor a timeout that nobody outlasts"
kill_in "$CG/a" -s TERM --timeout 20000 KILL
lives_in "$CG/a"
starts_from "$CG/a"

point "nor --exclude-self, without cgroups below"
pids=$(spawn -c "$CG/a" sleeper 2)
run_in "$CG/a" "$CGKILL" --exclude-self --wait "$CG/a"
status_is 0
dead "$pids"
lives_in "$CG/a"
starts_from "$CG/a"
finish
