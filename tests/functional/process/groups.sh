#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Process groups, 0 and -1: which processes they reach, and which they do not.
. "${0%/*}/../lib.sh"
. "${0%/*}/lib.sh"
need_witness
members=$(witness plain 2)
G=$(echo "$members" | sort -n | head -n 1)
member=$(echo "$members" | sort -n | tail -n 1)
other=$(witness plain)

# group 'ARGUMENTS' 'SIGNALS' ['SIGNALS OF THE OTHER' [STATUS]]
group() {
	point "kill $1"
	eval "run \"\$KILL\" $1"
	status_is "${4:-0}"
	got "$G" "$2"
	got "$member" "$2"
	got "$other" "${3-}"
}

# shellcheck disable=SC2016 # The rows are evaluated.
rows() {
	group '-USR1 -- -$G' 10
	group '-USR1 -$G' 10
	group '-10 -$G' 10
	group '-1 -$G' 1
	group '-usr1 -$G' 10
	group '-s USR1 -$G' 10
	group '-s USR1 -- -$G' 10
	group '-sUSR1 -$G' 10
	group '-n USR1 -$G' 10
	group '--signal USR1 -$G' 10
	group '--signal=USR1 -- -$G' 10
	group '-- -$G' 15
	group '-s USR1 $other -$G' 10 10
	group '$other -$G' 15 15
	group '-s USR1 -$G $other' 10 10
	group '-s USR1 -- -$G $other' 10 10
	group '--verbose -s USR1 -$G' 10
	group '-s 0 -$G' ''
	group '-0 -$G' ''
	# Groups that nobody is in.  Some take -19999 for -1 -9999, or -s USR1 -19999 for -1.
	group '-s USR1 -19999' '' '' 1
	group '-USR1 -19999' '' '' 1
	group '-- -19999' '' '' 1
	group '-9 -- -1234' '' '' 1
	group '-s 0 -19999' '' '' 1
	group '-s USR1 -19999 -$G' 10 '' 64
	group '-USR1 -- -2147483647' '' '' 1
}
rows

point "kill -9 -- -PGID"
pids=$(witness plain 3)
run "$KILL" -9 -- "-$(echo "$pids" | sort -n | head -n 1)"
status_is 0
dead "$pids"
point "kill -- -PGID"
pids=$("$HELPERS/spawn" sleeper 3)
run "$KILL" -- "-$(echo "$pids" | sort -n | head -n 1)"
status_is 0
dead "$pids"
point "the other groups live"
got "$G" ''
got "$other" ''

# Groups with the numbers of signals.
group10=$("$HELPERS/spawn" -i 10 -o "$TMP/record" recorder)
group12=$("$HELPERS/spawn" -i 12 -o "$TMP/record" recorder)
has_records() {
	[ "$(grep -c ^got "$TMP/record")" = "$1" ]
}
recorded() {
	wait_until has_line "$TMP/record" "$1" || fail "not recorded: $1"
	wait_until has_records "$2" || fail "$(cat "$TMP/record")"
	: >"$TMP/record"
}
if [ "$group10 $group12" = "10 12" ]; then
	point "kill -10 -12: signal 10 to group 12"
	run "$KILL" -10 -12
	status_is 0
	recorded "got 12 10" 1
	point "kill PID -10: the default signal to group 10"
	run "$KILL" "$other" -10
	status_is 0
	recorded "got 10 15" 1
	got "$other" 15
	point "kill -USR1 -- -10 -12: two groups"
	run "$KILL" -USR1 -- -10 -12
	status_is 0
	recorded "got 12 10" 2
fi

# 0 and -1 reach everybody in the PID namespace, so this is for the commands alone; their shell is
# its first process, which -1 spares.
caged() {
	run unshare --pid --fork --kill-child --mount-proc sh -c "$@"
}

# everybody 'ARGUMENTS' 'SIGNALS': what two witnesses get.
everybody() {
	point "kill $1"
	# shellcheck disable=SC2016,SC2086
	caged '
		one=$("$HELPERS/witness" -o "$0" plain)
		two=$("$HELPERS/witness" -o "$0" plain)
		"$KILL" "$@"
		echo "status $?"
		echo "one: $("$HELPERS/witness" read "$0" "$one")"
		echo "two: $("$HELPERS/witness" read "$0" "$two")"
		' "$TMP/log" $1
	out_is "status ${3-0}
one: $2
two: $2"
}
everybody '-- -1' 15
everybody '-1 -1' 1
everybody '-TERM -1' 15
everybody '-15 -1' 15
everybody '-s TERM -1' 15
everybody '-s USR1 -- -1' 10
everybody '-usr1 -1' 10
everybody '-n USR1 -1' 10
everybody '-0 -1' ''
everybody '-1' '' 1
everybody '-s USR1 -19999' '' 1
everybody '-s USR1 -- -19999' '' 1

point "kill -KILL -1"
# shellcheck disable=SC2016
caged '
	pid=$("$HELPERS/spawn" immune)
	"$KILL" -KILL -1
	echo "status $?"
	while grep -q "^State:.[^Z]" "/proc/$pid/status" 2>/dev/null; do sleep 0.02; done
	' "$TMP"
out_is "status 0"

# ours 'ARGUMENTS' 'SIGNALS' STATUS: what a witness in the group of kill itself gets, and one that
# is in another.
ours() {
	point "kill $1"
	# shellcheck disable=SC2016,SC2086
	caged '
		two=$("$HELPERS/witness" -o "$0" plain)
		setsid -w sh -c '\''
			trap : TERM USR1
			"$HELPERS/witness" -g -o "$0" plain >"$0/pid"
			"$KILL" "$@"
			exit $?'\'' "$0" "$@"
		echo "status $?"
		echo "one: $("$HELPERS/witness" read "$0" "$(cat "$0/pid")")"
		echo "two: $("$HELPERS/witness" read "$0" "$two")"
		' "$TMP/log" $1
	out_is "status ${3-0}
one: $2
two: "
}
ours '-URG 0' 23
ours '-s URG 0' 23
ours '-s URG -- 0' 23
ours '-s URG +0' 23
ours '-s URG 00' 23
ours '-0 0' ''
ours '-s URG -0' '' 1
# kill is a member of the group, too.
ours 0 15 143
ours '-- 0' 15 143
ours '-USR1 0' 10 138
finish
