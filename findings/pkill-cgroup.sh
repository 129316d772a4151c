#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# pkill --cgroup ends only what is directly in the cgroup, and finds none with a comma in its name.
#
# Software	procps 4.0.4, 4.0.7
# Guess		All that is in the cgroup, also in cgroups below it, as everywhere else where a
#		cgroup is killed, limited or counted.
# In fact	The path is compared as a whole.  A comma begins the next path, and there is no way
#		to write one.  A slash at the end finds nothing.  If one process was found, the
#		status is 0.
# Matters for	services and containers with cgroups of their own below theirs, as those of systemd
#		with Delegate=, or of container engines: most of it is left alone.
. "$(dirname "$0")/lib.sh"
root trixie trixie procps=2:4.0.4-9
root sid sid procps=2:4.0.7-1
cgroup

# shellcheck disable=SC2016 # for the shell in there
script='
cd /sys/fs/cgroup/$name_of_group
mkdir child a,b
# in_group FOLDER
in_group() {
	sleeper env
	echo $victim >"$1/cgroup.procs"
}
in_group .
here=$victim
in_group child
child=$victim
in_group a,b
comma=$victim
for path in "" / /child /a,b; do
	found=" $(pgrep --cgroup "/$name_of_group$path" | tr "\n" " ")"
	for process in here child comma; do
		eval "pid=\$$process"
		found=$(echo "$found" | sed "s/ $pid / $process /")
	done
	case $found in *[a-z]*) ;; *) found="nobody" ;; esac
	echo "/group$path:" $found
done
pkill -KILL --cgroup "/$name_of_group"
echo "pkill --cgroup /group: status $?"
wait $here 2>/dev/null
cat child/cgroup.procs | grep -q . && echo "/group/child still has a process"
kill -s KILL $child $comma
wait $child $comma 2>/dev/null
rmdir child a,b'
seen=$(for release in trixie sid; do
	echo "$release"
	run $release "$script"
done)

each='/group: here
/group/: nobody
/group/child: child
/group/a,b: nobody
pkill --cgroup /group: status 0
/group/child still has a process'
verdict "trixie
$each
sid
$each" "$seen"
