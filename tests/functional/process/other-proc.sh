#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# With a /proc that hides processes, or tells of others: PIDs work, and names say why not.
. "${0%/*}/../lib.sh"
. "${0%/*}/lib.sh"
need_witness
need_tool mount setpriv
public_programs
T=$(witness_named victim plain)

# A /proc that hides the processes of others, and somebody who is not root.
them=$(private_uid)
theirs=$(witness_named theirs -u "$them" plain)
hidden() {
	# shellcheck disable=SC2016
	run unshare --mount sh -c '
		mount -t proc -o hidepid=2 proc /proc || exit 99
		exec setpriv --reuid "$0" --regid "$0" --clear-groups "$@"' "$them" "$@"
}
hidden test -e "/proc/$T"
if [ "$status" = 1 ]; then
	point "hidepid: one's own processes"
	hidden "$KILL" -USR1 "$theirs"
	status_is 0
	got "$theirs" 10
	hidden "$KILL" -USR1 theirs
	status_is 0
	err_empty
	got "$theirs" 10
	hidden "$KILL" -a -USR1 theirs
	status_is 0
	got "$theirs" 10
	point "hidepid: the PID of somebody else's process"
	hidden "$KILL" -USR1 "$T"
	status_is 1
	err_has "$T" "not permitted"
	got "$T" ''
	for option in -USR1 -a -p; do
		point "hidepid: the name of somebody else's process is an error that says why ($option)"
		hidden "$KILL" $option victim
		status_is 1
		out_is ''
		err_lines 1
		err_has victim /proc
		got "$T" ''
	done
	point "hidepid: such a name and a PID"
	hidden "$KILL" -USR1 victim "$theirs"
	status_is 64
	err_has victim /proc
	got "$theirs" 10
else
	point "hidepid"
	skip "hidepid=2 does not hide"
fi

# A /proc of another PID namespace tells of other processes than those that have the PIDs here:
# names and states in it must not make anybody a victim.
foreign() {
	: >"$TMP/record"
	# shellcheck disable=SC2016
	run unshare --pid --fork --kill-child sh -c '
		pid=$1
		shift
		[ "$("$HELPERS/spawn" -i "$pid" -o "$0" recorder 2>/dev/null)" = "$pid" ] || exit 99
		"$@"' "$TMP/record" "$@"
	[ "$status" = 99 ] && skip "cannot choose the PID of a process"
	! grep -q '^got' "$TMP/record" || fail "a bystander was signalled: $(cat "$TMP/record")"
}
point "/proc of another PID namespace: a name"
foreign "$T" "$KILL" -USR1 victim
status_is 1
err_has victim /proc
got "$T" ''
point "/proc of another PID namespace: -a and a name"
foreign "$T" "$KILL" -a -USR1 victim
status_is 1
err_has victim /proc
got "$T" ''
finish
