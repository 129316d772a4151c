#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# --when: nothing is signalled before a condition comes true, and then at once; each operand is
# watched by itself, until it is empty or gone.
. "${0%/*}/../lib.sh"
need_cgroup
cgroup t t/a u others
outside=$(spawn -t 300 -c "$CG/others" sleeper)
echo +memory >"$CG/cgroup.subtree_control" 2>/dev/null # where cgroup2 has that controller

# Until it has all that it needs: with --verbose it says so.
wait_armed() {
	wait_until grep -q ': armed$' "$OUT" || fail "it is not armed"
}

# armed COMMAND...: in the background, until it is.
armed() {
	: >"$OUT"
	begin_run run "$@" --verbose
	wait_armed
}

# armed_program COMMAND...: the same without a time limit, as the process $program.
armed_program() {
	: >"$OUT"
	"$@" --verbose >"$OUT" 2>"$ERR" &
	program=$!
	wait_armed
}

# program_ends STATUS: it does so by itself, without a message.
program_ends() {
	wait $program
	status=$?
	status_is "$1"
	err_empty
}

program_sends_nothing() {
	wait_until grep -q "nothing is sent" "$OUT" || kill -9 $program
	program_ends 0
}

# ended: it ends by itself, with this status.
ended() {
	end_run
	status_is "$1"
	alive "$outside"
}

has_stat() {
	sed 's/.*) //' "/proc/$1/stat" | cut -d ' ' -f "$2"
}

# --- times --------------------------------------------------------------------------------------

for method in auto $METHODS; do
	point "after a time ($method)"
	pids="$(spawn -e -c "$CG/t" sleeper 2) $(spawn -c "$CG/t" headless)"
	armed "$CGKILL" --when 1500ms --wait --method "$method" "$CG/t"
	alive "$pids"
	ended 0
	dead "$pids"
	err_empty
done

point "the first of several conditions, and one by one with all that comes after"
first=$(spawn -c "$CG/t" sleeper)
second=$(spawn -c "$CG/u" immune)
run "$CGKILL" --when 1h --when 0.2s --when 10min -s TERM --timeout 100ms KILL --wait --json \
	"$CG/t" "$CG/u"
status_is 0
dead "$first" "$second"
out_has '"signal": "KILL"' '"signal": "TERM"' '"outcome": "done"'

point "--remove"
pids=$(spawn -c "$CG/t/a" sleeper)
run "$CGKILL" --when 100ms --remove "$CG/t"
status_is 0
dead "$pids"
[ ! -e "$CG/t" ] || fail "it is still there"
cgroup t t/a

# --- it is over before --------------------------------------------------------------------------

point "the cgroup becomes empty: nothing is signalled"
pids=$(spawn -c "$CG/t/a" sleeper)
armed "$CGKILL" --when 1h "$CG/t"
kill -9 "$pids"
ended 0
out_has "nothing is sent"
err_empty

point "it becomes empty when it is armed, but before it is looked at for the first time"
if has_tool strace; then
	pids=$(spawn -c "$CG/t/a" sleeper)
	begin_run run_traced -P /dev/null -e trace=openat,openat2,open -e inject=openat,openat2,open:delay_enter=2s \
		"$CGKILL" --verbose --when 1h "$CG/t"
	wait_until in_trace /dev/null || fail "it does not prepare its write"
	kill -9 "$pids"
	empty "$CG/t"
	still_held
	ended 0
	out_has "nothing is sent"
	err_empty
else
	skip "strace is not installed"
fi

point "it is removed, after it has been empty from the start"
armed "$CGKILL" --when 1h "$CG/t"
sleep 0.2
rmdir "$CG/t/a" "$CG/t"
ended 0
err_empty
cgroup t t/a

point "it is empty at the start: who comes in is watched"
armed "$CGKILL" --when 1500ms --wait "$CG/t"
pids=$(spawn -c "$CG/t" immune)
alive "$pids"
ended 0
dead "$pids"

point "--remove: it is removed as soon as it is empty"
pids=$(spawn -c "$CG/t/a" sleeper)
armed "$CGKILL" --when 1h --remove "$CG/t"
kill -9 "$pids"
ended 0
out_has "nothing is sent"
err_empty
[ ! -e "$CG/t" ] || fail "it is still there"
cgroup t t/a

