#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Without /proc: PIDs work, and names say why not.
. "${0%/*}/../lib.sh"
. "${0%/*}/lib.sh"
need_no_sanitizers /proc
need_witness
need_tool mount umount
T=$(witness_named victim plain)
H=$(witness_named handler handler)
G=$T
I=$("$HELPERS/witness" inode "$T")

# without HOW COMMAND...: in a mount namespace in which /proc was taken away.
without() {
	# shellcheck disable=SC2016
	run unshare --mount sh -c '
		case $0 in
		umounted) while umount -l /proc 2>/dev/null; do :; done ;;
		covered) mount -t tmpfs none /proc ;;
		esac
		[ ! -e /proc/self ] || exit 99
		exec "$@"' "$@"
}

for how in umounted covered; do
	point "/proc $how: a PID"
	without $how "$KILL" -USR1 "$T"
	status_is 0
	err_empty
	got "$T" 10
	point "/proc $how: a value"
	without $how "$KILL" -q 5 -USR1 "$T"
	status_is 0
	err_empty
	got "$T" 10:5
	point "/proc $how: a group"
	without $how "$KILL" -USR1 "-$G"
	status_is 0
	err_empty
	got "$T" 10
	point "/proc $how: PID:inode"
	if [ -n "$I" ]; then
		without $how "$KILL" -USR1 "$T:$I"
		status_is 0
		err_empty
		got "$T" 10
		without $how "$KILL" -USR1 "$T:1"
		status_is 1
		got "$T" ''
	else
		skip "the kernel has no unique inode numbers for processes"
	fi
	point "/proc $how: --timeout"
	without $how "$KILL" --timeout 50 USR2 -USR1 "$T"
	status_is 0
	err_empty
	got "$T" '10 12'
	point "/proc $how: -0, -p, -l"
	without $how "$KILL" -0 "$T"
	status_is 0
	without $how "$KILL" -p "$T"
	status_is 0
	out_is "$T"
	without $how "$KILL" -l 10
	status_is 0
	out_is USR1
	got "$T" ''
	for option in '' -a -p; do
		point "/proc $how: a name is an error that says why ($option)"
		# shellcheck disable=SC2086
		without $how "$KILL" $option victim
		status_is 1
		out_is ''
		err_lines 1
		err_has victim "/proc is not mounted"
		got "$T" ''
	done
	point "/proc $how: a name and a PID"
	without $how "$KILL" -USR1 victim "$T"
	status_is 64
	err_lines 1
	err_has "/proc is not mounted"
	got "$T" 10
	point "/proc $how: -r cannot tell, so nothing is signalled"
	without $how "$KILL" -r -USR1 "$H"
	status_is 1
	err_lines 1
	err_has "$H"
	got "$H" ''
	point "/proc $how: -d"
	without $how "$KILL" -d "$H"
	status_is 1
	out_is ''
	err_lines 1
	err_has "$H"
done
finish
