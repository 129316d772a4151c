#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# -d and -r: what processes do with signals; and what -p and --verbose say.
. "${0%/*}/../lib.sh"
. "${0%/*}/lib.sh"
need_witness
P=$(witness pending)
H=$(witness handler)
T=$(witness_named victim plain)
gone=$(spawn sleeper)
kill -9 "$gone"
wait_until not kill -0 "$gone" 2>/dev/null

pending="Pending (thread): USR1 
Pending (process): USR2 
Blocked: USR1 USR2 
Ignored: HUP "
handled="Caught: USR1 TERM RTMAX "

point "-d: pending, blocked and ignored"
run "$KILL" -d "$P"
status_is 0
err_empty
out_is "$pending"

point "-d: handled"
run "$KILL" -d "$H"
status_is 0
err_empty
out_is "$handled"

point "-d: nothing to tell"
run "$KILL" -d "$(spawn sleeper)"
status_is 0
err_empty

point "-d: several, attached or not"
for first in "-d=$H" "-d$H" "--show-process-state=$H"; do
	run "$KILL" "$first" "$P" "$H"
	status_is 0
	out_is "$handled
$pending
$handled"
done

point "-d and -r: a process in many groups, which /proc lists before its signals"
if has_tool setpriv; then
	pid=$(setpriv --groups "$(seq -s , 10000)" "$HELPERS/witness" -o "$TMP/log" handler)
	[ "$(wc -c <"/proc/$pid/status")" -gt 30000 ] || fail "no groups"
	run "$KILL" -d "$pid"
	status_is 0
	out_is "$handled"
	run "$KILL" -r -USR1 "$pid"
	status_is 0
	got "$pid" 10
else
	skip "setpriv is not installed"
fi

point "-d: the same on a terminal as in a pipe"
if has_tool script; then
	run "$KILL" -d "$P"
	script -qec "'$KILL' -d $P" /dev/null </dev/null | tr -d '\r' >"$TMP/terminal"
	cmp -s "$OUT" "$TMP/terminal" || fail "$(cat "$TMP/terminal")"
else
	skip "script is not installed"
fi

point "-d of a process that is gone: 1"
run "$KILL" -d "$gone"
status_is 1
out_is ''
err_lines 1
err_has "$gone" "No such process"
point "-d, one of two is gone: 64"
run "$KILL" -d "$gone" "$H"
status_is 64
out_is "$handled"
err_lines 1
for bad in victim 0 -- -1 5x '' 99999999999 4294967297; do
	point "-d '$bad'"
	run "$KILL" -d "$bad"
	status_is 1
	out_is ''
	[ -s "$ERR" ] || fail "nothing is said"
done

point "-r: a process that handles the signal"
run "$KILL" -r -USR1 "$H"
status_is 0
err_empty
got "$H" 10
for pid in "$T" "$P"; do
	point "-r: one that blocks it"
	run "$KILL" -r -USR1 "$pid"
	status_is 1
	err_lines 1
	err_has "$pid" "does not handle"
	got "$T" ''
done
point "-r: one that handles others"
run "$KILL" -r -USR2 "$H"
status_is 1
err_has "$H" "does not handle"
got "$H" ''
point "-r: one that is gone"
run "$KILL" -r -USR1 "$gone"
status_is 1
err_lines 1
err_has "$gone"
point "-r: of several, those that handle it: 64"
run "$KILL" -r -USR1 "$T" "$gone" "$H" "$P"
status_is 64
err_lines 3
got "$H" 10
got "$T" ''

point "-p: PIDs as given, including those that are gone"
run "$KILL" -p "$T" "$gone" victim "+$T"
status_is 0
err_empty
out_is "$T
$gone
$T
$T"
point "-p: a name that no process has"
run "$KILL" -p nosuchname "$T"
status_is 64
out_is "$T"
err_has nosuchname
got "$T" ''

point "--verbose: each signal"
run "$KILL" --verbose -USR1 "$T" "$gone" victim "$H"
status_is 64
out_has "sending signal 10 to pid $T" "sending signal 10 to pid $H"
err_lines 1
got "$H" 10
point "--verbose: also when nothing is sent, with 0"
run "$KILL" --verbose -0 "$H"
status_is 0
out_is "sending signal 0 to pid $H"
got "$H" ''
point "--verbose -p"
run "$KILL" --verbose -p "$H"
status_is 0
out_is "$H"
got "$H" ''
finish
