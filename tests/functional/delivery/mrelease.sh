#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# --mrelease: process_mrelease(2) for those that were sent SIGKILL, once all have been, whatever
# comes of it.
. "${0%/*}/../lib.sh"
need_cgroup
need_tool strace
cgroup t u
calls=process_mrelease
strace -e trace=$calls true 2>/dev/null || skip_all "strace does not know process_mrelease(2)"

# hold DIR [N]: the victims are held at their exit, with all their memory.
hold() {
	held=$(spawn -c "$1" traceexit "${2-1}")
	tracers=$(echo "$held" | sed -n 's/^helper //p')
	held=$(echo "$held" | grep -v helper)
}

let_go() {
	# shellcheck disable=SC2086
	kill -9 $tracers
	dead "$held"
}

# traced OPTION... COMMAND...: of all threads.
traced() {
	run_traced -f -e trace=write,kill,pidfd_send_signal,pidfd_open,process_mrelease,exit_group "$@"
}

# line PATTERN: of the last one in the trace.
line() {
	grep -n "$1" "$TRACE" | tail -n 1 | cut -d : -f 1
}

released() {
	[ "$(grep -c 'process_mrelease.*= 0$' "$TRACE")" -ge "${1-1}" ] || fail "nothing is freed"
}

supported() {
	! grep -q 'process_mrelease.*ENOSYS' "$TRACE" || {
		skip "the kernel has no process_mrelease(2)"
		return 1
	}
}

for method in $METHODS; do
	point "after the signal has gone to both of two cgroups ($method)"
	hold "$CG/t"
	first=$held all=$tracers
	hold "$CG/u"
	tracers="$tracers $all" held="$held $first"
	traced "$CGKILL" --mrelease --verbose --method "$method" "$CG/t" "$CG/u"
	status_is 0
	err_empty
	if supported; then
		released 2
		out_has "memory freed by"
		case $method in
		kernel) sent='write([0-9]*, "1", 1)' ;;
		*) sent='pidfd_send_signal([0-9]*, SIGKILL\|kill([0-9]*, SIGKILL' ;;
		esac
		mrelease=$(grep -n process_mrelease "$TRACE" | head -n 1 | cut -d : -f 1)
		[ "$(grep -n "$sent" "$TRACE" | sed -n 2p | cut -d : -f 1)" -lt "$mrelease" ] ||
			fail "$(cat "$TRACE")"
	fi
	let_go
done

point "not by a signal before KILL"
pids=$(spawn -c "$CG/t" immune)
traced "$CGKILL" --mrelease -s TERM --timeout 300 KILL --wait "$CG/t"
status_is 0
dead "$pids"
if supported; then
	# The immune one may be gone by then.
	sed '/"1", 1/,$d' "$TRACE" >"$TMP/before"
	! grep -q process_mrelease "$TMP/before" || fail "it comes too early"
fi

point "of a process whose main thread has exited, which the kernel's kill may have passed over"
pids=$(spawn -c "$CG/t" headless)
traced "$CGKILL" --mrelease --wait "$CG/t"
killed "$CG/t" "$pids"

point "armed before"
hold "$CG/t"
traced "$CGKILL" --mrelease --when 300ms "$CG/t"
status_is 0
! supported || released
let_go

for error in ENOSYS EPERM; do
	point "$error: --verbose says so, and all else is as without"
	hold "$CG/t"
	traced -e inject=$calls:error=$error "$CGKILL" --mrelease --verbose "$CG/t"
	status_is 0
	err_empty
	out_has "process_mrelease: cannot free memory"
	let_go
	hold "$CG/t"
	traced -e inject=$calls:error=$error "$CGKILL" --mrelease "$CG/t"
	status_is 0
	err_empty
	[ ! -s "$OUT" ] || fail "it says something"
	let_go
done

point "what cannot be freed at once is tried again"
hold "$CG/t"
traced -e inject=$calls:error=EAGAIN:when=1..3 "$CGKILL" --mrelease "$CG/t"
status_is 0
! supported || released
let_go

point "without a thread"
hold "$CG/t"
traced -e inject=clone,?clone3:error=EAGAIN "$CGKILL" --mrelease "$CG/t"
status_is 0
err_empty
! supported || released
let_go

point "without a thread, one that takes long is the last"
hold "$CG/t" 3
LIMIT=60 run_traced -f -e inject=clone,?clone3:error=EAGAIN -e inject=$calls:delay_enter=7s \
	-e trace=clone,?clone3,$calls "$CGKILL" --mrelease "$CG/t"
status_is 0
err_empty
# strace may miss one of many clone(2), and then there is a thread.
[ "$(grep -c process_mrelease "$TRACE")" -le 2 ] || fail "it has waited for several"
let_go