if has_tool strace; then
	point "--remove: who comes in before that is not signalled, but watched"
	pids=$(spawn -c "$CG/t" sleeper)
	: >"$OUT"
	begin_run run_traced -e trace=unlinkat,rmdir \
		-e inject=unlinkat,rmdir:delay_enter=1s:when=1 \
		"$CGKILL" --verbose --when 1h --remove --wait=infinity "$CG/t"
	wait_armed
	kill -9 "$pids"
	wait_until in_trace '\(unlinkat\|rmdir\)(' || fail "it does not come to rmdir"
	guest=$(spawn -c "$CG/t" sleeper)
	wait_until in_trace EBUSY || fail "it could remove the cgroup"
	still_alive "$guest"
	kill -9 "$guest"
	ended 0
	err_empty
	[ ! -e "$CG/t" ] || fail "it is still there"
	rm -f "$TRACE"
	cgroup t t/a
fi

for signal in TERM HUP; do
	point "SIG$signal ends it: nothing is signalled"
	pids=$(spawn -c "$CG/t" sleeper)
	armed_program "$CGKILL" --when 1h "$CG/t"
	kill -s $signal $program
	wait $program
	status=$?
	[ $status -gt 128 ] || fail "status $status"
	still_alive "$pids"
	run "$CGKILL" --wait "$CG/t"
done

point "an operand that is refused does not have standard input watched for it"
if has_tool strace; then
	pids=$(spawn -c "$CG/t" sleeper)
	: | run_traced -e "trace=$WAITS" "$CGKILL" --when 1s "$CG/t" "$CG/missing"
	dead "$pids"
	err_has missing
	waits=$(grep -c '^p*poll' "$TRACE")
	[ "$waits" -le 100 ] || fail "$waits waits in 1 s"
else
	skip "strace is not installed"
fi

# --- the caller ---------------------------------------------------------------------------------

for option in --exclude-self ''; do
	point "the caller is moved into the cgroup meanwhile${option:+, with }$option"
	pids=$(spawn -c "$CG/t" sleeper)
	# shellcheck disable=SC2086 # it may be none
	armed_program "$CGKILL" --when 1s --wait=5s $option "$CG/t"
	echo $program >"$CG/t/a/cgroup.procs"
	if [ -n "$option" ]; then program_ends 0; else program_ends 137; fi
	dead "$pids"
done

point "the caller is moved into the cgroup, which then has nobody else"
pids=$(spawn -c "$CG/t" sleeper)
armed_program "$CGKILL" --when 1h --exclude-self "$CG/t"
echo $program >"$CG/t/a/cgroup.procs"
kill -9 "$pids"
program_sends_nothing

point "only the caller is in it from the start: that is empty, and who comes in is watched"
armed_program sh -c "$ENTER" "$CG/t" "$CGKILL" --when 2s --wait --exclude-self "$CG/t"
sleep 0.2
pids=$(spawn -c "$CG/t" immune)
program_ends 0
dead "$pids"
run "$CGKILL" --wait "$CG/t"

point "the same, until who has come in leaves"
armed_program sh -c "$ENTER" "$CG/t" "$CGKILL" --when 1h --exclude-self "$CG/t"
pids=$(spawn -c "$CG/t" sleeper)
sleep 1.5 # it looks once a second
still_alive "$pids"
alive $program
kill -9 "$pids"
program_sends_nothing

# --- what it costs ------------------------------------------------------------------------------

if has_tool strace && [ -e "$CG/t/cgroup.kill" ]; then
	point "between waking up and writing: at most three calls, nothing is looked up or read in"
	pids=$(spawn -c "$CG/t" sleeper 10)
	begin_run run_traced -e inject=write:delay_enter=2s:when=2+ \
		"$CGKILL" --when 3s "$CG/t"
	wait_until in_trace '^poll(.*, [1-9][0-9][0-9]' || fail "it does not wait"
	program=$(child_of "$(child_of "$(child_of $!)")")
	before=$(has_stat "$program" 8):$(has_stat "$program" 10)
	wait_until in_trace '^write([0-9]*, "1", 1' 2 || fail "it does not kill"
	after=$(has_stat "$program" 8):$(has_stat "$program" 10)
	end_run
	dead "$pids"
	# The sanitizers, and the counters of what is covered, have pages of their own.
	[ "${SANITIZERS-no}" != no ] || [ "$before" = "$after" ] || fail "page faults: from $before to $after"
	awk '/^poll/ { calls = ""; next } /^write\([0-9]*, "1", 1/ { last = calls }
		{ calls = calls $0 "\n" } END { printf "%s", last }' "$TRACE" >"$TMP/calls"
	[ "$(wc -l <"$TMP/calls")" -le 3 ] || fail "$(cat "$TMP/calls")"
	! grep -q '^open\|^mmap\|^brk\|^stat' "$TMP/calls" || fail "$(cat "$TMP/calls")"
