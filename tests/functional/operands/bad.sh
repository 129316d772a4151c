#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What is no cgroup: one clear line each, status 1, nothing signalled.
. "${0%/*}/../lib.sh"
need_cgroup
cgroup a gone
pids=$(spawn -t 300 -c "$CG/a" sleeper)

refuses() {
	point "$1"
	words=$2
	shift 2
	for method in auto freeze signal; do
		run "$@" --method $method
		refused "$words"
	done
	still_alive "$pids"
}

refuses "an empty operand" "empty" "$CGKILL" ""
refuses "an empty operand of --cgroup=" "empty" "$KILL" --cgroup=
refuses "a regular file" "not a directory" "$CGKILL" "$0"
refuses "a file of a cgroup" "not a directory" "$CGKILL" "$CG/a/cgroup.procs"
refuses "something below a file" "not a directory" "$CGKILL" "$CG/a/cgroup.procs/x"
refuses "a directory of another file system" "not on a cgroup file system" "$CGKILL" "$TMP"
refuses "the root directory" "not on a cgroup file system" "$CGKILL" /
refuses "a directory of /proc" "not on a cgroup file system" "$CGKILL" /proc/self/
refuses "a directory of /sys" "not on a cgroup file system" "$CGKILL" /sys/kernel

point "a directory that merely looks like a cgroup"
mkdir "$TMP/fake" && : >"$TMP/fake/cgroup.kill" && echo 0 >"$TMP/fake/cgroup.freeze"
echo "$pids" >"$TMP/fake/cgroup.procs" && echo domain >"$TMP/fake/cgroup.type"
echo "populated 1" >"$TMP/fake/cgroup.events"
for method in auto kernel freeze signal; do
	run "$CGKILL" --method $method "$TMP/fake"
	refused "not on a cgroup file system"
done
[ ! -s "$TMP/fake/cgroup.kill" ] || fail "cgroup.kill was written"
still_alive "$pids"

point "a device, without opening it"
run "$CGKILL" /dev/null
refused "not a directory"
point "a FIFO, without waiting for it"
mkfifo "$TMP/fifo"
run "$CGKILL" "$TMP/fifo"
refused "not a directory"

point "a path that never existed"
for method in auto kernel freeze signal; do
	run "$CGKILL" --method $method "$CG/never"
	refused "no such cgroup"
done
point "a cgroup that was removed"
rmdir "$CG/gone"
run "$CGKILL" "$CG/gone"
refused "no such cgroup"
point "a removed cgroup that is the working directory"
cgroup gone
for method in auto kernel freeze signal; do
	# shellcheck disable=SC2016
	run sh -c 'cd "$0/gone" && rmdir "$0/gone"; exec "$@"' "$CG" "$CGKILL" --method $method .
	refused "no such cgroup"
	mkdir "$CG/gone"
done
point "a loop of symbolic links"
ln -s loop "$TMP/loop"
run "$CGKILL" "$TMP/loop"
status_is 1
err_lines 1

point "several bad ones are all named"
run "$CGKILL" "$CG/never" "$TMP" "$0"
status_is 1
err_lines 3
err_has "no such cgroup" "not on a cgroup file system" "not a directory"
still_alive "$pids"

point "a directory that may not be searched"
if has_tool setpriv; then
	public_programs
	mkdir -m 700 "$CG/closed" "$CG/closed/x"
	run setpriv --reuid 65534 --regid 65534 --clear-groups "$CGKILL" "$CG/closed/x"
	refused "Permission denied"
else
	skip "setpriv is not installed"
fi
finish