case " $METHODS " in
*" freeze "*)
	point "without a thread, not while the cgroup is frozen"
	hold "$CG/t"
	run_traced -f -e trace=write,process_mrelease,clone,?clone3 \
		-e inject=clone,?clone3:error=EAGAIN "$CGKILL" --mrelease --method freeze "$CG/t"
	status_is 0
	if supported; then
		released
		# strace may miss one of many clone(2), and then there is a thread.
		main=$(sed -n 's/ .*write(.*"0".*//p' "$TRACE" | tail -n 1)
		first=$(grep -n "^$main .*process_mrelease" "$TRACE" | head -n 1 | cut -d : -f 1)
		[ -z "$first" ] || [ "$(line 'write(.*"0"')" -lt "$first" ] ||
			fail "it is frozen meanwhile"
	fi
	let_go
	;;
esac

point "who gets stuck keeps nothing else waiting, and ends"
hold "$CG/t"
first=$held all=$tracers
hold "$CG/u"
tracers="$tracers $all" held="$held $first"
pids=$(spawn -c "$CG/u" immune)
run_traced -f -e trace=$calls -e inject=$calls:delay_enter=15s "$CGKILL" --mrelease \
	-s KILL --timeout 100ms HUP "$CG/t" "$CG/u"
status_is 0
dead "$pids"
let_go

# Of a thousand and more, the first that is to be freed holds up the others, for more than twice as
# long as the program waits for one.
stuck_at_first() {
	run_traced -f -e inject=$calls:delay_enter=13s:when=1 "$@"
	status_is 0
}

# patience_lost: how often it has waited in vain; 1 is what it may.
patience_lost() {
	awk '/ETIMEDOUT/ { lost++ } END { print lost + 0 }' "$TRACE"
}

if [ -n "${EMULATED-}" ]; then
	point "more processes than are kept"
	skip "an emulator takes too long for a thousand of them under strace"
else
	point "who gets stuck is waited for once, though there are more than are kept"
	hold "$CG/t" 1100
	first=$held all=$tracers
	hold "$CG/u" 30
	tracers="$tracers $all" held="$held $first"
	stuck_at_first -e trace=$calls,futex "$CGKILL" --mrelease "$CG/t" "$CG/u"
	[ "$(patience_lost)" -le 1 ] || fail "it has waited $(patience_lost) times"
	let_go

	point "processes: all are signalled before anything is waited for, and that is once"
	pids=$(spawn -c "$CG/t" sleeper 1100)
	# shellcheck disable=SC2086 # words
	stuck_at_first -e trace=$calls,kill,futex "$KILL" -9 --mrelease $pids
	dead "$pids"
	[ "$(patience_lost)" -le 1 ] || fail "it has waited $(patience_lost) times"
	sed '/ETIMEDOUT/,$d' "$TRACE" >"$TMP/before"
	sent=$(grep -c 'kill([0-9]*, SIGKILL' "$TMP/before")
	[ "$sent" = 1100 ] || fail "$sent of 1100 had been signalled when it lost its patience"

	point "processes: more than are kept are all dealt with"
	pids=$(spawn -c "$CG/t" sleeper 1100)
	# shellcheck disable=SC2086 # words
	traced "$KILL" -9 --mrelease $pids
	status_is 0
	dead "$pids"
	opened=$(grep -c 'pidfd_open(' "$TRACE")
	[ "$opened" -ge 1100 ] || fail "only $opened of 1100 were looked at"
fi

point "--dry-run: no call"
pids=$(spawn -c "$CG/t" sleeper)
traced "$CGKILL" --mrelease --dry-run "$CG/t"
status_is 0
! grep -q process_mrelease "$TRACE" || fail "there is one"
still_alive "$pids"

point "processes: after kill(2)"
hold "$CG/t"
traced "$KILL" -9 --mrelease --verbose "$held" "$pids"
status_is 0
dead "$pids"
if supported; then
	released
	out_has "memory freed by"
	[ "$(line 'kill(.*SIGKILL')" -lt "$(line process_mrelease)" ] || fail "$(cat "$TRACE")"
fi
let_go

point "processes: after the KILL of --timeout"
hold "$CG/t"
pids=$(spawn -c "$CG/t" immune)
traced "$KILL" --mrelease --timeout 100ms KILL "$pids"
status_is 0
dead "$pids"
kill -9 "$held"
let_go

point "processes: ENOSYS"
pids=$(spawn -c "$CG/t" sleeper)
traced -e inject=$calls:error=ENOSYS "$KILL" -9 --mrelease "$pids"
status_is 0
err_empty
dead "$pids"

point "not for process groups, nor without KILL"
pids=$(spawn -c "$CG/t" sleeper)
run "$KILL" -9 --mrelease -- "-$pids"
refused "a single process is required"
run "$CGKILL" -s TERM --mrelease "$CG/t"
status_is 1
err_has "requires the signal KILL"
still_alive "$pids"
finish
