#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Whoever reads the output may be a victim and read nothing: all the same it is signalled.
. "${0%/*}/../lib.sh"
. "${0%/*}/../container/lib.sh"
need_cgroup
need_user
cgroup a b
MANY=300 # more lines than stdio keeps for itself

# stuck_reader: $reader, in $CG/b, alone has a FIFO open, which is full, and does not read.
stuck_reader() {
	rm -f "$TMP/fifo"
	mkfifo -m 666 "$TMP/fifo"
	reader=$(spawn "$@" -c "$CG/b" sleeper 3<>"$TMP/fifo")
	dd if=/dev/zero of="$TMP/fifo" bs=4096 oflag=nonblock 2>/dev/null
}

# Most of the output had no reader, who was killed.
ends() {
	[ "$status" != timeout ] || fail "it does not end"
	dead "$@" "$reader"
	err_empty
}

to_fifo() {
	# shellcheck disable=SC2016
	run sh -c 'fifo=$0; exec "$@" >"$fifo"' "$TMP/fifo" "$@"
}
errors_to_fifo() {
	# shellcheck disable=SC2016
	run sh -c 'fifo=$0; exec "$@" 2>"$fifo"' "$TMP/fifo" "$@"
}

for method in $METHODS; do
	point "--verbose: cgroups, the last one with the reader ($method)"
	stuck_reader
	pids=$(spawn -c "$CG/a" crowd $MANY)
	to_fifo "$CGKILL" --verbose --method "$method" "$CG/a" "$CG/b"
	ends "$pids"
	thawed "$CG"
done

point "--verbose: many operands before the first is signalled"
stuck_reader
# shellcheck disable=SC2046
to_fifo "$CGKILL" --verbose $(yes "$CG/a" | head -n $MANY) "$CG/b"
ends

point "an operand that does not exist"
stuck_reader
errors_to_fifo "$CGKILL" "$CG/none" "$CG/b"
ends
status_is 64

point "a process that may not be signalled, in the cgroup before"
stuck_reader -u "$uid"
foreign=$(spawn -c "$CG/a" sleeper)
# shellcheck disable=SC2086
errors_to_fifo $AS_USER "$CGKILL" --method signal "$CG/a" "$CG/b"
ends
status_is 64
alive "$foreign"
"$CGKILL" "$CG/a"

point "--timeout: the reader gets the next signal"
pid=$(spawn -c "$CG/a" immune)
stuck_reader
crowd=$(spawn -c "$CG/a" crowd $MANY)
to_fifo "$CGKILL" --verbose -s TERM --timeout 100 KILL "$CG/a" "$CG/b"
ends "$pid" "$crowd"

point "the reader reads when it has been signalled: nothing is lost, and in order"
pids=$(spawn -c "$CG/b" sleeper)
spawn -c "$CG/a" crowd 4000 >/dev/null
rm -f "$TMP/fifo"
mkfifo "$TMP/fifo"
{
	dead "$pids"
	cat
} <"$TMP/fifo" >"$TMP/read" &
to_fifo "$CGKILL" --verbose --method signal "$CG/a" "$CG/b"
wait $!
status_is 0
cp "$TMP/read" "$OUT"
[ "$(grep -c '^sending signal 9 to pid [0-9]*$' "$OUT")" = 4001 ] || fail "lines are missing"
[ "$(grep '^sending' "$OUT" | tail -n 1)" = "sending signal 9 to pid $pids" ] || fail "not in order"
methods_are "signal signal"
empty "$CG/a" "$CG/b"

point "--verbose: PIDs, the last one that of the reader"
stuck_reader
pid=$(spawn -c "$CG/a" immune)
# shellcheck disable=SC2046
to_fifo "$KILL" --verbose $(yes "$pid" | head -n $MANY) "$reader"
ends
alive "$pid"

point "a PID that does not exist, before that of the reader"
stuck_reader
errors_to_fifo "$KILL" 999999999 "$reader"
ends
status_is 64

point "--timeout: PIDs"
stuck_reader
pids=$(spawn -c "$CG/a" sleeper $MANY)
# shellcheck disable=SC2086
to_fifo "$KILL" --verbose --timeout 10 KILL $pids "$pid" "$reader"
ends "$pids" "$pid"
finish
