#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Names as /proc/PID/cgroup has them, on a host without cgroup2: with the hierarchy before them.
. "${0%/*}/../lib.sh"
. "${0%/*}/lib.sh"
need_v1 freezer
need_tool unshare mount
"$KILL" --version | grep -q libmount || skip_all "built without libmount"
cgroup t t/a
outside=$(spawn -c "$CG" sleeper)

# without_v2 COMMAND...: as on a host where cgroup2 is not mounted.
without_v2() {
	# shellcheck disable=SC2016
	run unshare --mount sh -c '
		for mount in $(awk "/ - cgroup2 /{ print \$5 }" /proc/self/mountinfo); do
			umount "$mount"
		done
		exec "$@"' sh "$@"
}

point "freezer:/x"
pids=$(spawn -e -c "$CG/t" sleeper)
without_v2 "$CGKILL" --verbose "freezer:$NAME/t"
killed "$CG/t" "$pids"
out_has "the name of the cgroup v1 directory $CG/t"

point "a hierarchy without controllers: name=systemd:/x"
if also_in name=systemd; then
	pids=$(spawn -c "$OTHER" sleeper)
	without_v2 "$CGKILL" "name=systemd:$NAME"
	killed "$OTHER" "$pids"
fi

point "several, of several hierarchies"
pids="$(spawn -e -c "$CG/t" sleeper) $(spawn -c "$OTHER" sleeper)"
without_v2 "$CGKILL" "freezer:$NAME/t/a" "name=systemd:$NAME" "freezer:$NAME/t"
killed "$CG/t" "$pids"
nobody_in "$OTHER" || fail "$OTHER is not empty"

point "a name that is in no hierarchy, or leads out of it"
for name in "freezer:$NAME/none" "pids:$NAME/t"; do
	without_v2 "$CGKILL" "$name"
	refused "no such cgroup"
done
without_v2 "$CGKILL" "freezer:/.."
refused "leads out of the cgroup namespace"
without_v2 "$CGKILL" "freezer:/"
refused "root cgroup"

point "what is no hierarchy, but an option of its mount"
pids=$(spawn -c "$CG/t" sleeper)
for name in "rw:$NAME/t" ":$NAME/t" "x:$NAME/t" "$NAME/t" "${NAME#/}/t"; do
	without_v2 "$CGKILL" "$name"
	refused "no cgroup2 mount"
done
alive "$pids"

point "where cgroup2 is mounted, names are those of cgroup2"
if [ -n "$(mount_of cgroup2)" ]; then
	run "$CGKILL" "freezer:$NAME/t"
	refused "no such cgroup"
	alive "$pids"
else
	skip "no cgroup2 file system is mounted"
fi

point "pid: names the cgroups that can be used instead"
without_v2 "$CGKILL" "pid:$pids"
refused "there is no cgroup2 here" "freezer:$NAME/t"
alive "$pids" "$outside"
finish
