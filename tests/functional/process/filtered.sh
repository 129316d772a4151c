#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# No pidfds, or no signals through them, as under a filter or before Linux 5.3: /proc tells whether it
# is still the same process.  Where it cannot, the errno is told, and nothing is sent.
. "${0%/*}/../lib.sh"
. "${0%/*}/lib.sh"
need_witness
need_tool mount umount
[ -x "$HELPERS/filter" ] || skip_all "no $HELPERS/filter"
"$HELPERS/filter" ENOSYS ioctl -- true || skip_all "system calls cannot be filtered here"
T=$(witness_named victim plain)
H=$(witness_named handler handler)
I=$("$HELPERS/witness" inode "$T")
LAST=$("$HELPERS/witness" rtmin)

# filtered ERRNO "CALLS" ARGUMENTS...: the program without these calls.
filtered() {
	_error=$1 _calls=$2
	shift 2
	# shellcheck disable=SC2086 # words
	run "$HELPERS/filter" "$_error" $_calls -- "$KILL" "$@"
}

ended_by() {
	wait_until has_line "$TMP/ends" "$1 signal $2" || fail "$1 did not end by signal $2"
}

for calls in pidfd_open pidfd_send_signal "pidfd_open pidfd_send_signal"; do
	for error in ENOSYS EPERM EACCES ENOMEM EMFILE; do
		point "$calls, $error: all signals of --timeout, with their value"
		filtered $error "$calls" --timeout 20 USR2 -q 5 --timeout 20 RTMIN -s USR1 "$T"
		status_is 0
		err_empty
		got "$T" "10:5 12:5 $LAST:5"
		point "$calls, $error: by name"
		filtered $error "$calls" -s USR1 victim
		status_is 0
		err_empty
		got "$T" 10
		filtered $error "$calls" -q 5 --timeout 20 USR2 -s USR1 victim
		status_is 0
		err_empty
		got "$T" '10:5 12:5'
		point "$calls, $error: -r"
		filtered $error "$calls" -r --timeout 20 TERM -s USR1 "$T" "$H"
		status_is 64
		err_lines 1
		got "$T" ''
		got "$H" '10 15'
		point "$calls, $error: the wait ends with the process"
		pid=$(spawn -w "$TMP/ends" sleeper)
		filtered $error "$calls" --timeout 60s KILL "$pid"
		status_is 0
		err_empty
		ended_by "$pid" 15
	done
done

point "a process that nobody has reaped has ended"
sh -c 'sleep 100 & echo $!; exec sleep 100' >"$TMP/parent" &
parent=$!
wait_until grep -q . "$TMP/parent"
filtered ENOSYS pidfd_open --timeout 60s KILL "$(cat "$TMP/parent")"
status_is 0
err_empty
kill -9 $parent

point "one whose main thread alone has exited has not"
pid=$(spawn -w "$TMP/ends" headless)
filtered ENOSYS pidfd_open -s CONT --timeout 50 KILL "$pid"
status_is 0
err_empty
ended_by "$pid" 9

point "with a descriptor too few for it, nothing is sent"
for number in 3 4 5; do
	# shellcheck disable=SC2016
	run sh -c 'ulimit -n "$0" && exec "$@"' $number \
		"$HELPERS/filter" ENOSYS pidfd_open -- "$KILL" --timeout 20 USR2 -s USR1 "$T"
	if [ "$status" = 0 ]; then
		got "$T" '10 12'
	else
		got "$T" ''
	fi
done

point "the id of a thread is none of a process"
pid=$(spawn threads)
for thread in /proc/"$pid"/task/*; do
	[ "${thread##*/}" = "$pid" ] || break
done
filtered ENOSYS pidfd_open --timeout 20 KILL "${thread##*/}"
refused "${thread##*/}" "No such process"
alive "$pid"
kill -9 "$pid"

point "nobody has the PID"
gone=$(spawn sleeper)
end_process "$gone"
filtered ENOSYS pidfd_open --timeout 60s KILL "$gone"
refused "$gone" "No such process"

told() {
	case $1 in
	ENOSYS) echo "Function not implemented" ;;
	EPERM) echo "Operation not permitted" ;;
	EACCES) echo "Permission denied" ;;
	ENOMEM) echo "Cannot allocate memory" ;;
	EMFILE) echo "Too many open files" ;;
	esac
}

for error in ENOSYS EPERM EACCES ENOMEM EMFILE; do
	point "$error: PID:inode cannot be checked without a pidfd"
	if [ -n "$I" ]; then
		filtered $error pidfd_open -s USR1 "$T:$I"
		refused "$T:$I" "opening the process failed: $(told $error)"
		got "$T" ''
		filtered $error pidfd_send_signal -s USR1 "$T:$I"
		status_is 0
		err_empty
		got "$T" 10
	else
		skip "the kernel has no unique inode numbers for processes"
	fi

	point "$error: without /proc either, nothing is sent, and both are said"
	if [ "${SANITIZERS-no}" = no ]; then
		# shellcheck disable=SC2016
		run unshare --mount sh -c '
			mount -t tmpfs none /proc || exit 99
			exec "$@"' sh "$HELPERS/filter" $error pidfd_open -- \
			"$KILL" --timeout 20 USR2 -s USR1 "$T"
		refused "$T" "/proc is not mounted" "$(told $error)"
		got "$T" ''
	else
		skip "the sanitizers need /proc"
	fi
done

point "the /proc of another PID namespace tells nothing"
: >"$TMP/record"
# shellcheck disable=SC2016
run unshare --pid --fork --kill-child sh -c '
	[ "$("$HELPERS/spawn" -i "$1" -o "$0" recorder 2>/dev/null)" = "$1" ] || exit 99
	"$HELPERS/filter" ENOSYS pidfd_open -- "$KILL" --timeout 20 USR2 -s USR1 "$1"' "$TMP/record" "$T"
if [ "$status" = 99 ]; then
	skip "cannot choose the PID of a process"
elif [ "${SANITIZERS-no}" != no ]; then
	skip "the sanitizers need /proc"
else
	refused "$T" "/proc belongs to another PID namespace"
	! grep -q '^got' "$TMP/record" || fail "a signal was sent: $(cat "$TMP/record")"
fi

point "no other process got a signal"
got "$T" ''
got "$H" ''
finish
