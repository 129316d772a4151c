#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A cgroup file system that is mounted read-only, as ProtectControlGroups=yes does it.
. "${0%/*}/../lib.sh"
need_cgroup
need_tool unshare mount

cgroup a a/b
read_only() {
	# shellcheck disable=SC2016
	run unshare --mount sh -c '
		mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" || exit 99
		exec "$@"' "$MNT" "$@"
}

point "auto falls back to signal"
pids="$(spawn -e -c "$CG/a" sleeper 2) $(spawn -c "$CG/a/b" headless)"
read_only "$KILL" --cgroup "$CG/a" --verbose
status_is 0
methods_are "kernel freeze signal"
out_has cgroup.kill cgroup.freeze "Read-only file system"
err_empty
dead "$pids"
empty "$CG/a"

pids=$(spawn -e -c "$CG/a" sleeper 2)
for method in $METHODS; do
	[ "$method" != signal ] || continue
	point "--method $method is an error"
	read_only "$KILL" --cgroup "$CG/a" --method "$method"
	refused "Read-only file system"
	still_alive "$pids"
done

point "--method signal works"
read_only "$KILL" --cgroup "$CG/a" --method signal
status_is 0
dead "$pids"
finish
