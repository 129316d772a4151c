#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A signal other than KILL reaches every process of the tree exactly once, also those forked
# meanwhile.  Real-time signals are queued, so that one too many is seen.
. "${0%/*}/../lib.sh"
need_cgroup
cgroup t t/a t/a/b t/c
log=$TMP/record

# Every process that was born before its parent got the signal must get it, once; the others may.
everybody_once() {
	awk -v want="$1" '
		$1 == "born" { born[$2] = 1; if ($3 == 0) due[$2] = 1 }
		$1 == "got" { count[$2]++; if ($3 != want) bad = $0 }
		END {
			for (pid in due)
				if (!count[pid]) missing++
			for (pid in count)
				if (count[pid] > 1) twice++
			if (missing || twice || bad)
				print missing + 0 " got none, " twice + 0 " got it twice" (bad ? ", wrong: " bad : "")
		}' "$log"
}

settled() {
	[ -z "$(everybody_once "$1")" ]
}

for method in auto signal freeze; do
	point "processes at rest ($method)"
	: >"$log"
	pids=$(spawn -o "$log" -e -c "$CG/t" recorder)
	run "$CGKILL" -s RTMIN+5 --method $method "$CG/t"
	status_is 0
	wait_until grep -q '^got' "$log"
	number=$(sed -n 's/^got [0-9]* //p' "$log" | head -n 1)
	wait_until settled "${number:-0}" || fail "$(everybody_once "${number:-0}")"
	sleep 0.05
	settled "${number:-0}" || fail "$(everybody_once "${number:-0}")"
	[ "$(grep -c '^got' "$log")" = 4 ] || fail "received: $(grep -c '^got' "$log")"
	run "$CGKILL" "$CG/t"

	point "processes that keep forking ($method)"
	for _ in 1 2 3 4; do
		: >"$log"
		spawn -o "$log" -l 300 -c "$CG/t/a" swarm 8 >/dev/null
		run "$CGKILL" -s "${number:-40}" --method $method "$CG/t"
		status_is 0
		wait_until settled "${number:-0}" || fail "$(everybody_once "${number:-0}")"
		sleep 0.05
		settled "${number:-0}" || fail "$(everybody_once "${number:-0}")"
		run "$CGKILL" "$CG/t"
		empty "$CG/t"
	done
	thawed "$CG/t"
done

# signalled NUMBER: so many have told of it.
signalled() {
	[ "$(grep -c '^got' "$log")" = "$1" ]
}

point "a process forked by the handler of the signal is found by the next walk, and the next"
if has_tool strace; then
	: >"$log"
	spawn -o "$log" -l 3 -c "$CG/t/a/b" breeder >/dev/null
	run_traced -e trace=pidfd_send_signal -e inject=pidfd_send_signal:delay_exit=200ms \
		"$CGKILL" -s "${number:-40}" "$CG/t"
	status_is 0
	wait_until signalled 4 || fail "signalled: $(grep -c '^got' "$log") of 4"
	wait_until settled "${number:-0}" || fail "$(everybody_once "${number:-0}")"
	run "$CGKILL" "$CG/t"
	empty "$CG/t"
else
	skip "strace is not installed"
fi

for method in signal freeze; do
	point "a process that moves during the walk gets it once ($method)"
	: >"$log"
	pids=$(spawn -o "$log" -c "$CG/t/a" recorder)
	if has_tool strace; then
		for dir in t/a t/c; do
			# Moved to the other cgroup as soon as it was signalled.
			begin_run run_traced -e trace=pidfd_send_signal \
				-e inject=pidfd_send_signal:delay_exit=300ms:when=1 \
				"$CGKILL" -s "${number:-40}" --method $method "$CG/t"
			wait_until grep -q '^got' "$log"
			[ $method = freeze ] || echo "$pids" >"$CG/$dir/cgroup.procs"
			end_run
			status_is 0
			sleep 0.05
			[ "$(grep -c '^got' "$log")" = 1 ] || fail "received: $(grep -c '^got' "$log")"
			grep '^born' "$log" >"$log.new"
			cat "$log.new" >"$log"
		done
	else
		skip "strace is not installed"
	fi
	run "$CGKILL" "$CG/t"
done
# The list is read in pieces of a page. A process from the end of the first one that leaves and
# comes back before the second one is read is listed once more.
point "a process that is listed twice gets it once"
if has_tool strace; then
	: >"$log"
	# Each system call of the program stops it, and they are many.
	[ -z "${EMULATED-}" ] || LIMIT=300
	# As short as possible, so that both are dealt with together.
	more=640
	while [ "$(wc -c <"$CG/t/a/cgroup.procs")" -le 4096 ]; do
		spawn -o "$log" -c "$CG/t/a" recorder $more >/dev/null
		more=30
	done
	begin_run run_traced -P "$CG/t/a/cgroup.procs" -e trace=read \
		-e inject=read:delay_enter="$HOLD":when=2 "$CGKILL" -s "${number:-40}" "$CG/t"
	wait_until in_trace 'read(' 2 || fail "the program was not held"
	# The last line of the first piece, which strace shows the length of.
	length=$(sed -n 's/^read(.*= \([0-9]*\)$/\1/p' "$TRACE" | head -n 1)
	twice=$(head -c "${length:-1}" "$CG/t/a/cgroup.procs" | tail -n 1)
	echo "$twice" >"$CG/t/c/cgroup.procs"
	echo "$twice" >"$CG/t/a/cgroup.procs"
	end_run
	status_is 0
	wait_until settled "${number:-0}" || fail "$(everybody_once "${number:-0}")"
	sleep 0.05
	[ "$(grep -c "^got $twice " "$log")" = 1 ] || fail "not once: $twice"
	settled "${number:-0}" || fail "$(everybody_once "${number:-0}")"
	run "$CGKILL" "$CG/t"
	empty "$CG/t"
else
	skip "strace is not installed"
fi
# It stays in the kernel until its child goes on, and so may one in the middle of fork(2).
point "the parent of a vfork, whose child is stopped, is not waited for to stop"
spawn -c "$CG/t" vfork >/dev/null
run "$CGKILL" -s STOP --method signal "$CG/t"
status_is 0
err_empty
run "$CGKILL" --wait "$CG/t"
point "a signal after KILL, to what KILL cannot end, in one operand and in the one around it"
if has_tool strace; then
	cgroup after after/a
	tracer=$(spawn -c "$CG/after/a" traceexit | sed -n 's/^helper //p')
	at_exit "kill -9 $tracer"
	run_traced -e trace=pidfd_send_signal \
		"$CGKILL" --method signal --timeout 50 URG "$CG/after" "$CG/after/a"
	status_is 0
	sent=$(grep -c SIGURG "$TRACE")
	[ "$sent" = 1 ] || fail "sent $sent times"
	kill -9 "$tracer"
else
	skip "strace is not installed"
fi
finish