fi

# --- pressure -----------------------------------------------------------------------------------

# press CGROUP: more than a CPU can do.
press() {
	_cpu=$(taskset -pc $$ | sed 's/.*: //; s/[,-].*//')
	for _copy in 1 2 3; do
		taskset -c "$_cpu" sh -c "$ENTER" "$1" sh -c "trap '' USR1 USR2 URG; while :; do :; done" &
	done
}

point "pressure of one of two operands"
if [ -e "$CG/t/cpu.pressure" ] && has_tool taskset; then
	calm=$(spawn -c "$CG/u" sleeper)
	pids=$(spawn -c "$CG/t" sleeper)
	press "$CG/t/a"
	armed "$CGKILL" --when 'cpu some 20ms 2s' --when 1min "$CG/t" "$CG/u"
	dead "$pids"
	alive "$calm"
	kill -9 "$calm"
	ended 0
	out_has "cpu some 20ms 2s"
else
	skip "no cpu.pressure, or taskset is not installed"
fi

point "three signals each, to two operands that are struck at different times: none comes twice"
if [ -e "$CG/t/cpu.pressure" ] && has_tool taskset && has_tool strace; then
	first=$(witness_in "$CG/t" plain) second=$(witness_in "$CG/u" plain)
	press "$CG/t/a"
	# The third is still on its way to t when the first goes to u.
	LIMIT=60 begin_run run_traced -e trace=openat,openat2,pidfd_send_signal \
		-e inject=openat,openat2:delay_enter=60000 "$CGKILL" -s USR1 --timeout 300 USR2 \
		--timeout 300 URG --when 'cpu some 500ms 2s' "$CG/t" "$CG/u"
	wait_until in_trace "SIGURG" || fail "t is not struck"
	press "$CG/u"
	end_run
	status_is 0
	got "$first" "10 12 23"
	got "$second" "10 12 23"
	run "$CGKILL" --wait "$CG/t" "$CG/u"
else
	skip "no cpu.pressure, or taskset or strace is not installed"
fi

# Whether the kernel lets somebody without CAP_SYS_RESOURCE have a window of so many milliseconds.
# shellcheck disable=SC2016
takes_window() {
	setpriv --bounding-set -sys_resource sh -c 'echo "full 100000 $(($2 * 1000))" >"$1"' sh \
		"$CG/t/memory.pressure" "$1" 2>/dev/null
}

# refuses_window MS SAID NOT_SAID: the kernel does, and that is said.
refuses_window() {
	point "a window that the kernel refuses: $1 ms"
	if [ ! -e "$CG/t/cpu.pressure" ] || ! has_tool setpriv; then
		skip "no memory.pressure, or setpriv is not installed"
	elif takes_window "$1"; then
		skip "the kernel does not refuse it"
	else
		pids=$(spawn -c "$CG/t" sleeper)
		run setpriv --bounding-set -sys_resource "$CGKILL" --when "memory full 100ms $1ms" "$CG/t"
		refused "$2" "without CAP_SYS_RESOURCE"
		err_lacks "$3"
		still_alive "$pids"
		run "$CGKILL" --wait "$CG/t"
	fi
}
refuses_window 1000 "the window must be a multiple of 2s" 500ms
refuses_window 300 "before Linux 6.5 the window must be at least 500ms" "the window must be a multiple"

point "one that is refused, though its window is as it should be: no window is blamed"
if [ -e "$CG/t/cpu.pressure" ] && has_tool strace; then
	pids=$(spawn -c "$CG/t" sleeper)
	run_traced -P "$CG/t/memory.pressure" -e trace=write -e inject=write:error=EINVAL \
		"$CGKILL" --when 'memory full 100ms 4s' "$CG/t"
	refused "cannot watch" "memory.pressure" "Invalid argument"
	err_lacks "CAP_SYS_RESOURCE"
	still_alive "$pids"
	run "$CGKILL" --wait "$CG/t"
else
	skip "no memory.pressure, or strace is not installed"
fi

