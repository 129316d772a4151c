#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Output that cannot be written is an error; a reader that has gone away is none to talk of.
. "${0%/*}/../lib.sh"
. "${0%/*}/lib.sh"
need_witness
T=$(witness_named victim plain)
H=$(witness handler)
mkfifo "$TMP/fifo"

# reached 'ARGUMENTS': the output comes after the work.
reached() {
	case $1 in
	*USR1*) got "$T" 10 ;;
	*) got "$T" '' ;;
	esac
}

for arguments in -l '-l 9' '-l HUP' --list -L --table -t '-t 9' "-p $T" "-p $T victim" \
	"-d $H" --help -h --version -V -v "--verbose -USR1 $T"; do
	name=$(echo "$arguments" | sed "s/$T/PID/g; s/$H/PID/g")

	point "kill $name: stdout is closed"
	# shellcheck disable=SC2016,SC2086
	run sh -c '"$KILL" "$@" >&-' sh $arguments
	status_is 1
	err_lines 1
	err_has kill: "write error" "Bad file descriptor"
	reached "$arguments"

	point "kill $name: the disk is full"
	if [ -w /dev/full ]; then
		# shellcheck disable=SC2016,SC2086
		run sh -c '"$KILL" "$@" >/dev/full' sh $arguments
		status_is 1
		err_lines 1
		err_has kill: "write error" "No space left on device"
		reached "$arguments"
	else
		skip "no /dev/full"
	fi

	point "kill $name: the reader has gone away"
	# shellcheck disable=SC2016,SC2086
	run sh -c 'trap "" PIPE; exec 3<>"$0" 4>"$0" 3>&-; "$KILL" "$@" >&4' "$TMP/fifo" $arguments
	[ "$status" != timeout ] || fail "it does not end"
	err_empty
	reached "$arguments"
done

point "a limit on the size of files: all are signalled, then that is an error"
truncate -s 8M "$TMP/long"
# shellcheck disable=SC2016
run sh -c 'ulimit -f 2048; exec "$@" >>"$0"' "$TMP/long" \
	"$KILL" --verbose -USR1 --timeout 10 USR2 "$T"
status_is 1
err_lines 1
err_has kill: "write error" "File too large"
got "$T" "10 12"

point "what is printed before an error is not lost"
run "$KILL" -l NOSUCH 9
status_is 1
out_is KILL
err_lines 1

point "closed streams, all of them: signals are sent"
# shellcheck disable=SC2016
run sh -c '"$KILL" -USR1 "$1" <&- >&- 2>&-' sh "$T"
status_is 0
got "$T" 10
point "stderr is closed: the status tells"
# shellcheck disable=SC2016
run sh -c '"$KILL" -USR1 999999999 "$1" 2>&-' sh "$T"
status_is 64
got "$T" 10
point "no output, no error: a full disk where nothing is printed"
if [ -w /dev/full ]; then
	# shellcheck disable=SC2016
	run sh -c '"$KILL" -USR1 "$1" >/dev/full' sh "$T"
	status_is 0
	err_empty
	got "$T" 10
else
	skip "no /dev/full"
fi
finish
