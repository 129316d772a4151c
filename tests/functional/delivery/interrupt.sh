#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A signal to the program while the cgroup is frozen: the cgroup is thawed first, then the program
# dies of the signal.
. "${0%/*}/../lib.sh"
need_cgroup
need_cgroup_file cgroup.freeze
need_tool strace
cgroup t t/a t/b

# The processes survive WINCH, so that they can be used again.
pids=$(spawn -t 300 -e -c "$CG/t" sleeper 1)
freezing() {
	run_traced "$@" "$CGKILL" --method freeze -s WINCH "$CG/t"
}

# Every system call from the freezing to the thawing, with its number among those of its name.
freezing -y -e trace=all
status_is 0
awk -v file="$CG/t/cgroup.freeze" '
	{ call = $0; sub(/\(.*/, "", call); count[call]++ }
	/^write\(/ && index($0, file) && /"1/ { on = 1 }
	on { print call, count[call] }
	/^write\(/ && index($0, file) && /"0/ { exit }' "$TRACE" >"$TMP/calls"

point "the test has found the frozen phase"
found=$(wc -l <"$TMP/calls")
[ "$found" -ge 5 ] || fail "only: $(cat "$TMP/calls")"
# All of them, or evenly spread ones with the first and the last.
awk -v step=$((found / 50 + 1)) -v last="$found" \
	'NR % step == 1 % step || NR == last' "$TMP/calls" >"$TMP/chosen"

set -- TERM INT HUP
while read -r call number; do
	signal=$1
	shift
	set -- "$@" "$signal"
	case $signal in
	TERM) want=143 ;;
	INT) want=130 ;;
	HUP) want=129 ;;
	esac
	point "SIG$signal in $call, number $number"
	freezing -e trace="$call" -e inject="$call:signal=SIG$signal:when=$number"
	# How often it looks whether the cgroup is empty depends on the time that all takes.
	if [ "$(grep -c "^$call(" "$TRACE")" -lt "$number" ]; then
		skip "there were fewer such calls this time"
		continue
	fi
	status_is "$want"
	thawed "$CG/t"
	wait_until has_line "$CG/t/cgroup.events" "frozen 0" || fail "still frozen"
	alive "$pids"
done <"$TMP/chosen"

for signal in QUIT ALRM USR1 PIPE XCPU VTALRM IO SYS; do
	point "another signal, SIG$signal"
	freezing -e trace=pidfd_send_signal -e inject="pidfd_send_signal:signal=SIG$signal:when=1"
	# A pipe that nobody reads may be no reason to end.
	[ $signal = PIPE ] || [ "$status" -gt 128 ] || fail "status $status"
	thawed "$CG/t"
done

# Stopping would leave the cgroup frozen as well.
for signal in TSTP TTIN TTOU; do
	point "SIG$signal does not stop the program before it has thawed"
	freezing -e trace=pidfd_send_signal -e inject="pidfd_send_signal:signal=SIG$signal:when=1" &
	wait_until grep -q SIG$signal "$TRACE" || fail "no signal was sent"
	wait_until has_line "$CG/t/cgroup.freeze" 0 || fail "left frozen"
	child=$(child_of $!)           # timeout
	child=$(child_of "$child")     # strace
	kill -CONT "$(child_of "$child")" 2>/dev/null
	wait
	: >"$TRACE"
done

point "a signal from outside, while nothing moves"
for signal in TERM INT HUP; do
	# What is in the background ignores SIGINT.
	begin_run run_traced -e trace=pidfd_send_signal \
		-e inject=pidfd_send_signal:delay_enter=1s:when=1 \
		env --default-signal=INT "$CGKILL" --method freeze -s WINCH "$CG/t"
	wait_until in_trace 'pidfd_send_signal(' || fail "the program was not held"
	has_line "$CG/t/cgroup.freeze" 1 || fail "not frozen when it should be"
	program=$(child_of "$(child_of "$(child_of $!)")")
	kill -$signal "$program"
	end_run
	[ "$status" -gt 128 ] || fail "SIG$signal: status $status"
	thawed "$CG/t"
done

point "a signal that was ignored from the start (nohup) does not end it"
# shellcheck disable=SC2016
run_traced -f -e trace=pidfd_send_signal -e inject=pidfd_send_signal:signal=SIGHUP:when=1 \
	sh -c 'trap "" HUP && exec "$@"' sh "$CGKILL" --method freeze -s WINCH "$CG/t"
status_is 0
thawed "$CG/t"

point "a cgroup that was frozen before stays frozen then"
freeze "$CG/t"
freezing -e trace=pidfd_send_signal -e inject=pidfd_send_signal:signal=SIGTERM:when=1
status_is 143
frozen "$CG/t"
echo 0 >"$CG/t/cgroup.freeze"

point "the fallback of auto does the same, with KILL"
run_traced -P cgroup.kill -P "$CG/t/a/cgroup.procs" -e trace=openat,openat2,read \
	-e inject=openat,openat2:error=ENOENT -e inject=read:signal=SIGTERM:when=1 "$CGKILL" "$CG/t"
status_is 143
thawed "$CG/t"

finish
