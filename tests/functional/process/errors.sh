#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# System calls of the PID mode that fail: reported, no success, and nothing is sent on a guess.
. "${0%/*}/../lib.sh"
. "${0%/*}/lib.sh"
need_witness
need_tool strace
T=$(witness_named victim plain)
H=$(witness_named handler handler)

# failing CALL ERRNO[:when=N] [-P FILE] -- ARGUMENTS...: the program, with that call failing.
failing() {
	_call=$1 _error=$2 _file=
	shift 2
	if [ "$1" = -P ]; then
		_file="-P $2"
		shift 2
	fi
	shift
	# shellcheck disable=SC2086 # none or two words
	run_traced $_file -e trace="$_call" -e inject="$_call:error=$_error" "$KILL" "$@"
}

# A name is looked up in /proc.
point "/proc cannot be opened: no name can be looked up"
failing openat EMFILE -P /proc -- -USR1 victim
refused victim "cannot look up a name in /proc" "Too many open files"
got "$T" ''

point "/proc cannot be listed to its end: no success"
failing getdents64 EIO:when=1 -P /proc -- -USR1 victim
refused victim "cannot look up a name in /proc" "Input/output error"
got "$T" ''
failing getdents64 EIO:when=2 -P /proc -- -USR1 victim
status_is 64
err_lines 1
err_has victim "cannot look up a name in /proc"
got "$T" 10

point "/proc cannot be recognized as one"
failing statfs EIO -- -USR1 victim
refused victim "cannot look up a name"
failing readlink,readlinkat EACCES -- -USR1 victim
# With the sanitizers there is a word of theirs, too: they want to read the program's name.
sed -i '/^==[0-9]*==WARNING: reading executable name failed/d' "$ERR"
refused victim "cannot look up a name"
got "$T" ''

for file in comm status; do
	point "a process whose $file cannot be read does not match"
	failing openat,read EIO -P "/proc/$T/$file" -- -USR1 victim
	refused victim "none of your processes has that name"
	got "$T" ''
done

point "-r: what the process does with signals cannot be read"
failing openat EACCES -P "/proc/$H/status" -- -r -USR1 "$H"
refused "$H" "cannot tell whether" "Permission denied"
failing read EIO -P "/proc/$H/status" -- -r -USR1 "$H"
refused "$H" "cannot tell whether" "Input/output error"
got "$H" ''

point "-d: the same"
failing read EIO -P "/proc/$H/status" -- -d "$H"
refused "$H" "cannot read its state" "Input/output error"

point "PID:inode, but what has that number cannot be determined: not signalled"
inode=$("$HELPERS/witness" inode "$T" 2>/dev/null)
if [ -n "$inode" ]; then
	failing fstatfs EPERM -- -USR1 "$T:$inode"
	refused "$T:$inode" "no unique inode numbers"
	got "$T" ''
else
	skip "the kernel has no unique inode numbers for processes"
fi

# --timeout
point "the wait is interrupted by what ends nothing: it goes on"
failing poll,ppoll EINTR:when=1 -- -USR1 --timeout 50 USR2 "$T"
status_is 0
err_empty
got "$T" '10 12'

point "the wait fails: reported, and further signals are not sent"
failing poll,ppoll ENOMEM -- -USR1 --timeout 50 USR2 "$T"
refused "$T" "waiting for the process failed" "Cannot allocate memory"
got "$T" 10

point "the second signal cannot be sent"
run_traced -e trace=pidfd_send_signal,kill -e inject=pidfd_send_signal:error=EINVAL:when=2 \
	-e inject=kill:error=EINVAL "$KILL" -USR1 --timeout 50 USR2 "$T"
refused "$T" "sending the signal failed" "Invalid argument"
got "$T" 10

# By a filter of system calls, or a kernel that has pidfd_open alone.
for error in ENOSYS EPERM EACCES; do
	point "pidfd_send_signal cannot be used ($error): sent to the PID, a value, too"
	failing pidfd_send_signal $error -- -USR1 --timeout 50 USR2 "$T"
	status_is 0
	err_empty
	got "$T" '10 12'
	failing pidfd_send_signal $error -- -USR1 -q 5 victim
	status_is 0
	err_empty
	got "$T" 10:5
	point "nor can anything else ($error)"
	failing pidfd_send_signal,kill $error -- -USR1 victim
	refused victim "sending the signal failed"
	got "$T" ''
done

point "the process has just ended when the second signal is sent: success"
V=$(witness plain)
begin_run run_traced -e trace=pidfd_send_signal -e inject=pidfd_send_signal:delay_enter=1s:when=2 \
	"$KILL" -USR1 --timeout 50 USR2 --timeout 50 TERM "$V"
wait_until in_trace 'pidfd_send_signal(' 2 || fail "the program was not held"
kill -9 "$V"
end_run
status_is 0
err_empty
finish
