#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# --timeout in the cgroup mode: the next signal for what is left by then.
. "${0%/*}/../lib.sh"
need_cgroup
cgroup t t/a u elsewhere

# How a process that spawn -w watched has ended: ended PID "signal 9"
ended() {
	wait_until has_line "$TMP/ends" "$1 $2" || fail "$1 has not ended by $2: $(grep "^$1 " "$TMP/ends")"
}

# got PID SIGNAL: a recorder (spawn -o) has recorded this signal.
got() {
	wait_until has_line "$TMP/record" "got $1 $2" || fail "$1 has not got $2"
}

got_not() {
	! has_line "$TMP/record" "got $1 $2" || fail "$1 has got $2"
}

got_once() {
	_times=$(grep -cx "got $1 $2" "$TMP/record")
	[ "$_times" = 1 ] || fail "$1 has got $2 $_times times"
}

# What must happen before the time of --timeout (1.5 s) is over can be too slow on a busy machine:
# "prepared" says when it has, and "in_time" skips the point then.
prepared() {
	echo $((($(date +%s%N) - started) / 1000000)) >"$TMP/took"
}
in_time() {
	[ "$(cat "$TMP/took")" -lt 1300 ] || skip "the machine is too busy"
}

start() {
	started=$(date +%s%N)
	rm -f "$TMP/ends" "$TMP/record"
	: >"$TMP/record"
}

for method in auto freeze signal; do
	point "TERM, then KILL for processes that do not obey ($method)"
	start
	good=$(spawn -w "$TMP/ends" -e -c "$CG/t" sleeper)
	bad="$(spawn -w "$TMP/ends" -e -c "$CG/t" immune)"
	run "$KILL" -s TERM --timeout 300 KILL --cgroup "$CG/t" --method $method --wait
	status_is 0
	err_empty
	empty "$CG/t"
	dead "$good" "$bad"
	for pid in $good; do
		ended "$pid" "signal 15"
	done
	for pid in $bad; do
		ended "$pid" "signal 9"
	done
	thawed "$CG"

	point "without --wait, too ($method)"
	bad=$(spawn -e -c "$CG/t" immune)
	run "$CGKILL" --timeout 200 KILL -s TERM --method $method "$CG/t"
	status_is 0
	err_empty
	dead "$bad"
	thawed "$CG"
done

for method in auto freeze; do
	point "all obey: returns early, and there is no second signal ($method)"
	start
	pids=$(spawn -w "$TMP/ends" -e -c "$CG/t" sleeper 2)
	began=$(date +%s)
	run "$CGKILL" -s TERM --timeout 18000 KILL --method $method --verbose "$CG/t"
	status_is 0
	err_empty
	out_lacks "signal 9"
	out_lacks "method: kernel"
	[ $(($(date +%s) - began)) -lt 12 ] || fail "not early"
	for pid in $pids; do
		ended "$pid" "signal 15"
	done
	thawed "$CG"

	point "they end by themselves a moment later ($method)"
	start
	pids=$(spawn -t 1 -w "$TMP/ends" -e -c "$CG/t" immune)
	began=$(date +%s)
	run "$CGKILL" -s TERM --timeout 18000 KILL --method $method --verbose "$CG/t"
	status_is 0
	err_empty
	out_lacks "signal 9"
	out_lacks "method: kernel"
	[ $(($(date +%s) - began)) -lt 12 ] || fail "not early"
	dead "$pids"
	! grep -q "signal 9" "$TMP/ends" || fail "killed: $(cat "$TMP/ends")"

	point "a process forked in between gets the next signal, and each process gets each signal once ($method)"
	start
	parent=$(spawn -o "$TMP/record" -l 1 -c "$CG/t" breeder)
	run "$CGKILL" -s TERM --timeout 400 USR1 --method $method "$CG/t"
	status_is 0
	child=$(sed -n "s/^born \([0-9]*\) .*/\1/p" "$TMP/record" | grep -vx "$parent" | head -n 1)
	[ -n "$child" ] || fail "the test has not forked"
	got "$parent" 15
	got "$parent" 10
	got "${child:-0}" 10
	got_once "$parent" 15
	got_once "$parent" 10
	run "$CGKILL" --wait "$CG/t"

	point "a process that moves in between signals gets the next one, one that moves out does not ($method)"
	start
	stays=$(spawn -o "$TMP/record" -c "$CG/t/a" recorder)
	leaves=$(spawn -o "$TMP/record" -c "$CG/t/a" recorder)
	comes=$(spawn -o "$TMP/record" -c "$CG/elsewhere" recorder)
	{
		wait_until has_line "$TMP/record" "got $leaves 15"
		wait_until has_line "$TMP/record" "got $stays 15"
		# The first signal goes on for some walks, to catch who is being forked.
		sleep 0.5
		echo "$leaves" >"$CG/elsewhere/cgroup.procs"
		echo "$comes" >"$CG/t/cgroup.procs"
		prepared
	} &
	run "$CGKILL" -s TERM --timeout 1500 USR2 --method $method "$CG/t"
	wait
	status_is 0
	got "$stays" 15
	got "$leaves" 15
	got "$stays" 12
	got "$comes" 12
	got_not "$comes" 15
	sleep 0.05
	got_not "$leaves" 12
	in_time
	run "$CGKILL" --wait "$CG/t" "$CG/elsewhere"
