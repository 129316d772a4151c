#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Every form of the command line that any kill(1) knows, with real processes.  What is wrong and
# signals nothing is in wrong.sh.
. "${0%/*}/../lib.sh"
. "${0%/*}/lib.sh"
need_witness
N=victim
T=$(witness_named $N plain)             # handles no signal
H=$(witness handler)                    # handles USR1, TERM and RTMAX
I=$("$HELPERS/witness" inode "$T")
RTMIN=$("$HELPERS/witness" rtmin)
bystander=$(witness plain)

# form 'ARGUMENTS' PID 'SIGNALS' [STATUS [STDOUT]]: what kill does, and what the process got.
form() {
	point "kill $1"
	eval "run \"\$KILL\" $1"
	status_is "${4:-0}"
	got "$2" "$3"
	out_is "${5-}"
	if [ "${4:-0}" = 0 ]; then
		err_empty
	else
		[ -s "$ERR" ] || fail "nothing is said"
	fi
}

# row 'ARGUMENTS' 'SIGNALS' [STATUS [STDOUT]]: the same with $T.
row() {
	_form=$1
	shift
	form "$_form" "$T" "$@"
}

# shellcheck disable=SC2016 # The rows are evaluated.
rows() {
	row '$T' 15
	row '-- $T' 15
	# -s, -n, --signal
	row '-s USR1 $T' 10
	row '-s SIGUSR1 $T' 10
	row '-s usr1 $T' 10
	row '-s sigusr1 $T' 10
	row '-s 10 $T' 10
	row '-sUSR1 $T' 10
	row '-s10 $T' 10
	row '-s +10 $T' 10
	row '-s " 10" $T' 10
	row '-n 10 $T' 10
	row '-n USR1 $T' 10
	row '-n10 $T' 10
	row '-nUSR1 $T' 10
	row '--signal USR1 $T' 10
	row '--signal=USR1 $T' 10
	row '--sig USR1 $T' 10
	row '--sig=10 $T' 10
	row '-s USR1 -- $T' 10
	# -<signal>
	row '-USR1 $T' 10
	row '-SIGUSR1 $T' 10
	row '-usr1 $T' 10
	row '-sigusr1 $T' 10
	row '-Usr1 $T' 10
	row '-10 $T' 10
	row '-010 $T' 10
	row '-1 $T' 1
	row '-USR1 -- $T' 10
	# words that look like options
	row '-segv $T' 11
	row '-sys $T' 31
	row '-quit $T' 3
	row '-hup $T' 1
	row '-alrm $T' 14
	row '-pipe $T' 13
	row '-pwr $T' 30
	row '-prof $T' 27
	row '-trap $T' 5
	row '-term $T' 15
	row '-tstp $T' 20
	row '-vtalrm $T' 26
	row '-abrt $T' 6
	row '-rtmin+3 $T' $((RTMIN + 3))
	# real-time signals
	row '-RTMIN $T' "$RTMIN"
	row '-RTMIN+3 $T' $((RTMIN + 3))
	row '-RTMAX-3 $T' 61
	row '-RTMAX $T' 64
	row '-RT3 $T' $((RTMIN + 3))
	row '-SIGRTMIN+3 $T' $((RTMIN + 3))
	row '-s rtmin+3 $T' $((RTMIN + 3))
	row '-s SIGRT3 $T' $((RTMIN + 3))
	row '-37 $T' 37
	row '-s 37 $T' 37
	row '-s 64 $T' 64
	# names of old
	row '-IOT $T' 6
	row '-CLD $T' 17
	row '-IO $T' 29
	row '-POLL $T' 29
	row '-STKFLT $T' 16
	# nothing is sent
	row '-EXIT $T' ''
	row '-s EXIT $T' ''
	row '-0 $T' ''
	row '-s 0 $T' ''
	row '-0 999999999' '' 1
	# values
	row '-q 5 -USR1 $T' 10:5
	row '-USR1 -q 5 $T' 10:5
	row '-q5 -USR1 $T' 10:5
	row '--queue 5 -s USR1 $T' 10:5
	row '--queue=5 -s USR1 $T' 10:5
	row '-q -5 -s USR1 $T' 10:-5
	row '-q 0 -s USR1 $T' 10:0
	row '-q 2147483647 -s USR1 $T' 10:2147483647
	row '-q -2147483648 -s USR1 $T' 10:-2147483648
	row '-q 5 -s RTMIN+3 $T' $((RTMIN + 3)):5
	row '-q 5 $T' 15:5
	row '-q 5 -USR1 $N' 10:5
	row '-q 5 -s 0 $T' ''
	# names
	row '-USR1 $N' 10
	row '-a -USR1 $N' 10
	row '--all -s USR1 $N' 10
	row '$N' 15
	row '-p $N' '' 0 "$T"
	row '-s USR1 nosuchname' '' 1
	row '-s USR1 $T nosuchname' 10 64
	row '-s USR1 nosuchname $T' 10 64
	# -p
	row '-p $T' '' 0 "$T"
	row '--pid $T' '' 0 "$T"
	row '-p $T $N' '' 0 "$T
$T"
	# -r
	row '-r -s USR1 $T' '' 1
	row '--require-handler $T' '' 1
	form '-r -s USR1 $H' "$H" 10
	form '--require-handler -s USR1 $H' "$H" 10
	form '-r $H' "$H" 15
	form '-r -s USR1 $H $T' "$H" 10 64
	form '-r -s USR1 $T $H' "$H" 10 64
	form '-r -q 5 -s USR1 $H' "$H" 10:5
	form '-r -s USR2 $H' "$H" '' 1
	form '-r -s KILL $H' "$H" '' 1
	# -d
	form '-d $H' "$H" '' 0 'Caught: USR1 TERM RTMAX '
	form '-d$H' "$H" '' 0 'Caught: USR1 TERM RTMAX '
	form '-d=$H' "$H" '' 0 'Caught: USR1 TERM RTMAX '
	form '--show-process-state $H' "$H" '' 0 'Caught: USR1 TERM RTMAX '
	form '--show-process-state=$H' "$H" '' 0 'Caught: USR1 TERM RTMAX '
	# --timeout
	row '--timeout 50 USR2 -s USR1 $T' '10 12'
	row '--timeout 50 USR2 -q 5 -s USR1 $T' '10:5 12:5'
	row '--timeout 50 USR2 --timeout 50 TERM -s USR1 $T' '10 12 15'
	row '-s USR1 --timeout 50 sigusr2 $T' '10 12'
	row '--timeout 50 12 $T' '15 12'
	# --verbose, version, help
	row '--verbose -s USR1 $T' 10 0 "sending signal 10 to pid $T"
	row '--verbose -q 5 $T' 15:5 0 "sending signal 15 to pid $T"
	# PIDs
	row '-s USR1 +$T' 10
	row '-s USR1 " $T"' 10
	row '-s USR1 0$T' 10
	row '-s USR1 $T 999999999' 10 64
	row '-s USR1 999999999 $T' 10 64
	row '-s USR1 999999999' '' 1
	row '-s USR1 999999999 999999998 999999997' '' 1
	row '-s USR1 2147483647 $T' 10 64
	row '-s RTMIN $T $T' "$RTMIN $RTMIN"
	# The options end at the first operand, and such a number is a group (that nobody is in).
	row '$T -10' 15 64
	row '-10 -12 $T' 10 64
	row '-s USR1 -- -12 $T' 10 64
	row '-s USR1 -12 $T' 10 64
}
rows

