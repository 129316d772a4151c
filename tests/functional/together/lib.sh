# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# For the tests of several cgroups that are dealt with together: operands, or those beside the
# caller.

# run_watched COMMAND...: traced, with the calls that act and those that wait.
run_watched() {
	run_traced -yy -T -e trace="write,pidfd_send_signal,$WAITS" "$@"
}

# The calls that act.
# shellcheck disable=SC2034
KILLS='^write[(].*/cgroup[.]kill>, "1"'
# shellcheck disable=SC2034
FREEZES='^write[(].*/cgroup[.]freeze>, "1"'
# shellcheck disable=SC2034
SENDS='^pidfd_send_signal[(]'

# before_waiting PATTERN N: so many calls of that kind were made before the first wait.
before_waiting() {
	_calls=$(awk -v act="$1" -v wait="$WAIT_CALL" '
		$0 ~ wait { exit }
		$0 ~ act { calls++ }
		END { print calls + 0 }' "$TRACE")
	[ "$_calls" -ge "$2" ] || fail "$_calls of $2 before the first wait"
}

# waits_before PID: how often it has waited before it signalled that process by itself.
waits_before() {
	awk -v pid="<pid:$1>" -v wait="$WAIT_CALL" '
		$0 ~ wait { waits++ }
		index($0, "pidfd_send_signal(") == 1 && index($0, pid) { found = 1; exit }
		END { print found ? waits + 0 : "endless" }' "$TRACE"
}

# many_cgroups NUMBER [NAME]: makes $CG/o/1 and so on, or in another one, and goes there; $names has
# their names then.
many_cgroups() {
	_above=${2-o}
	names=$(seq "$1")
	[ -d "$CG/$_above" ] || cgroup "$_above"
	for _name in $names; do
		cgroup "$_above/$_name"
	done
	cd "$CG/$_above" || exit
}

# Processes of the kind "traceexit" do not die of a signal that ends them, but are held in their
# exit by their tracers, until "release".
tracers=''
release() {
	# shellcheck disable=SC2086 # words
	[ -z "$tracers" ] || kill -9 $tracers
	tracers=''
}
at_exit release

# start OPTIONS... KIND: like spawn, sets $pids.
start() {
	spawn "$@" >"$TMP/started"
	pids=$(grep -v helper "$TMP/started")
	tracers="$tracers $(sed -n 's/^helper //p' "$TMP/started")"
}

# one_each KIND: a process in each of many_cgroups, $pids, and one beside them, $outside.
one_each() {
	start -e -c "$CG/o" "$1"
	outside=$(cat "$CG/o/cgroup.procs")
	pids=$(echo "$pids" | grep -vxF "$outside")
}
