#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The familiar kill: PIDs and process groups.  In a PID namespace of its own.
. "${0%/*}/../lib.sh"
own_pid_namespace
[ -x "$HELPERS/spawn" ] || skip_all "no $HELPERS/spawn"
log=$TMP/record
bystander=$(spawn -t 300 sleeper)

point "kill PID sends TERM"
pids=$(spawn -w "$TMP/ends" sleeper)
run "$KILL" "$pids"
status_is 0
err_empty
dead "$pids"
wait_until grep -qx "$pids signal 15" "$TMP/ends" || fail "it did not die by signal 15"

for how in "-9" "-KILL" "-s KILL" "-s 9" "--signal SIGKILL" "-s kill"; do
	point "kill $how PID"
	pids=$(spawn -w "$TMP/ends" immune)
	# shellcheck disable=SC2086
	run "$KILL" $how "$pids"
	status_is 0
	dead "$pids"
	wait_until grep -qx "$pids signal 9" "$TMP/ends" || fail "it did not die by signal 9"
done

point "kill -s USR1 PID"
pids=$(spawn -o "$log" recorder)
run "$KILL" -s USR1 "$pids"
status_is 0
wait_until grep -qx "got $pids 10" "$log" || fail "$(cat "$log")"
alive "$pids"

point "kill -0 PID"
run "$KILL" -0 "$pids"
status_is 0
alive "$pids"
[ "$(grep -c '^got' "$log")" = 1 ] || fail "$(cat "$log")"
run "$KILL" "$pids"

point "several PIDs"
pids=$(spawn sleeper 3)
# shellcheck disable=SC2086
run "$KILL" $pids
status_is 0
dead "$pids"

point "kill -9 -- -PGID"
pids=$(spawn immune 3)
run "$KILL" -9 -- "-$(echo "$pids" | sort -n | head -n 1)"
status_is 0
dead "$pids"
alive "$bystander"

point "a PID that does not exist"
gone=$(spawn sleeper)
kill -9 "$gone"
wait_until not kill -0 "$gone" 2>/dev/null
run "$KILL" "$gone"
status_is 1
err_lines 1
err_has "$gone"

point "some of several fail: 64"
pids=$(spawn sleeper)
run "$KILL" "$gone" "$pids"
status_is 64
err_has "$gone"
dead "$pids"

# The last one would be the bystander, cut to 32 bits.
for bad in 1x "" -- 1.5 0x1 99999999999 $((4294967296 + bystander)); do
	point "a bad operand: '$bad'"
	run "$KILL" "$bad"
	status_is 1
	[ -s "$ERR" ] || fail "nothing is said"
	still_alive "$bystander"
done
point "no operand"
run "$KILL"
status_is 1
[ -s "$ERR" ] || fail "nothing is said"
point "an unknown signal"
run "$KILL" -s NOSUCH "$bystander"
status_is 1
err_has NOSUCH
still_alive "$bystander"
finish
