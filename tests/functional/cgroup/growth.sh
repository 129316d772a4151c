#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What four times the cgroups, processes or operands cost is about four times as much, in system
# calls or bytes read, which are the same on every machine.
. "${0%/*}/../lib.sh"
need_cgroup
need_tool strace

# grows_evenly "WHAT" FUNCTION ARGUMENTS...: a function of $dir, which sets $sum.
grows_evenly() {
	_what=$1
	shift
	dir=$CG/small
	"$@"
	status_is 0
	_small=$sum
	dir=$CG/large
	"$@"
	status_is 0
	[ "$sum" -le $((5 * _small)) ] || fail "$_what: $_small, then $sum"
}

# bytes_of_list COMMAND...: those that the command reads of the list of what is in $dir.
bytes_of_list() {
	run_traced -y -e trace=getdents64 "$@"
	sum=$(awk -v dir="<$dir>," 'index($0, dir) { sum += $NF } END { print sum + 0 }' "$TRACE")
}

calls() {
	run_traced -c "$@"
	sum=$(awk '$NF == "total" { print $4 }' "$TRACE")
}

# shellcheck disable=SC2317
on_top() { "$1" "$CGKILL" "$2" "$dir"; }
# shellcheck disable=SC2317
remove_operands() { bytes_of_list "$CGKILL" --remove "$dir"/*/; }

# chains DIR NUMBER: so many cgroups in it, in each of which there are nine, one in the other.
chains() {
	cgroup "$1"
	(cd "$CG/$1" && seq "$2" | sed 's|$|/b/c/d/e/f/g/h/i/j|' | xargs mkdir -p) || fail "no $1"
}

# --- trees and operands ---------------------------------------------------------------------------

chains small 100
chains large 400

point "a tree that is wide and deep is walked in one go"
dir=$CG/large
on_top bytes_of_list -p
# Whenever the walk comes back from below, it reads one buffer of the rest of the list.
[ "$sum" -le $((400 * 4096)) ] || fail "$sum bytes of the list of the top"

point "it is removed in one go"
grows_evenly calls on_top calls --remove

point "cgroups one in the other"
cgroup small large
"$HELPERS/nest" deep "$CG/small" 50
"$HELPERS/nest" deep "$CG/large" 200
grows_evenly "calls with -p" on_top calls -p
grows_evenly "calls with --remove" on_top calls --remove

point "operands are removed without a look at all others in their parent each time"
cgroup small large
"$HELPERS/nest" wide "$CG/small" 50
"$HELPERS/nest" wide "$CG/large" 200
grows_evenly "bytes of the list of their parent" remove_operands

point "names are looked up with one look at the mounts"
if "$KILL" --version | grep -q libmount; then
	"$HELPERS/nest" wide "$CG/small" 20
	run_traced -e trace=openat,open "$CGKILL" -p "$NAME/small/0000"
	one=$(grep -c mountinfo "$TRACE")
	# shellcheck disable=SC2046
	run_traced -e trace=openat,open "$CGKILL" -p $(seq -f "$NAME/small/%04.0f" 0 19)
	status_is 0
	[ "$(grep -c mountinfo "$TRACE")" = "$one" ] ||
		fail "$(grep -c mountinfo "$TRACE") times for 20 names, $one for one"
else
	skip "built without libmount"
fi

# --- a wait in which one after the other dies -------------------------------------------------------

# killed_while "PIDS" CONDITION COMMAND...: one by one, in this order, as soon as the trace of the
# command has such a line.
killed_while() {
	_pids=$1 _condition=$2
	shift 2
	begin_run run_traced -y "$@"
	wait_until in_trace "$_condition" || fail "it does not wait"
	for _pid in $_pids; do
		kill -9 "$_pid"
		sleep 0.001
	done
	end_run
	status_is 0
}

# wait_for_many ORDER: for those in $dir, in which the caller is as well.
# shellcheck disable=SC2317
wait_for_many() {
	number=100
	[ "$dir" = "$CG/small" ] || number=400
	pids=$(spawn -c "$dir" immune "$number" | $1)
	killed_while "$pids" 'poll(.*(Timeout)' \
		sh -c "$ENTER" "$dir" "$CGKILL" -s WINCH --exclude-self --wait "$dir"
	sum=$(wc -l <"$TRACE")
}

for order in "sort -n" "sort -nr"; do
	point "processes beside the caller die one after the other ($order)"
	grows_evenly "calls" wait_for_many "$order"
done

point "100 operands become empty one after the other"
"$HELPERS/nest" wide "$CG/large" 100
pids=$(spawn -e -c "$CG/large" immune)
outside=$(cat "$CG/large/cgroup.procs")
killed_while "$(echo "$pids" | grep -vx "$outside" | sort -nr)" 'poll(.*}, {.*(Timeout)' \
	"$CGKILL" -s WINCH --wait "$CG/large"/*/
looks=$(grep -v '^p\{0,1\}poll' "$TRACE" | grep -c 'cgroup\.events')
[ "$looks" -le 1500 ] || fail "$looks looks at cgroup.events"

# What is found there is believed for a moment: on a slow machine it is looked for more often.
point "who is left in 100 operands is not looked for in all of /proc each time"
spawn -e -c "$CG/large" immune >/dev/null
run_traced -y -e trace=getdents64 "$CGKILL" -s WINCH --wait=100 "$CG/large"/*/
status_is 124
looks=$(grep -c '</proc>,.*= 0$' "$TRACE")
[ "$looks" -ge 1 ] || fail "it does not look for those that no list shows"
[ "$looks" -le 60 ] || fail "$looks looks at /proc"
run "$CGKILL" --wait "$CG/large"
finish
