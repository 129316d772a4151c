#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A signal other than KILL reaches every process of the tree exactly once, also those forked
# meanwhile.  Real-time signals are queued, so that one too many is seen.
. "${0%/*}/lib.sh"
need_cgroup
cgroup t t/a t/a/b t/c
log=$TMP/record

# Every process that was born before its parent got the signal must get it, once; the others may.
everybody_once() {
	awk -v want="$1" '
		$1 == "born" { born[$2] = 1; if ($3 == 0) due[$2] = 1 }
		$1 == "got" { count[$2]++; if ($3 != want) bad = 1 }
		END {
			for (pid in due)
				if (!count[pid]) missing++
			for (pid in count)
				if (count[pid] > 1) twice++
			if (missing || twice || bad)
				print missing + 0 " got none, " twice + 0 " got it twice, wrong signal: " bad + 0
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
	number=$(sed -n 's/^got [0-9]* //p' "$log" | head -n 1)
	wait_until settled "${number:-0}" || fail "$(everybody_once "${number:-0}")"
	sleep 0.05
	settled "${number:-0}" || fail "$(everybody_once "${number:-0}")"
	[ "$(grep -c '^got' "$log")" = 4 ] || fail "received: $(grep -c '^got' "$log")"
	run "$CGKILL" "$CG/t"

	point "processes that fork meanwhile ($method)"
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

point "a process forked by the handler of the signal is found by the next walk, and the next"
if has_tool strace; then
	: >"$log"
	spawn -o "$log" -l 3 -c "$CG/t/a/b" breeder >/dev/null
	run_traced -e trace=pidfd_send_signal -e inject=pidfd_send_signal:delay_exit=200ms \
		"$CGKILL" -s "${number:-40}" "$CG/t"
	status_is 0
	[ "$(grep -c '^got' "$log")" = 4 ] || fail "signalled: $(grep -c '^got' "$log") of 4"
	wait_until settled "${number:-0}" || fail "$(everybody_once "${number:-0}")"
	run "$CGKILL" "$CG/t"
	empty "$CG/t"
else
	skip "strace is not installed"
fi

for method in signal freeze; do
	point "a process that moves meanwhile gets it once ($method)"
	: >"$log"
	pids=$(spawn -o "$log" -c "$CG/t/a" recorder)
	if has_tool strace; then
		for dir in t/a t/c; do
			# Moved to the other cgroup as soon as it was signalled.
			{
				run_traced -e trace=pidfd_send_signal \
					-e inject=pidfd_send_signal:delay_exit=300ms:when=1 \
					"$CGKILL" -s "${number:-40}" --method $method "$CG/t"
				echo "$status" >"$TMP/status"
			} &
			wait_until grep -q '^got' "$log"
			[ $method = freeze ] || echo "$pids" >"$CG/$dir/cgroup.procs"
			wait
			status=$(cat "$TMP/status")
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

# While members move, the kernel's list can have one of them twice.
move_all() {
	while :; do
		for pid in $pids; do
			echo "$pid" >"$CG/t/c/cgroup.procs"
			echo "$pid" >"$CG/t/a/cgroup.procs"
		done
	done 2>/dev/null
}

for method in signal freeze; do
	point "processes that somebody moves to and fro all the time ($method)"
	: >"$log"
	pids=$(spawn -o "$log" -c "$CG/t/a" recorder 60)
	move_all &
	mover=$!
	at_exit "kill $mover"
	for number in 41 42 43 44 45 46 47 48 49 50; do
		run "$CGKILL" -s $number --method $method "$CG/t"
		status_is 0
	done
	kill $mover
	wait $mover 2>/dev/null
	sleep 0.05
	twice=$(grep '^got' "$log" | sort | uniq -d | wc -l)
	[ "$twice" = 0 ] || fail "received twice: $twice"
	[ "$(grep -c '^got' "$log")" = 600 ] || fail "received: $(grep -c '^got' "$log") of 600"
	run "$CGKILL" "$CG/t"
done
finish
