#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# 20 operands get a signal as soon as one: nothing is waited for in between, and the waiting, too,
# is done together.
. "${0%/*}/../lib.sh"
. "${0%/*}/lib.sh"
need_cgroup
need_tool strace
many_cgroups 20

# The run was a success, and all in the operands are dead.
gone() {
	release
	status_is 0
	err_empty
	dead "$pids"
	# shellcheck disable=SC2086
	empty $names
	alive "$outside"
	thawed "$CG"
}

# no_more_waits COMMAND...: it waits hardly more often for the 20 than for the first one alone.
no_more_waits() {
	one_each immune
	run_watched "$@" 1
	status_is 0
	alone=$(waits)
	# shellcheck disable=SC2086
	run_watched "$@" $names
	status_is 0
	[ "$(waits)" -le $((2 * alone + 20)) ] || fail "$(waits) waits for 20, $alone for one"
	alive "$pids"
	# shellcheck disable=SC2086
	run "$CGKILL" --wait $names
}

# shellcheck disable=SC2086 # words
for method in $METHODS; do
	point "each is killed before anything is waited for ($method)"
	one_each traceexit
	run_watched "$CGKILL" --method "$method" $names
	case $method in
	kernel) before_waiting "$KILLS" 20 ;;
	freeze) before_waiting "$FREEZES" 20 ;;
	*) before_waiting "$SENDS" 20 ;;
	esac
	gone
done

# shellcheck disable=SC2086 # words
for method in freeze signal; do
	point "each gets TERM before anything is waited for ($method)"
	one_each traceexit
	run_watched "$CGKILL" -s TERM --method "$method" $names
	if [ $method = freeze ]; then
		before_waiting "$FREEZES" 20
	else
		before_waiting "$SENDS" 20
	fi
	gone

	point "for a signal that ends nobody, it waits as often as for one operand ($method)"
	no_more_waits "$CGKILL" -s WINCH --method "$method"

	point "for a second signal, too ($method)"
	no_more_waits "$CGKILL" -s WINCH --timeout 50 CONT --method "$method"
done

point "each gets the second signal before that is waited for"
one_each traceexit
# shellcheck disable=SC2086 # words
run_watched "$CGKILL" -s WINCH --timeout 50 TERM --method signal $names
sed '/SIGTERM/,$!d' "$TRACE" >"$TRACE.second"
mv "$TRACE.second" "$TRACE"
before_waiting "$SENDS" 20
gone

point "one that holds the caller comes last"
one_each traceexit
# shellcheck disable=SC2086 # words
run_watched sh -c "$ENTER" 1 "$CGKILL" --method signal $names
status_is 137
before_waiting "$SENDS" 20
release
dead "$pids"
finish
