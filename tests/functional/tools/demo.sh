#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What ./bootstrap demo shows holds, on any machine; and it leaves nothing, however it ends.
. "${0%/*}/../lib.sh"
need_cgroup
need_tool setpriv setsid unshare
demo=$top_srcdir/tests/demo.sh
[ -e "$demo" ] || skip_all "there is no $demo"

# In a PID namespace of its own, which says whether a process is left.
demo_there() {
	# shellcheck disable=SC2016 # for the inner shell
	run unshare --pid --fork --kill-child --mount-proc sh -c '
		"$@"
		echo "status $?"
		for pid in /proc/[0-9]*; do
			[ "$pid" = /proc/$$ ] || ! grep -q "^State:.*[^Z] (" "$pid/status" || echo "still there: $pid"
		done' sh "$@"
}

cgroup_is_gone() {
	cgroup=$(sed -n 's/^  job=//p' "$OUT")
	[ -z "$cgroup" ] || [ ! -d "$cgroup" ] || fail "$cgroup is still there"
}

# leaves <number of the try> <extended regular expression>
leaves() {
	sed -n "/^$1\./,/left:/s/.*left: //p" "$OUT" | grep -Eqx "$2.*" || fail "$1 leaves something else"
}

point "a process group and a loop leave something, we do not"
LIMIT=200 demo_there sh "$demo"
out_has "status 0" "  job=$MNT/cgkill-demo-"
out_lacks "still there"
leaves 1 'daemons 3, headless 1, workers [1-9]'
leaves 2 'workers [1-9]'
if [ -e "$CG/cgroup.kill" ]; then
	leaves 4 'nothing, after [0-9]+ ms'
	leaves 5 'nothing, after [0-9]+ ms'
else
	leaves 3 'nothing, after [0-9]+ ms'
	leaves 4 'nothing, after [0-9]+ ms'
fi
cgroup_is_gone

point "it fits on a screen"
[ "$(grep -cv '^status\|^still' "$OUT")" -le 40 ] || fail "it is longer"
! sed "s|$CGKILL|src/cgkill|; /^  job=/d" "$OUT" | grep '.\{81\}' || fail "it is wider"

# timeout(1) signals the process group, as a terminal does; who ignores a signal passes that on.
default_signals='env --default-signal=INT,TERM,HUP'
for end in 'INT 130' 'TERM 143' 'HUP 129'; do
	signal=${end% *}
	point "SIG$signal ends it at once"
	$default_signals true 2>/dev/null || {
		skip "env cannot reset signals"
		continue
	}
	# shellcheck disable=SC2086 # words
	demo_there $default_signals timeout --preserve-status -k 5 -s "$signal" 0.7 sh "$demo"
	out_has "status ${end#* }"
	out_lacks "still there"
	cgroup_is_gone
done

point "--possible says nothing where it is, and makes nothing"
run sh "$demo" --possible
status_is 0
out_is ""
err_empty

# impossible <words>...: for which nothing needs to be built.
impossible() {
	status_is 77
	out_is ""
	err_has "$@"
}

point "as a user without a cgroup: what to call instead"
cp "$demo" "$TMP/demo.sh" && chmod 755 "$TMP/demo.sh"
uid=$(private_uid)
CGKILL=/nonexistent run setpriv --reuid "$uid" --regid "$uid" --clear-groups sh "$TMP/demo.sh" --possible
impossible "not delegated" "./bootstrap demo"

point "without cgroup2: how to mount it, and then it is possible"
# shellcheck disable=SC2016 # for the inner shell
without='umount "$1" && sh "$2" --possible'
run unshare --mount --propagation private sh -c "$without" sh "$MNT" "$demo"
impossible "no cgroup2" "mount -t cgroup2 none"
mount_it=$(tail -n 1 "$ERR")
run unshare --mount --propagation private sh -c "$without; $mount_it && sh \"\$2\" --possible" \
	sh "$MNT" "$demo"
status_is 0

point "without the right to mount it: that"
# shellcheck disable=SC2016 # for the inner shell
run unshare --mount --propagation private sh -c \
	'umount "$1" && exec setpriv --bounding-set -sys_admin --inh-caps -sys_admin sh "$2" --possible' \
	sh "$MNT" "$demo"
impossible "not allowed"
finish
