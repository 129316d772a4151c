#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The root of a hierarchy of cgroup v1 is never killed, whatever it is called; that of a cgroup
# namespace is an ordinary cgroup.  All of this is done in a PID namespace of its own.
. "${0%/*}/../lib.sh"
. "${0%/*}/lib.sh"
need_v1 freezer
need_tool unshare setsid mount
[ -e "$MNT/release_agent" ] || skip_all "the root is not to be seen from here"
ln -s "$MNT" "$TMP/link"
mkdir "$TMP/bind" "$TMP/fresh"

# refuses "DESCRIPTION" SHELL-COMMANDS: and the root is not frozen.
refuses() {
	root_survives "$@"
	has_line "$CG/freezer.parent_freezing" 0 || fail "the root is frozen"
}

# shellcheck disable=SC2016
{
	for method in auto freeze signal; do
		refuses "its path, --method $method" '"$KILL" --cgroup "$MNT" --method '$method
	done
	refuses "with another signal" '"$CGKILL" -s TERM "$MNT"'
	refuses "with signal 0" '"$CGKILL" -s 0 "$MNT"'
	refuses "with -p" '"$CGKILL" -p "$MNT"'
	refuses "with /." '"$CGKILL" "$MNT/."'
	refuses "the parent of a cgroup" '"$CGKILL" "'"$CG"'/.."'
	refuses "the working directory" 'cd "$MNT" && "$CGKILL" .'
	refuses "a symbolic link" '"$CGKILL" "$TMP/link"'
	refuses "a bind mount" 'mount --bind "$MNT" "$TMP/bind" && "$CGKILL" "$TMP/bind"'
	refuses "a second mount" 'mount -t cgroup -o freezer none "$TMP/fresh" &&
		mount -o remount,bind,ro "$TMP/fresh" && "$CGKILL" "$TMP/fresh"'
	for other in pids name=systemd cpu; do
		path=$(mount_of cgroup $other)
		[ -z "$path" ] || refuses "that of $other" '"$CGKILL" "'"$path"'"'
	done
	refuses "its name, where there is no cgroup2" '
		while umount "'"$(mount_of cgroup2)"'" 2>/dev/null; do :; done
		"$CGKILL" freezer:/'
}

point "the root of a cgroup namespace is killed, and nobody outside"
outside=$(spawn -c "$CG" sleeper)
cgroup t t/a
pids=$(spawn -c "$CG/t/a" sleeper)
# shellcheck disable=SC2016
run_in "$CG/t" unshare --cgroup --mount sh -c '
	mount -t cgroup -o freezer none "$1" && echo 0 >"$0/cgroup.procs" &&
	[ ! -e "$1/release_agent" ] && exec "$CGKILL" "$1"' "$CG" "$TMP/fresh"
killed "$CG/t" "$pids"
alive "$outside"
finish
