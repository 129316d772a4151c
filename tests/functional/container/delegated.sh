#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A cgroup that was delegated to a user as systemd does it: not cgroup.kill, not cgroup.freeze.
. "${0%/*}/../lib.sh"
. "${0%/*}/lib.sh"
need_cgroup
need_user
delegate top
cgroup top/root
# shellcheck disable=SC2086 # words
$AS_USER mkdir "$CG/top/own" "$CG/top/own/below"

point "what the user made is killed with cgroup.kill"
pids=$(spawn -u "$uid" -e -c "$CG/top/own" sleeper)
as_user "$KILL" --cgroup "$CG/top/own" --verbose
status_is 0
! kernel_has cgroup.kill || methods_are kernel
dead "$pids"

point "so it is with freeze"
pids=$(spawn -u "$uid" -e -c "$CG/top/own" sleeper)
as_user "$KILL" --cgroup "$CG/top/own" --method freeze
status_is 0
dead "$pids"
thawed "$CG/top"

point "in the delegated cgroup itself, signal is what remains"
pids="$(spawn -u "$uid" -e -c "$CG/top/own" sleeper) $(spawn -u "$uid" -c "$CG/top" sleeper 2)"
as_user "$KILL" --cgroup "$CG/top" --verbose
status_is 0
methods_are "kernel freeze signal"
out_has cgroup.kill cgroup.freeze "Permission denied"
dead "$pids"
empty "$CG/top"
thawed "$CG/top"

for method in $METHODS; do
	[ "$method" != signal ] || continue
	point "--method $method is an error there"
	pids=$(spawn -u "$uid" -c "$CG/top" sleeper)
	as_user "$KILL" --cgroup "$CG/top" --method "$method"
	refused "Permission denied"
	still_alive "$pids"
done
"$KILL" --cgroup "$CG/top"

point "another user's process in it: reported, and no success"
foreign=$(spawn -c "$CG/top" sleeper)
as_user "$KILL" --cgroup "$CG/top"
status_is 1
err_has "$foreign" "not permitted"
still_alive "$foreign"

point "some processes of another user: 64, and one's own are killed"
pids="$(spawn -u "$uid" -e -c "$CG/top/own" sleeper) $(spawn -u "$uid" -c "$CG/top" sleeper 2)"
as_user "$CGKILL" "$CG/top"
status_is 64
err_has "$foreign" "not permitted"
dead "$pids"
alive "$foreign"

point "the same with another signal"
pids=$(spawn -u "$uid" -c "$CG/top" sleeper 2)
as_user "$CGKILL" -s TERM "$CG/top"
status_is 64
err_has "$foreign" "not permitted"
dead "$pids"
alive "$foreign"

point "the same with --method freeze in a cgroup of the user; it is thawed"
echo "$foreign" >"$CG/top/own/cgroup.procs"
pids=$(spawn -u "$uid" -c "$CG/top/own/below" sleeper 2)
as_user "$CGKILL" --method freeze "$CG/top/own"
status_is 64
err_has "$foreign" "not permitted"
dead "$pids"
alive "$foreign"
thawed "$CG/top"

point "the kernel checks no permissions: cgroup.kill kills another user's process"
if kernel_has cgroup.kill; then
	as_user "$CGKILL" --method kernel "$CG/top/own"
	status_is 0
	dead "$foreign"
fi

point "another user's cgroup: failure, nothing signalled"
foreign=$(spawn -c "$CG/top/root" sleeper 2)
as_user "$CGKILL" "$CG/top/root"
status_is 1
err_has "not permitted"
still_alive "$foreign"
thawed "$CG/top"
finish
