#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# timeout(1) of uutils kills only the command where that of GNU kills its process group.
#
# Software	rust-coreutils 0.12.0; for comparison coreutils 9.10
# Guess		The same: uutils means to be a drop-in replacement, and after TERM both are.
# In fact	With -s KILL, and when -k follows, uutils kills the child alone: what that has
#		started lives on.  The status for -s KILL is 124, GNU's 137.  A signal that is
#		ignored when timeout starts stays ignored in the command, also if it is the one to
#		be sent: a script without job control ignores INT in "timeout -s INT 1 ... &", so
#		its limit does nothing.
# Matters for	everybody who relies on timeout to end a build or a test with all of its processes;
#		some distributions have uutils by default.  A cgroup does not depend on either.
. "$(dirname "$0")/lib.sh"
root sid sid rust-coreutils=0.12.0-1 coreutils=9.10-1

# shellcheck disable=SC2016 # for the shell in there
seen=$(run sid '
# try TIMEOUT [OPTION...]: who is left of a command that ignores TERM and has a child.
try() {
	rm -f /tmp/child
	"$@" 1 dash -c "trap \"\" TERM; sleep 61 & echo \$! >/tmp/child; sleep 62; sleep 62"
	status=$?
	usleep 200000
	read -r child </tmp/child
	if grep -q "^State:.[^Z]" /proc/$child/status; then
		child="lives on"
	else
		child=killed
	fi
	echo "$*: status $status, child $child"
} 2>/dev/null

# ignored TIMEOUT: what of a limit by a signal that the command finds ignored.
ignored() {
	dash -c "$* -s INT 1 dash -c \"sleep 4; echo to its end\" & wait \$!; echo status \$?" |
		tr "\n" " "
	echo "in the background of a script: $*"
}

for timeout in /usr/bin/timeout "coreutils timeout"; do
	try $timeout -s KILL
	try $timeout -k 1
	ignored $timeout
done')

verdict '/usr/bin/timeout -s KILL: status 137, child killed
/usr/bin/timeout -k 1: status 137, child killed
status 124 in the background of a script: /usr/bin/timeout
coreutils timeout -s KILL: status 124, child lives on
coreutils timeout -k 1: status 137, child lives on
to its end status 124 in the background of a script: coreutils timeout' "$seen"
