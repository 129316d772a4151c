#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# --wait: returns when the cgroup is empty or time is up, and then tells what is left and why.
. "${0%/*}/../lib.sh"
need_cgroup
tracer=
# shellcheck disable=SC2016
at_exit '[ -z "$tracer" ] || kill -9 "$tracer"'
cgroup t t/a u v

# began; took_less SECONDS: how long something took, for bounds that are far away.
began() {
	_start=$(date +%s)
}
took_less() {
	_took=$(($(date +%s) - _start))
	[ "$_took" -lt "$1" ] || fail "took $_took s"
}
took_more() {
	_took=$(($(date +%s) - _start))
	[ "$_took" -ge "$1" ] || fail "took $_took s only"
}

# late: out of time, and that is said of the cgroup.
late() {
	status_is 124
	err_has "not empty in time"
}

# survivor PID STATE: it has a line of its own with PID, name, state and cgroup.
survivor() {
	grep -qE "^[a-z]+: $1 [^ ]+: $2(, in [^ ]+)?, cgroup /[^ ]*/(t|t/a|u)\$" "$ERR" ||
		fail "stderr does not have the line of $1: $2"
}

# How many lines name survivors.
survivors_are() {
	_lines=$(grep -cE '^[a-z]+: [0-9]+ .*, cgroup /' "$ERR")
	[ "$_lines" -eq "$1" ] || fail "$_lines survivors are named, not $1"
}

stop() {
	run "$CGKILL" "$@"
	empty "$@"
}

# --- empty in time -----------------------------------------------------------------------------

for method in auto $METHODS; do
	for wait in --wait --wait=20000 --wait=infinity; do
		point "returns when all are gone: $wait ($method)"
		pids="$(spawn -e -c "$CG/t" sleeper 3) $(spawn -c "$CG/t/a" headless)"
		began
		run "$KILL" --cgroup "$CG/t" $wait --method "$method"
		status_is 0
		err_empty
		has_line "$CG/t/cgroup.events" 'populated 0' || fail "not empty"
		took_less 15
		dead "$pids"
		thawed "$CG/t"
	done
done

point "an empty cgroup: at once"
began
run "$CGKILL" --wait "$CG/t"
status_is 0
err_empty
took_less 15

point "--wait=0: an empty cgroup"
run "$CGKILL" --wait=0 "$CG/t"
status_is 0
err_empty

for method in auto freeze; do
	point "a cgroup that empties by itself, as no process obeys the signal ($method)"
	pids="$(spawn -t 1 -e -c "$CG/t" sleeper 2)"
	began
	run "$CGKILL" -s WINCH --wait=19000 --method "$method" "$CG/t"
	status_is 0
	err_empty
	took_less 12
	dead "$pids"
done

point "a zombie that is not reaped is not waited for"
# shellcheck disable=SC2016
sh -c 'sh -c "echo \$\$ >\"$0/cgroup.procs\"; exec sleep 100" & exec sleep 20' "$CG/t" &
parent=$!
wait_until grep -q . "$CG/t/cgroup.procs"
began
run "$CGKILL" --wait "$CG/t"
status_is 0
err_empty
took_less 15
kill -9 $parent
wait $parent 2>/dev/null

# --- out of time -------------------------------------------------------------------------------

for method in auto freeze signal; do
	point "a process that ignores the signal is named ($method)"
	pids=$(spawn -c "$CG/t/a" immune)
	others=$(spawn -c "$CG/t" sleeper 3)
	run "$CGKILL" -s TERM --wait=300 --method "$method" "$CG/t"
	late
	err_has "1 process left"
	survivors_are 1
	survivor "$pids" "sleeping, ignores TERM"
	err_has "$pids spawn:"
	alive "$pids"
	dead "$others"
	thawed "$CG/t"
	stop "$CG/t"
done

point "--wait=0: no time at all"
pids=$(spawn -c "$CG/t" immune)
run "$CGKILL" -s TERM --wait=0 "$CG/t"
late
survivor "$pids" "sleeping, ignores TERM"

point "the wait channel is named where the kernel tells it"
if grep -q '[a-z]' "/proc/$pids/wchan" 2>/dev/null; then
	err_has ", in $(cat "/proc/$pids/wchan"), cgroup"
else
	skip "it does not"
fi
stop "$CG/t"

point "a stopped process"
pids=$(spawn -c "$CG/t" stopped)
run "$CGKILL" -s WINCH --wait=200 "$CG/t"
late
survivor "$pids" stopped
stop "$CG/t"

