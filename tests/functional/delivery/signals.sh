#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Which signal is sent: the default, and all ways to name one.
. "${0%/*}/../lib.sh"
need_cgroup
cgroup a
log=$TMP/record

point "the default is KILL, which also ends processes that ignore TERM"
pids=$(spawn -w "$TMP/ends" -c "$CG/a" immune 2)
run "$KILL" --cgroup "$CG/a"
status_is 0
dead "$pids"
for pid in $pids; do
	wait_until grep -qx "$pid signal 9" "$TMP/ends" || fail "$pid did not die by signal 9"
done

point "TERM does not end processes that ignore it, and that is not a failure"
pids=$(spawn -c "$CG/a" immune)
others=$(spawn -c "$CG/a" sleeper)
run "$KILL" --cgroup "$CG/a" -s TERM
status_is 0
dead "$others"
alive "$pids"
run "$KILL" --cgroup "$CG/a"

pids=$(spawn -t 300 -o "$log" -c "$CG/a" recorder)
# sends NUMBER COMMAND...: the recorder gets this signal, once.
sends() {
	want=$1
	shift
	point "signal $want: $*"
	grep '^born' "$log" >"$log.new"
	cat "$log.new" >"$log"
	run "$@" "$CG/a"
	status_is 0
	wait_until grep -q '^got' "$log" || fail "nothing was received"
	got=$(sed -n "s/^got $pids //p" "$log")
	[ "$got" = "$want" ] || fail "received:" "$got"
}

sends 15 "$KILL" --cgroup -15
sends 15 "$KILL" --cgroup -s 15
sends 15 "$KILL" --cgroup -TERM
sends 15 "$KILL" --cgroup -SIGTERM
sends 15 "$KILL" --cgroup -s term
sends 15 "$KILL" --cgroup -s sigTerm
sends 15 "$CGKILL" --signal TERM
sends 1 "$CGKILL" -hup
sends 2 "$CGKILL" -sINT
sends 10 "$CGKILL" -s USR1
sends 12 "$CGKILL" -s 12 --method freeze
sends 12 "$CGKILL" -s USR2 --method signal
sends 18 "$CGKILL" -CONT
sends 28 "$CGKILL" -s WINCH

# The C library keeps the first real-time signals for itself, how many is its own affair.
rtmin=34 rtmax=64
"$CGKILL" -s RTMIN "$CG/a"
wait_until grep -q 'got.* 3[2-9]$' "$log" && rtmin=$(sed -n 's/^got.* \(3[2-9]\)$/\1/p' "$log")
sends "$rtmin" "$CGKILL" -s RTMIN
sends $((rtmin + 3)) "$CGKILL" -s RTMIN+3
sends $((rtmin + 3)) "$CGKILL" -SIGRTMIN+3
sends $((rtmax - 2)) "$CGKILL" -s rtmax-2
sends "$rtmax" "$CGKILL" -RTMAX
sends $((rtmax - 1)) "$CGKILL" -s $((rtmax - 1))

for bad in RTMIN+40 RTMAX-40 RTMIN- RTMAX+1 -1 65 9x SIG TERM9; do
	point "no such signal: $bad"
	run "$CGKILL" -s "$bad" "$CG/a"
	status_is 1
	err_has "$bad"
	still_alive "$pids"
done

point "STOP and CONT"
run "$CGKILL" -s STOP "$CG/a"
status_is 0
wait_until grep -q '^State:.*T' "/proc/$pids/status" || fail "not stopped"
run "$CGKILL" -s CONT "$CG/a"
status_is 0
wait_until not grep -q '^State:.*T' "/proc/$pids/status" || fail "not continued"
finish
