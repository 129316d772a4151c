#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Waiting, the next signal, removing and sparing oneself, for the user of a delegated cgroup and in
# namespaces.
. "${0%/*}/../lib.sh"
. "${0%/*}/lib.sh"
need_cgroup
need_tool unshare setsid mount
need_user

# Everything below the top is made by the user.
user_tree() {
	# shellcheck disable=SC2086 # words
	$AS_USER mkdir -p "$CG/top/own/below/deep" "$CG/top/own/other"
}
delegate top
user_tree

for method in auto freeze signal; do
	point "a user: --wait and --timeout in a cgroup of one's own ($method)"
	pids="$(spawn -u "$uid" -e -c "$CG/top/own" sleeper) $(spawn -u "$uid" -c "$CG/top/own" immune)"
	as_user "$KILL" --cgroup "$CG/top/own" -s TERM --timeout 200 KILL --wait --method $method
	status_is 0
	err_empty
	empty "$CG/top/own"
	dead "$pids"

	point "a user: --exclude-self in a cgroup of one's own ($method)"
	pids="$(spawn -u "$uid" -e -c "$CG/top/own" sleeper)"
	as_user_in "$CG/top/own/below" "$CGKILL" --exclude-self --wait --method $method "$CG/top/own"
	status_is 0
	err_empty
	dead "$pids"
	thawed "$CG"

	point "a user: --remove of a cgroup of one's own ($method)"
	pids="$(spawn -u "$uid" -e -c "$CG/top/own" sleeper)"
	as_user "$CGKILL" --remove --method $method "$CG/top/own"
	status_is 0
	err_empty
	dead "$pids"
	[ ! -e "$CG/top/own" ] || fail "not removed"
	user_tree
done

for method in auto signal; do
	point "a user: the delegated cgroup itself ($method)"
	pids="$(spawn -u "$uid" -e -c "$CG/top" sleeper)"
	as_user "$CGKILL" --wait --method $method "$CG/top"
	status_is 0
	err_empty
	dead "$pids"

	point "a user: the delegated cgroup itself with --exclude-self ($method)"
	pids="$(spawn -u "$uid" -e -c "$CG/top" sleeper)"
	as_user_in "$CG/top" "$CGKILL" --exclude-self --wait --method $method "$CG/top"
	status_is 0
	err_empty
	dead "$pids"
	thawed "$CG"
done

point "a user: the delegated cgroup itself cannot be removed, and that is reported"
pids="$(spawn -u "$uid" -e -c "$CG/top" sleeper)"
as_user "$CGKILL" --remove "$CG/top"
status_is 1
err_lines 1
err_has "$CG/top" "cannot remove" "ermission denied"
[ -e "$CG/top" ] || fail "it is gone"
dead "$pids"
user_tree

point "a user: another user's process is neither an endless wait nor a success"
foreign=$(spawn -c "$CG/top/own" sleeper)
pids=$(spawn -u "$uid" -c "$CG/top/own" sleeper 2)
as_user "$CGKILL" -s TERM --wait=500 "$CG/top/own"
[ "$status" = 124 ] || status_is 64
err_has "$foreign" "not permitted"
dead "$pids"
alive "$foreign"

point "a user: KILL, the next signal, does what TERM could not"
if kernel_has cgroup.kill; then
	as_user "$CGKILL" -s TERM --timeout 200 KILL --wait "$CG/top/own"
	err_has "not permitted"
	dead "$foreign"
fi

# --- a cgroup namespace ------------------------------------------------------------------------

has_cgroup_namespaces || { finish; }
cgroup ns ns/child ns/child/x ns/side

for method in auto freeze signal; do
	point "cgroup namespace: --exclude-self for its root ($method)"
	pids=$(spawn -e -c "$CG/ns" sleeper)
	# shellcheck disable=SC2016
	in_namespace 'exec "$CGKILL" --exclude-self --wait "$1" --method '$method
	status_is 0
	err_empty
	dead "$pids"
	thawed "$CG"

	point "cgroup namespace: TERM, KILL, --wait below its root ($method)"
	pids="$(spawn -e -c "$CG/ns/side" sleeper) $(spawn -c "$CG/ns/side" immune)"
	# shellcheck disable=SC2016
	in_namespace 'exec "$CGKILL" -s TERM --timeout 200 KILL --wait "$1/side" --method '$method
	status_is 0
	err_empty
	dead "$pids"

	point "cgroup namespace: --remove ($method)"
	cgroup ns/gone ns/gone/a
	pids="$(spawn -e -c "$CG/ns/gone" sleeper)"
	# shellcheck disable=SC2016
	in_namespace 'exec "$CGKILL" --remove "$1/gone" --method '$method
	status_is 0
	err_empty
	dead "$pids"
	[ ! -e "$CG/ns/gone" ] || fail "not removed"
done

point "cgroup namespace: survivors are named with the cgroup as it is seen there"
pids=$(spawn -c "$CG/ns/side" immune)
# shellcheck disable=SC2016
in_namespace 'exec "$CGKILL" -s TERM --wait=300 "$1/side"'
status_is 124
err_has "$pids spawn: sleeping"
grep -q ", cgroup /side\$" "$ERR" || fail "not as seen there"
run "$CGKILL" --wait "$CG/ns"

# Its root is mounted, so that it has no parent to be removed from; the caller moves out first.
point "cgroup namespace: its root cannot be removed from within, and that is reported"
# shellcheck disable=SC2016
run sh -c '
	echo 0 >"$0/ns/cgroup.procs"
	exec unshare --cgroup --mount sh -c "$2" "$0" "$1"' "$CG" "$TMP/mnt" '
	mount -t cgroup2 none "$1" || exit 99
	echo 0 >"$0/cgroup.procs"
	exec "$CGKILL" --remove --wait=2000 "$1"'
if has_nsdelegate; then
	skip "cgroup2 is mounted with nsdelegate: nobody can move out"
elif [ -e "$CG/ns" ]; then
	[ "$status" = 1 ] || [ "$status" = 124 ] || fail "status $status, and it is still there"
	[ -s "$ERR" ] || fail "nothing is said"
else
	status_is 0
fi

# --- a PID namespace ---------------------------------------------------------------------------

cgroup pid
point "PID namespace: processes outside of it cannot be named, but are counted"
pids=$(spawn -c "$CG/pid" immune 2)
# shellcheck disable=SC2016
run unshare --pid --fork --kill-child --mount-proc sh -c '
	(trap "" TERM; echo 0 >"$0/cgroup.procs" && exec sleep 50) &
	while ! grep -q "^[1-9]" "$0/cgroup.procs"; do sleep 0.02; done
	"$@"' "$CG/pid" "$CGKILL" -s TERM --wait=300 "$CG/pid"
status_is 124
err_has "3 processes left" "2 of them are in other PID namespaces"
grep -qE ": [0-9]+ [a-z]+: sleeping" "$ERR" || fail "the one inside is not named"
still_alive "$pids"

point "PID namespace: the kernel kills them nevertheless, and --wait sees it"
if kernel_has cgroup.kill; then
	run unshare --pid --fork --kill-child --mount-proc "$CGKILL" --remove "$CG/pid"
	status_is 0
	err_empty
	dead "$pids"
	[ ! -e "$CG/pid" ] || fail "not removed"
fi
finish
