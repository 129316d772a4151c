#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# tail -n prints nothing of a list of processes.
#
# Software	coreutils 9.10; for comparison 9.1, 9.7
# Guess		The last PIDs of cgroup.procs, as with 9.1 and 9.7.
# In fact	Nothing, with success, if it is given the file by its name or as its standard input;
#		through a pipe it prints them, and tail -c does.  The file says that it is of size
#		0, and that its end is at 0; so do the files of /proc/sys.
# Matters for	scripts that take the last process of the list, or one of many.
. "$(dirname "$0")/lib.sh"
root bookworm bookworm coreutils=9.1-1
root trixie trixie coreutils=9.7-3
root sid sid coreutils=9.10-1
cgroup

# shellcheck disable=SC2016 # for the shell in there
script='
list=/sys/fs/cgroup/$name_of_group/cgroup.procs
for _ in 1 2 3; do
	sleep 60 &
	echo $! >"$list"
done
count() {
	echo "$1 $(grep -c .)"
}
tail -n 2 "$list" | count "file"
tail -n 2 <"$list" | count "stdin"
cat "$list" | tail -n 2 | count "pipe"
tail -c 2 "$list" | count "bytes"
tail -n 1 /proc/sys/kernel/ostype | count "/proc/sys"
echo 1 >"/sys/fs/cgroup/$name_of_group/cgroup.kill"'
seen=$(for release in bookworm trixie sid; do
	echo "$release: $(run $release "$script" | tr "\n" ";")"
done)

verdict "bookworm: file 2;stdin 2;pipe 2;bytes 1;/proc/sys 1;
trixie: file 2;stdin 2;pipe 2;bytes 1;/proc/sys 1;
sid: file 0;stdin 0;pipe 2;bytes 1;/proc/sys 0;" "$seen"