point "a running process"
sh -c 'while :; do :; done' &
busy=$!
echo $busy >"$CG/t/cgroup.procs"
run "$CGKILL" -s WINCH --wait=200 "$CG/t"
late
survivor $busy running
stop "$CG/t"
wait $busy 2>/dev/null

point "in uninterruptible sleep: the parent of a vfork"
spawn -c "$CG/t" vfork >"$TMP/vfork"
run "$CGKILL" -s WINCH --wait=200 "$CG/t"
late
survivors_are 2
survivor "($(tr '\n' '|' <"$TMP/vfork")0)" "uninterruptible sleep"
stop "$CG/t"

for method in auto freeze signal; do
	point "a main thread that has exited before the others ($method)"
	pids=$(spawn -c "$CG/t" headless)
	run "$CGKILL" -s WINCH --wait=200 --method "$method" "$CG/t"
	late
	survivor "$pids" "main thread has exited, others still running"
	stop "$CG/t"
done

for method in $METHODS; do
	point "held in its exit by a tracer that does not look ($method)"
	reports=$(spawn -c "$CG/t" traceexit)
	tracer=$(echo "$reports" | sed -n 's/^helper //p')
	pids=$(cat "$CG/t/cgroup.procs")
	others=$(spawn -e -c "$CG/t" sleeper)
	run "$CGKILL" --wait=500 --method "$method" "$CG/t"
	late
	survivors_are 1
	survivor "$pids" "traced by PID $tracer \(spawn\)"
	dead "$others"
	thawed "$CG/t"
	kill -9 "$tracer"
	tracer=
	dead "$pids"
	empty "$CG/t"

	point "and when the tracer ends, the wait does ($method)"
	reports=$(spawn -c "$CG/t" traceexit)
	tracer=$(echo "$reports" | sed -n 's/^helper //p')
	began
	(sleep 0.5 && kill -9 "$tracer") &
	run "$CGKILL" --wait=19000 --method "$method" "$CG/t"
	wait
	tracer=
	status_is 0
	err_empty
	took_less 15
	empty "$CG/t"
done

point "20 are named, the others counted"
pids=$(spawn -e -c "$CG/t" immune 27)
[ "$(echo "$pids" | wc -l)" = 2 ] || fail "the test has not started what it meant to"
spawn -c "$CG/t" immune 25 >"$TMP/pids"
run "$CGKILL" -s TERM --wait=300 "$CG/t"
late
err_has "27 processes left" "and 7 more"
survivors_are 20
err_lines 22

point "20 are named, and none more"
for pid in $(head -n 7 "$TMP/pids"); do
	kill -9 "$pid"
	dead "$pid"
done
run "$CGKILL" -s TERM --wait=300 "$CG/t"
late
err_has "20 processes left"
err_lacks more
survivors_are 20
err_lines 21
stop "$CG/t"

point "a threaded cgroup below, with threads in it"
cgroup th th/below
if echo threaded 2>/dev/null >"$CG/th/below/cgroup.type"; then
	pids=$(spawn -c "$CG/th" immune)
	others=$(spawn -c "$CG/th" threads)
	echo "$others" >"$CG/th/below/cgroup.procs"
	LIMIT=10
	run "$CGKILL" -s TERM --wait=300 "$CG/th"
	LIMIT=20
	late
	err_has "1 process left" "$pids spawn: sleeping"
	dead "$others"
	run "$CGKILL" --wait=5000 "$CG/th"
	status_is 0
	dead "$pids"
else
	skip "no threaded cgroups"
fi

# named NAME: start a process with this name; a name is printed only as far as it is printable.
named() {
	cp "$(command -v sleep)" "$TMP/$1"
	"$TMP/$1" 100 &
	victim=$!
	echo $victim >"$CG/t/cgroup.procs"
	wait_until not grep -qx "${0##*/}" /proc/$victim/comm
}

number=0
for name in '\033[2Jx' 'a\012b' 'a b' 'a)b('; do
	number=$((number + 1))
	point "a process with an odd name, number $number"
	# shellcheck disable=SC2059
	named "$(printf "$name")"
	run "$CGKILL" -s WINCH --wait=200 "$CG/t"
	late
	err_has "$victim $(printf %s "$name"): "
	err_lines 2
	stop "$CG/t"
	wait $victim 2>/dev/null
done

# --- several operands --------------------------------------------------------------------------

