#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# --timeout: the next signal for a process that is still there by then.  That it
# is the same process still is in recycled.sh.
. "${0%/*}/../lib.sh"
. "${0%/*}/lib.sh"
need_witness
T=$(witness_named victim plain)
H=$(witness handler)

# run_timed COMMAND...: the same as run; sets $elapsed, in milliseconds.
milliseconds() {
	awk '{ print int($1 * 1000) }' /proc/uptime
}
run_timed() {
	_start=$(milliseconds)
	run "$@"
	elapsed=$(($(milliseconds) - _start))
}
took() {
	[ "$elapsed" -ge "$1" ] || fail "$elapsed ms are less than $1"
	[ "$elapsed" -lt "$2" ] || fail "$elapsed ms are not less than $2"
}
ended_by() {
	wait_until has_line "$TMP/ends" "$1 signal $2" || fail "$1 did not end by signal $2"
}

point "a process that dies gets no other signal, and the wait ends"
pid=$(spawn -w "$TMP/ends" sleeper)
run_timed "$KILL" --verbose --timeout 15000 KILL "$pid"
status_is 0
err_empty
took 0 10000
out_is "sending signal 15 to pid $pid"
ended_by "$pid" 15

point "a process that ignores the first one gets the next"
pid=$(spawn -w "$TMP/ends" immune)
run_timed "$KILL" --verbose --timeout 200 KILL "$pid"
status_is 0
err_empty
took 200 10000
out_is "sending signal 15 to pid $pid
sending signal 9 to pid $pid"
ended_by "$pid" 9

point "one after another"
run_timed "$KILL" --timeout 150 USR2 --timeout 200 TERM --timeout 50 64 -s USR1 "$T"
status_is 0
took 400 10000
got "$T" '10 12 15 64'

point "it ends with the process: TERM is the second of three"
pid=$(spawn -w "$TMP/ends" sleeper)
run_timed "$KILL" --timeout 50 TERM --timeout 15000 KILL -s CONT "$pid"
status_is 0
took 50 10000
ended_by "$pid" 15

point "no time at all"
pid=$(spawn -w "$TMP/ends" immune)
run "$KILL" --timeout 0 KILL "$pid"
status_is 0
ended_by "$pid" 9

point "the value goes along with each signal"
run "$KILL" --timeout 50 USR2 --queue 42 --timeout 50 RTMIN -s USR1 "$T"
status_is 0
got "$T" "10:42 12:42 $("$HELPERS/witness" rtmin):42"
run "$KILL" -q -7 --timeout 50 USR2 -s USR1 "$T"
status_is 0
got "$T" '10:-7 12:-7'

point "several processes, one after another"
dies=$(spawn -w "$TMP/ends" sleeper) stays=$(spawn -w "$TMP/ends" immune)
run_timed "$KILL" --timeout 100 KILL "$dies" "$stays"
status_is 0
took 100 10000
ended_by "$dies" 15
ended_by "$stays" 9

point "a process that ends before its turn is no failure"
stays=$(spawn immune) dies=$(spawn sleeper) other=$(spawn sleeper)
begin_run run "$KILL" --verbose --timeout 60s KILL "$stays" "$dies" "$other"
wait_until has_line "$OUT" "sending signal 15 to pid $stays"
kill -9 "$dies"
wait_until not kill -0 "$dies" 2>/dev/null
kill -9 "$stays"
end_run
status_is 0
err_empty
out_is "sending signal 15 to pid $stays
sending signal 15 to pid $other"
dead "$other"

point "by name"
run "$KILL" --timeout 50 USR2 -s USR1 victim
status_is 0
got "$T" '10 12'

point "with -r"
run "$KILL" -r --timeout 50 TERM -s USR1 "$H" "$T"
status_is 64
got "$H" '10 15'
got "$T" ''

point "a process that is gone: 1"
gone=$(spawn sleeper)
kill -9 "$gone"
wait_until not kill -0 "$gone" 2>/dev/null
run_timed "$KILL" --timeout 15000 KILL "$gone"
status_is 1
took 0 10000
err_lines 1
err_has "$gone" "No such process"
point "one of two is gone: 64"
run "$KILL" --timeout 50 USR2 -s USR1 "$gone" "$T"
status_is 64
err_lines 1
got "$T" '10 12'

point "a process that may not be signalled: 1, without waiting"
public_programs
run_timed setpriv --reuid 65534 --regid 65534 --clear-groups "$KILL" --timeout 15000 KILL "$T"
status_is 1
took 0 10000
err_has "$T" "not permitted"
got "$T" ''

# There is no pidfd of a group.
for group in "-$T" 0 -1; do
	point "a group: $group"
	run "$KILL" --timeout 50 KILL -s USR1 -- "$T" "$group"
	status_is 1
	got "$T" ''
	err_has "$group"
done

point "no more signals than the program has room for are an error"
set --
while [ $# -lt 3000 ]; do set -- "$@" --timeout 0 USR2; done
run "$KILL" "$@" -s USR1 "$T"
status_is 1
got "$T" ''

point "no other process got a signal"
got "$H" ''
finish
