#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Each procps signals somebody else for "kill -TERM -GROUP", or says that it has failed.
#
# Software	procps 3.3.17, 4.0.2, 4.0.4, 4.0.7
# Guess		The group gets it, and the status is 0, as POSIX has it in its examples with a group
#		after a PID.  If not, it is enough to write "--" before the group.
# In fact	3.3.17 signals its own process group.  4.0.2 takes the first digit for all of the
#		number: a group that begins with 1 becomes -1, everybody, one that begins with 2 is
#		group 2, with status 0.  4.0.4 and 4.0.7 signal the group, with status 1.  With "--"
#		all is well, except in 4.0.7, which refuses it after "-s TERM".
# Matters for	scripts: "kill -s TERM -- -GROUP" and "kill -TERM -- -GROUP" are both right, and no
#		form but the second works with each of them.  A builtin of the shell does not depend
#		on it.
. "$(dirname "$0")/lib.sh"
root bullseye bullseye procps=2:3.3.17-5
root bookworm bookworm procps=2:4.0.2-3
root trixie trixie procps=2:4.0.4-9
root sid sid procps=2:4.0.7-1

# shellcheck disable=SC2016 # for the shell in there
script='
# try FORM GROUP
try() {
	echo $(($2 - 1)) >/proc/sys/kernel/ns_last_pid # of this PID namespace only
	setsid sleep 60 &
	group=$!
	until grep -q "^NSsid:.$group" /proc/$group/status; do usleep 10000; done
	hit "/usr/bin/kill $1 -$group; echo \$? >/tmp/status"
	case $whom in
	nobody) status=", status $(cat /tmp/status)" ;;
	*) status= ;;
	esac
	kill -s KILL $group
	wait $group
	case $whom-$? in nobody-143) whom="the group" ;; esac
	echo "kill $1 -$2: $whom$status"
} 2>/dev/null

for form in -TERM "-TERM --" "-s TERM --"; do
	try "$form" 1234
	try "$form" 2345
done'
seen=$(for release in bullseye bookworm trixie sid; do
	echo "$release"
	run $release "$script"
done)

verdict 'bullseye
kill -TERM -1234: its own process group
kill -TERM -2345: its own process group
kill -TERM -- -1234: the group, status 0
kill -TERM -- -2345: the group, status 0
kill -s TERM -- -1234: the group, status 0
kill -s TERM -- -2345: the group, status 0
bookworm
kill -TERM -1234: everybody
kill -TERM -2345: nobody, status 0
kill -TERM -- -1234: the group, status 0
kill -TERM -- -2345: the group, status 0
kill -s TERM -- -1234: the group, status 0
kill -s TERM -- -2345: the group, status 0
trixie
kill -TERM -1234: the group, status 1
kill -TERM -2345: the group, status 1
kill -TERM -- -1234: the group, status 0
kill -TERM -- -2345: the group, status 0
kill -s TERM -- -1234: the group, status 0
kill -s TERM -- -2345: the group, status 0
sid
kill -TERM -1234: the group, status 1
kill -TERM -2345: the group, status 1
kill -TERM -- -1234: the group, status 0
kill -TERM -- -2345: the group, status 0
kill -s TERM -- -1234: nobody, status 1
kill -s TERM -- -2345: nobody, status 1' "$seen"
