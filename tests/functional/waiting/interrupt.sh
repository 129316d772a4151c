#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A signal to the program while it waits, between signals, or while something is frozen beside the
# caller: it dies of it, and nothing stays frozen.
. "${0%/*}/../lib.sh"
need_cgroup
need_tool strace
cgroup t t/a t/b t/b/c
pids=$(spawn -t 300 -e -c "$CG/t" immune)

number_of() {
	case $1 in
	HUP) echo 1 ;;
	INT) echo 2 ;;
	TERM) echo 15 ;;
	esac
}

# ended_by SIGNAL: that is the program's end, and it has left everything as it was.
ended_by() {
	status_is $((128 + $(number_of "$1")))
	err_lacks "kill:"
	thawed "$CG/t"
	alive "$pids"
}

for signal in INT TERM HUP; do
	for method in auto freeze; do
		point "SIG$signal in the wait ($method)"
		run_traced -e trace=poll,ppoll -e inject=poll,ppoll:signal=SIG$signal:when=5 \
			"$CGKILL" -s WINCH --wait --method $method "$CG/t"
		ended_by $signal

		point "SIG$signal before the next signal ($method)"
		run_traced -e trace=poll,ppoll,pidfd_send_signal \
			-e inject=poll,ppoll:signal=SIG$signal:when=5 \
			"$CGKILL" -s WINCH --timeout 15000 CONT --method $method "$CG/t"
		ended_by $signal
		! grep -q SIGCONT "$TRACE" || fail "the next signal was sent"
	done

	point "SIG$signal while it is frozen, with --wait"
	run_traced -e trace=pidfd_send_signal -e inject=pidfd_send_signal:signal=SIG$signal:when=1 \
		"$CGKILL" -s WINCH --wait --method freeze "$CG/t"
	ended_by $signal

	point "SIG$signal while it is frozen for the next signal"
	run_traced -e trace=pidfd_send_signal -e inject=pidfd_send_signal:signal=SIG$signal:when=6 \
		"$CGKILL" -s WINCH --timeout 100 CONT --method freeze "$CG/t"
	ended_by $signal
	grep -q SIGCONT "$TRACE" || fail "the test was too early"

	point "SIG$signal in the wait of a caller inside"
	run_traced -e trace=poll,ppoll -e inject=poll,ppoll:signal=SIG$signal:when=5 \
		sh -c "$ENTER" "$CG/t/a" \
		"$CGKILL" -s WINCH --exclude-self --wait "$CG/t"
	ended_by $signal

	point "SIG$signal from outside"
	if env --default-signal=INT true 2>/dev/null; then
		env --default-signal=INT "$CGKILL" -s WINCH --wait "$CG/t" 2>"$ERR" &
		program=$!
		sleep 0.3
		kill -"$signal" $program
		wait $program 2>/dev/null
		status=$?
		ended_by $signal
	else
		skip "env has no --default-signal"
	fi
done

# The cgroup beside the caller is frozen, killed and thawed; the signal comes in between.
for signal in INT TERM; do
	point "SIG$signal while the caller's siblings are frozen"
	victims=$(spawn -e -c "$CG/t/b" sleeper)
	run_traced -e trace=pidfd_send_signal -e inject=pidfd_send_signal:signal=SIG$signal:when=1 \
		sh -c "$ENTER" "$CG/t/a" \
		"$CGKILL" --method freeze --exclude-self --wait "$CG/t"
	status_is $((128 + $(number_of $signal)))
	thawed "$CG/t"
	run "$CGKILL" --wait "$CG/t"
	dead "$victims" "$pids"
	pids=$(spawn -e -c "$CG/t" immune)
done

point "SIGINT while it tries to remove"
cgroup r
run_traced -e trace=unlinkat,rmdir \
	-e inject=unlinkat,rmdir:error=EBUSY:signal=SIGINT:when=1 "$CGKILL" --remove "$CG/r"
status_is 130
[ -e "$CG/r" ] || fail "removed"
finish
