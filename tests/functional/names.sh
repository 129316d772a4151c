#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Cgroups given by their names in /proc/PID/cgroup, which libmount helps to find, and as pid:<PID>.
. "${0%/*}/lib.sh"
need_cgroup
"$KILL" --version | grep -q libmount || skip_all "built without libmount"
cgroup a a/b
mkdir "$TMP/mnt" "$TMP/empty"
outside=$(spawn -t 300 -c "$CG" sleeper)

kills() {
	pids=$(spawn -c "$CG/a/b" sleeper)
	parent=$(spawn -c "$CG/a" sleeper)
	# shellcheck disable=SC2016
	run sh -c 'cd "$0" && exec "$@"' "$TMP/empty" "$@"
	status_is 0
	err_empty
	dead "$pids"
	alive "$parent" "$outside"
}

point "a name with leading slash"
kills "$CGKILL" "$NAME/a/b"
point "a name without"
kills "$CGKILL" "${NAME#/}/a/b"
point "with trailing and doubled slashes"
kills "$CGKILL" "/${NAME#/}//a/b/"
point "kill --cgroup=NAME"
kills "$KILL" --cgroup="$NAME/a/b"
point "--verbose tells that it was taken as a name"
kills "$CGKILL" --verbose "$NAME/a/b"
out_has "name" "$MNT"
point "--verbose tells that a path was taken as a path"
kills "$CGKILL" --verbose "$CG/a/b"
out_has "path"
out_lacks "name"

point "a path that exists comes first, and is not looked up as a name then"
mkdir -p "$TMP/cwd$NAME/a/b"
pids=$(spawn -c "$CG/a/b" sleeper)
# shellcheck disable=SC2016
run sh -c 'cd "$0" && exec "$@"' "$TMP/cwd" "$CGKILL" "${NAME#/}/a/b"
refused "not on a cgroup2 file system"
still_alive "$pids" "$outside"

point "a name with spaces and other bytes"
odd=$(printf 'x y\033z\351')
cgroup "$odd"
pids=$(spawn -c "$CG/$odd" sleeper)
run "$CGKILL" "$NAME/$odd"
status_is 0
dead "$pids"

point "no such name"
for name in "$NAME/none" "${NAME#/}/none" "$NAME/a/b/cgroup.procs/x"; do
	run "$CGKILL" "$name"
	refused "no such cgroup"
done

point "a name does not lead out of the mount"
for name in "${NAME#/}/../..$MNT$NAME/a" "$NAME/a/../../.." "$NAME/.." ..; do
	run_caged "$CGKILL" "$name"
	status_is 1
	err_lines 1
done
alive "$outside"

point "another mount that shows only a part of the hierarchy does not confuse"
pids=$(spawn -c "$CG/a/b" sleeper)
# shellcheck disable=SC2016
run unshare --mount sh -c 'mount --bind "$0" "$1" && shift && exec "$@"' "$CG/a" "$TMP/mnt" \
	"$CGKILL" "$NAME/a/b"
status_is 0
dead "$pids"
alive "$outside"

point "nor does a second mount of the whole, when the first one is gone"
pids=$(spawn -c "$CG/a/b" sleeper)
# shellcheck disable=SC2016
run unshare --mount sh -c '
	mount -t cgroup2 none "$1" && umount -l "$0" && shift && exec "$@"' "$MNT" "$TMP/mnt" \
	"$CGKILL" --verbose "$NAME/a/b"
status_is 0
out_has "$TMP/mnt"
dead "$pids"
alive "$outside"

point "a mount point with a space in its name"
mkdir "$TMP/m n"
pids=$(spawn -c "$CG/a/b" sleeper)
# shellcheck disable=SC2016
run unshare --mount sh -c '
	mount -t cgroup2 none "$1" && umount -l "$0" && shift && exec "$@"' "$MNT" "$TMP/m n" \
	"$CGKILL" "$NAME/a/b"
status_is 0
dead "$pids"

point "only a part of the hierarchy is mounted: no name is taken for another one"
# $CG/a is all that is to be seen; a name that is not in there must not be found in it.
pids="$(spawn -c "$CG/a/b" sleeper)"
# shellcheck disable=SC2016
run unshare --mount sh -c '
	mount --bind "$1" "$2" && umount -l "$0" && shift 2 && exec "$@"' "$MNT" "$CG/a" "$TMP/mnt" \
	"$CGKILL" b
status_is 1
still_alive "$pids" "$outside"

point "nothing of cgroup2 is mounted"
# shellcheck disable=SC2016
run unshare --mount sh -c 'umount -l "$0" && exec "$@"' "$MNT" "$CGKILL" "$NAME/a/b"
status_is 1
err_lines 1
err_has cgroup2
still_alive "$pids" "$outside"

point "pid:<PID>, the cgroup that a process is in"
run "$CGKILL" "pid:$pids"
status_is 0
err_empty
dead "$pids"
alive "$outside"

point "pid: of a main thread that has exited"
pids=$(spawn -c "$CG/a/b" headless)
run "$CGKILL" "pid:$pids"
status_is 0
dead "$pids"

point "pid: of no process"
pids=$(spawn -c "$CG/a/b" sleeper)
run "$CGKILL" "pid:$pids" && wait_until not is_alive "$pids"
run "$CGKILL" "pid:$pids"
status_is 1
err_lines 1
for bad in pid: pid:0 pid:-1 pid:x pid:1x "pid: 1" pid:+1 pid:99999999999 pid:4294967297; do
	run "$CGKILL" "$bad"
	status_is 1
	err_lines 1
done
alive "$outside"
finish
