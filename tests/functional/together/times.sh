#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# It takes the time that was asked for, and not more than the work needs.
. "${0%/*}/../lib.sh"
. "${0%/*}/lib.sh"
need_cgroup
need_tool strace

sleeps_at_most() {
	_slept=$(slept)
	[ "$_slept" -le "$1" ] || fail "it waited for $_slept ms"
}

cgroup a b
for method in $METHODS; do
	point "--wait=0 with two cgroups that cannot become empty ($method)"
	start -c "$CG/a" traceexit
	start -c "$CG/b" traceexit
	run_watched "$CGKILL" --wait=0 --method "$method" "$CG/a" "$CG/b"
	status_is 124
	err_has "$CG/a: not empty in time" "$CG/b: not empty in time"
	sleeps_at_most 100
	release
	empty "$CG/a" "$CG/b"
done

# Not KILL: as a second signal, on Linux 5.10, it ends those who wait in exit(2) for their tracer.
point "--timeout 0 and --wait=0, too"
spawn -c "$CG/a" immune >/dev/null
spawn -c "$CG/b" immune >/dev/null
run_watched "$CGKILL" -s TERM --timeout 0 HUP --wait=0 "$CG/a" "$CG/b"
status_is 124
sleeps_at_most 250
run "$CGKILL" --wait "$CG/a" "$CG/b"

point "a signal that ends nobody, to ten sleepers"
pids=$(spawn -c "$CG/a" sleeper 10)
run_watched "$CGKILL" -s URG "$CG/a"
status_is 0
sleeps_at_most 5
alive "$pids"
run "$CGKILL" --wait "$CG/a"

point "--exclude-self --wait, and nobody there but the caller"
run_watched sh -c "$ENTER" "$CG/a" "$CGKILL" --exclude-self --wait "$CG/a"
status_is 0
sleeps_at_most 10

point "what freezes and thaws it meanwhile does not keep it busy"
start -c "$CG/a" traceexit
(
	while [ -e "$CG/a" ] && [ ! -e "$TMP/enough" ]; do
		echo 1 >"$CG/a/cgroup.freeze"
		echo 0 >"$CG/a/cgroup.freeze"
		sleep 0.006
	done
) &
toggler=$!
run_watched "$CGKILL" --wait=2000 "$CG/a"
: >"$TMP/enough"
wait $toggler
status_is 124
[ "$(waits)" -le 100 ] || fail "$(waits) waits in 2 s"
release
echo 0 >"$CG/a/cgroup.freeze"
empty "$CG/a"
finish