# The first one's processes stay until the second one's are gone: waiting for one after the other
# would not end in time.
for method in $METHODS; do
	point "all are signalled before the first is waited for ($method)"
	reports=$(spawn -c "$CG/t" traceexit)
	tracer=$(echo "$reports" | sed -n 's/^helper //p')
	pids=$(spawn -e -c "$CG/u" sleeper)
	# shellcheck disable=SC2016
	sh -c 'while kill -0 $1 2>/dev/null && ! grep -q "State:.Z" /proc/$1/status; do
		sleep 0.05
	done
	kill -9 $0' "$tracer" "$pids" &
	began
	run "$CGKILL" --wait=19000 --method "$method" "$CG/t" "$CG/u"
	wait
	tracer=
	status_is 0
	err_empty
	took_less 15
	empty "$CG/t" "$CG/u"
done

point "some are late: the survivors of each are named, 124"
pids=$(spawn -c "$CG/t" immune)
other=$(spawn -c "$CG/u" immune)
third=$(spawn -c "$CG/v" sleeper)
run "$CGKILL" -s TERM --wait=500 "$CG/t" "$CG/v" "$CG/u"
late
survivors_are 2
survivor "$pids" "sleeping, ignores TERM"
survivor "$other" "sleeping, ignores TERM"
err_lacks "$CG/v"
dead "$third"
err_lines 4

point "one is no cgroup, one is late: 124"
run "$CGKILL" -s TERM --wait=300 "$CG/none" "$CG/t"
late
err_has "no such cgroup"
stop "$CG/t"

point "one is no cgroup, the others are empty in time: 64"
run "$CGKILL" --wait "$CG/none" "$CG/u"
status_is 64
err_lines 1
dead "$other"

point "the same cgroup twice, and one within"
pids=$(spawn -e -c "$CG/t" sleeper)
run "$CGKILL" --wait "$CG/t" "$CG/t/a" "$CG/t"
status_is 0
err_empty
dead "$pids"

# --- the cgroup goes away ----------------------------------------------------------------------

for method in auto freeze; do
	point "removed by somebody else in the meantime: success ($method)"
	cgroup gone gone/a
	pids=$(spawn -e -c "$CG/gone" immune)
	{
		sleep 0.5
		# shellcheck disable=SC2086
		kill -9 $pids
		wait_until rmdir "$CG/gone/a" && wait_until rmdir "$CG/gone"
	} 2>/dev/null &
	run "$CGKILL" -s TERM --wait=15000 --method "$method" "$CG/gone"
	wait
	status_is 0
	err_empty
done

point "another one of its name is not waited for"
cgroup gone
pids=$(spawn -c "$CG/gone" immune)
{
	sleep 0.5
	kill -9 "$pids"
	wait_until rmdir "$CG/gone" && mkdir "$CG/gone"
	spawn -c "$CG/gone" immune >"$TMP/new"
} 2>/dev/null &
began
run "$CGKILL" -s TERM --wait=15000 "$CG/gone"
wait
status_is 0
err_empty
took_less 12
alive "$(cat "$TMP/new")"
stop "$CG/gone"

# --- how it waits ------------------------------------------------------------------------------

# Where all is slow, 2 s may be over before it comes to wait.
patience=2000
[ -z "${EMULATED-}" ] || patience=10000

polls_are_few() {
	polls=$(grep -cE '^p?poll(_time64)?\(' "$TRACE")
	calls=$(wc -l <"$TRACE")
	[ "$polls" -gt 0 ] || fail "no poll"
	[ "$polls" -lt 60 ] || fail "$polls times poll in 2 s"
	[ "$calls" -lt 2000 ] || fail "$calls system calls in 2 s"
	! grep -q nanosleep "$TRACE" || fail "sleeps"
}

point "waits by poll, not in a busy loop, not by sleeping"
if has_tool strace; then
	pids=$(spawn -c "$CG/t" immune)
	began
	run_traced "$CGKILL" -s TERM --wait=$patience "$CG/t"
	late
	took_more 1
	polls_are_few
	stop "$CG/t"
else
	skip "strace is not installed"
fi

point "the same for a cgroup that holds the caller"
if has_tool strace; then
	pids=$(spawn -c "$CG/t" immune)
	run_traced sh -c "$ENTER" "$CG/t" \
		"$CGKILL" -s TERM --wait=$patience --exclude-self "$CG/t"
	late
	survivors_are 1
	survivor "$pids" "sleeping, ignores TERM"
	polls_are_few
	stop "$CG/t"
else
	skip "strace is not installed"
fi
finish