# shellcheck disable=SC2016
if [ -n "$I" ]; then
	row '-USR1 $T:$I' 10
	row '$T:$I' 15
	row '-q 5 -USR1 $T:$I' 10:5
	row '-p $T:$I' '' 0 "$T"
	row '-USR1 $T:1' '' 1
	row '-USR1 $T:$((I + 4294967296))' '' 1
	row '-USR1 $T:1 $T:$I' 10 64
	row '-USR1 $H:$I' '' 1
	row '-USR1 999999999:$I' '' 1
	row '--timeout 50 USR2 -s USR1 $T:$I' '10 12'
	form '-r -USR1 $T:$I' "$T" '' 1
	form '--verbose -USR1 $T:$I' "$T" 10 0 "sending signal 10 to pid $T"
else
	point "kill PID:inode"
	skip "the kernel has no unique inode numbers for processes"
fi

for option in -V -v --version --vers; do
	point "kill $option -s USR1 PID"
	run "$KILL" "$option" -s USR1 "$T"
	status_is 0
	got "$T" ''
	out_has cgkill
	err_empty
done

for option in -h --help --he; do
	point "kill $option -s USR1 PID"
	run "$KILL" "$option" -s USR1 "$T"
	status_is 0
	got "$T" ''
	out_has Usage: --signal
	err_empty
done

point "kill -stop PID, kill -cont PID"
run "$KILL" -stop "$T"
status_is 0
wait_until grep -q '^State:.T' "/proc/$T/status" || fail "it does not stop"
run "$KILL" -cont "$T"
status_is 0
wait_until not grep -q '^State:.T' "/proc/$T/status" || fail "it does not continue"
got "$T" 18

for signal in -9 -kill -KILL -sigkill; do
	point "kill $signal PID"
	pid=$(witness plain)
	run "$KILL" "$signal" "$pid"
	status_is 0
	dead "$pid"
done

point "no other process got a signal"
got "$bystander" ''
got "$H" ''
finish
