#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A service that has ended, but that nobody has waited for, refuses to die, says start-stop-daemon.
#
# Software	dpkg 1.22.22, its start-stop-daemon
# Guess		--stop ends at once, with success, as soon as the process is a zombie.
# In fact	It goes through its whole schedule, KILL included, says "refused to die", and fails
#		with status 2; --status says that the service runs.
# Matters for	init scripts in containers whose first process does not reap: each stop takes as
#		long as its schedule, and fails, although nothing runs any more.  A cgroup is empty
#		by then.
. "$(dirname "$0")/lib.sh"
root debian trixie dpkg=1.22.22

# shellcheck disable=SC2016 # for the shell in there
seen=$(run debian '
# Its parent goes on and never waits.
dash -c "sleep 60 & echo \$! >/tmp/pid; exec sleep 61" &
until [ -s /tmp/pid ]; do usleep 10000; done
read -r pid </tmp/pid
until [ "$comm" = sleep ]; do usleep 10000; read -r comm </proc/$pid/comm; done
start-stop-daemon --stop --retry TERM/1/KILL/1 --pidfile /tmp/pid
echo "--stop: status $?"
grep ^State: /proc/$pid/status | tr "\t" " "
start-stop-daemon --status --pidfile /tmp/pid
echo "--status: status $?"')

verdict "Program process in pidfile '/tmp/pid', 1 process(es), refused to die.
--stop: status 2
State: Z (zombie)
--status: status 0" "$seen"
