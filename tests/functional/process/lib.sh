# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# For the tests of the PID mode: processes that record their signals.  A test starts like this:
#
#	. "${0%/*}/../lib.sh"
#	. "${0%/*}/lib.sh"
#	need_witness                    # a PID namespace of our own, or skips everything
#	T=$(witness plain)
#
#	point "kill -USR1 PID"
#	run "$KILL" -USR1 "$T"
#	got "$T" 10

# In a PID namespace of its own, no mistake of the program or the test can hit anybody else.
need_witness() {
	own_pid_namespace
	[ -x "$HELPERS/witness" ] || skip_all "no $HELPERS/witness"
	# No process of ours has the number of a signal, or is in such a group.
	echo 1000 >/proc/sys/kernel/ns_last_pid || skip_all "cannot choose PIDs"
	mkdir "$TMP/log"
}

# witness_named NAME ...: like witness, of processes with this name.
witness_named() {
	[ -e "$TMP/$1" ] || cp "$HELPERS/witness" "$TMP/$1"
	_program=$TMP/$1
	shift
	"$_program" -o "$TMP/log" "$@"
}
