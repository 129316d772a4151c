#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The root cgroup is never killed, whatever it is called.  All of this is done in a PID namespace
# of its own, in which the root cgroup holds nothing but the test.
. "${0%/*}/../lib.sh"
need_cgroup
need_tool unshare setsid mount
need_real_root
cgroup a
ln -s "$MNT" "$TMP/link"
mkdir "$TMP/bind" "$TMP/fresh"

# The processes of the test belong into the root cgroup.
echo $$ >"$MNT/cgroup.procs"

# shellcheck disable=SC2016
for method in auto kernel freeze signal; do
	root_survives "its path, --method $method" '"$KILL" --cgroup "$MNT" --method '$method
done
# shellcheck disable=SC2016
{
	root_survives "with another signal" '"$CGKILL" -s TERM "$MNT"'
	root_survives "with signal 0" '"$CGKILL" -s 0 "$MNT"'
	root_survives "with -p" '"$CGKILL" -p "$MNT"'
	root_survives "with a slash" '"$CGKILL" "$MNT/"'
	root_survives "with /." '"$CGKILL" "$MNT/."'
	root_survives "the parent of a cgroup" '"$CGKILL" "'"$CG"'/.."'
	root_survives "a relative path" 'cd "$MNT/.." && "$CGKILL" "./${MNT##*/}"'
	root_survives "the working directory" 'cd "$MNT" && "$CGKILL" .'
	root_survives "a symbolic link" '"$CGKILL" "$TMP/link"'
	root_survives "a bind mount" 'mount --bind "$MNT" "$TMP/bind" && "$CGKILL" "$TMP/bind"'
	root_survives "a second mount" 'mount -t cgroup2 none "$TMP/fresh" &&
		mount -o remount,bind,ro "$TMP/fresh" && "$CGKILL" "$TMP/fresh"'
	root_survives "pid: of a process in it" '"$CGKILL" "pid:${pids%%[!0-9]*}"'
}

point "the name / is the path of another file system"
run_caged "$CGKILL" /
status_is 1
err_lines 1

point "several operands: the others are handled nevertheless"
pids=$(spawn -c "$CG/a" sleeper)
# shellcheck disable=SC2016
run_caged sh -c '
	mount --bind "$1" "$2" && mount -o remount,bind,rw "$2" && exec "$CGKILL" "$0" "$2"' \
	"$MNT" "$CG/a" "$TMP/bind"
# In a PID namespace only the kernel can kill them.
if kernel_has cgroup.kill; then
	status_is 64
	err_lines 1
	err_has "root cgroup"
	dead "$pids"
fi
finish