done

point "the kernel kills in the end: also what forks without end"
uid=$(private_uid)
spawn -u "$uid" -c "$CG/t" grow 40 >/dev/null
run "$CGKILL" -s WINCH --timeout 300 KILL --wait --verbose "$CG/t"
status_is 0
out_has "method: kernel"
empty "$CG/t"

point "the signals in their order, with the times between them"
start
pids=$(spawn -o "$TMP/record" -c "$CG/t" recorder)
began=$(date +%s)
run "$CGKILL" -HUP --timeout 500 INT --timeout 500 QUIT --timeout 500 TERM --timeout 500 KILL \
	--wait "$CG/t"
status_is 0
[ $(($(date +%s) - began)) -ge 2 ] || fail "does not wait between them"
[ "$(sed -n "s/^got $pids //p" "$TMP/record" | tr '\n' ' ')" = "1 2 3 15 " ] ||
	fail "got: $(cat "$TMP/record")"
dead "$pids"

point "--timeout 0"
pids=$(spawn -c "$CG/t" immune 3)
run "$CGKILL" -s TERM --timeout 0 KILL --wait "$CG/t"
status_is 0
dead "$pids"

point "several operands: the next signal goes to the cgroups that are not empty"
start
good=$(spawn -w "$TMP/ends" -c "$CG/t" sleeper)
bad=$(spawn -w "$TMP/ends" -c "$CG/u" immune)
run "$CGKILL" -s TERM --timeout 300 KILL --wait "$CG/t" "$CG/u"
status_is 0
ended "$good" "signal 15"
ended "$bad" "signal 9"

point "a process that enters a cgroup which was empty in time gets no signal"
start
good=$(spawn -c "$CG/t" sleeper)
bad=$(spawn -c "$CG/u" immune)
{
	wait_until not is_alive "$good"
	spawn -o "$TMP/record" -c "$CG/t" recorder >"$TMP/late"
	prepared
} &
run "$CGKILL" -s TERM --timeout 1500 HUP "$CG/t" "$CG/u"
wait
status_is 0
late=$(cat "$TMP/late")
still_alive "$late" "$bad"
got_not "$late" 1
in_time
run "$CGKILL" --wait "$CG/t" "$CG/u"

point "not empty after the last signal: named, 124"
pids=$(spawn -c "$CG/t" immune)
run "$CGKILL" -s TERM --timeout 100 INT --wait=300 "$CG/t"
status_is 124
err_has "not empty in time" "$pids spawn: sleeping"
alive "$pids"

point "without --wait that is no failure"
run "$CGKILL" -s TERM --timeout 100 INT "$CG/t"
status_is 0
err_empty
run "$CGKILL" --wait "$CG/t"

point "with --queue every signal carries the value"
if has_tool strace; then
	start
	pids=$(spawn -o "$TMP/record" -c "$CG/t" recorder)
	run_traced -e trace=pidfd_send_signal,rt_sigqueueinfo "$CGKILL" -s HUP -q 4711 \
		--timeout 100 USR1 "$CG/t"
	status_is 0
	got "$pids" 1
	got "$pids" 10
	[ "$(grep -c 'si_int=4711\|sival_int=4711' "$TRACE")" = 2 ] || fail "not with the value"
	run "$CGKILL" --wait "$CG/t"
else
	skip "strace is not installed"
fi
for method in auto freeze; do
	point "the cgroup is removed between the signals: success, and one of its name is left alone ($method)"
	cgroup gone
	start
	pids=$(spawn -o "$TMP/record" -c "$CG/gone" recorder)
	keeps=$(spawn -c "$CG/u" immune)
	{
		wait_until has_line "$TMP/record" "got $pids 15"
		kill -9 "$pids"
		wait_until rmdir "$CG/gone" && mkdir "$CG/gone"
		spawn -c "$CG/gone" sleeper >"$TMP/new"
		prepared
	} 2>/dev/null &
	run "$CGKILL" -s TERM --timeout 1500 KILL --method $method "$CG/gone" "$CG/u"
	wait
	status_is 0
	err_empty
	dead "$keeps"
	still_alive "$(cat "$TMP/new")"
	in_time
	run "$CGKILL" --remove "$CG/gone"
done
finish