point "one of two cannot be watched: neither is done"
if [ -e "$CG/t/cpu.pressure" ] && has_tool unshare; then
	pids=$(spawn -c "$CG/t" sleeper)
	# shellcheck disable=SC2016
	run unshare -m sh -c 'mount --bind /dev/null "$1/u/cpu.pressure" &&
		exec "$0" --json --when "cpu some 2s 2s" "$1/t" "$1/u"' "$CGKILL" "$CG"
	status_is 1
	err_has "mounted there"
	[ "$(grep -c '"outcome": "refused"' "$OUT")" = 2 ] || fail "not both are refused"
	still_alive "$pids"
	run "$CGKILL" --wait "$CG/t"
else
	skip "no cpu.pressure, or unshare is not installed"
fi

# --- lack of memory -----------------------------------------------------------------------------

run_out_of_memory() {
	sh -c "$ENTER" "$CG/t/a" awk 'BEGIN { s = "xxxxxxxxxxxxxxxx"; for (;;) s = s s }' >/dev/null 2>&1
	_hog=$?
	[ $_hog = 137 ] || fail "it did not run out of memory, but ended with $_hog"
}

if [ -e "$CG/t/memory.events" ]; then
	point "oom that comes while it arms, held before it first waits"
	pids=$(spawn -c "$CG/t" immune 3)
	echo 20M >"$CG/t/memory.max"
	if has_tool strace; then
		begin_run run_traced -e trace=?poll,?ppoll,pread64 -e inject=?poll,?ppoll:delay_enter=3s:when=1 \
			"$CGKILL" --when oom --wait "$CG/t"
		wait_until in_trace '^p*poll' || fail "it does not come to wait"
		run_out_of_memory
		end_run
		killed "$CG/t" "$pids"
	else
		skip "strace is not installed"
		run "$CGKILL" --wait "$CG/t"
	fi

	point "oom: each of two operands by itself"
	calm=$(spawn -c "$CG/u" sleeper)
	pids=$(spawn -c "$CG/t" immune 3)
	echo 20M >"$CG/t/memory.max"
	armed "$CGKILL" --when oom --wait "$CG/t" "$CG/u"
	run_out_of_memory
	dead "$pids"
	alive "$calm"
	kill -9 "$calm"
	ended 0
	echo max >"$CG/t/memory.max"
else
	point "oom without memory.events: it is not armed"
	pids=$(spawn -c "$CG/t" sleeper)
	run "$CGKILL" --when oom --when 1s "$CG/u" "$CG/t"
	status_is 1
	err_lines 1
	err_has "no memory.events" "controller memory"
	still_alive "$pids"
	run "$CGKILL" --wait "$CG/t"
fi

# --- what is in its way -------------------------------------------------------------------------

uid=$(private_uid)
for kind in grow rabbit; do
	point "a fork bomb in the cgroup: $kind"
	spawn -u "$uid" -t 60 -c "$CG/t/a" $kind "${BOMB:=50}"
	run "$CGKILL" --when 1s --mrelease --wait "$CG/t"
	status_is 0
	err_empty
	sleep 0.2
	[ ! -s "$CG/t/a/cgroup.procs" ] || fail "some are left"
done

# The program gets its conditions only when it looks: what has happened before then counts.
for call in '?poll,?ppoll' openat2; do
	point "the event comes while it arms: held before $call"
	if has_tool strace; then
		pids=$(spawn -c "$CG/t" sleeper 3)
		run_traced -e trace="$call" -e inject="$call:delay_enter=700ms:when=1" \
			"$CGKILL" --when 300ms --wait "$CG/t"
		killed "$CG/t" "$pids"
	else
		skip "strace is not installed"
	fi
done

# --- what does not go with it -------------------------------------------------------------------

point "what is no condition, or does not go with one"
pids=$(spawn -c "$CG/t" sleeper)
for words in "--when 5x" "--when OOM" "--when -1s" "--when 1s -p" "--when 1s -s 0" "--when"; do
	# shellcheck disable=SC2086
	run "$CGKILL" "$CG/t" $words
	status_is 1
	[ -s "$ERR" ] || fail "nothing is said"
done
for text in "memory some 150000 1000000" "memory some 3s 2s" "memory most 1s 2s" "swap some 1s 2s" \
	"memory some 1s" "memory some 1s 2s 3s" "memory some 1s 11s" ""; do
	run "$CGKILL" "$CG/t" --when "$text"
	status_is 1
	err_has --when
done
run "$KILL" --when 1s "$pids"
status_is 1
err_has --cgroup
still_alive "$pids"
finish
