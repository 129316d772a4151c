#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Without /proc, as in an early boot or a bare chroot, a cgroup can be killed by its path.
. "${0%/*}/../lib.sh"
need_cgroup
need_tool unshare umount
need_no_sanitizers /proc
cgroup t t/a

without_proc() {
	# shellcheck disable=SC2016
	run unshare --mount sh -c 'umount -l /proc || exit 99; exec "$@"' sh "$@"
}

for method in auto kernel signal; do
	[ $method != kernel ] || [ -e "$CG/cgroup.kill" ] || continue
	point "by path ($method)"
	pids=$(spawn -e -c "$CG/t" sleeper 2)
	without_proc "$KILL" --cgroup "$CG/t" --method $method
	status_is 0
	dead "$pids"
	empty "$CG/t"
done

point "freeze kills as well, or says why it cannot; nothing is left frozen"
pids=$(spawn -e -c "$CG/t" sleeper 2)
without_proc "$KILL" --cgroup "$CG/t" --method freeze
case $status in
0) dead "$pids" ;;
1) [ -s "$ERR" ] || fail "nothing is said" ;;
*) fail "status $status" ;;
esac
thawed "$CG/t"

point "a dead main thread, without /proc"
pids=$(spawn -c "$CG/t" headless)
without_proc "$KILL" --cgroup "$CG/t"
status_is 0
dead "$pids"

point "the caller inside, without /proc"
for method in $METHODS; do
	pids=$(spawn -e -c "$CG/t" sleeper 2)
	# shellcheck disable=SC2016
	run unshare --mount sh -c 'umount -l /proc || exit 99
		echo 0 >"$0/cgroup.procs" && exec "$@"' "$CG/t/a" "$KILL" --cgroup "$CG/t" --method "$method"
	[ "$status" = 137 ] || [ "$status" = 1 ] || fail "status $status ($method)"
	[ "$status" = 1 ] || dead "$pids"
	thawed "$CG/t"
	run "$KILL" --cgroup "$CG/t"
done

point "the root cgroup is refused nevertheless"
# shellcheck disable=SC2016
run_caged sh -c 'umount -l /proc; exec "$CGKILL" "$0"' "$MNT"
refused "root cgroup"

point "names and pid: say what is missing"
pids=$(spawn -c "$CG/t" sleeper)
for operand in "$NAME/t" "pid:$pids"; do
	without_proc "$CGKILL" "$operand"
	status_is 1
	err_lines 1
done
still_alive "$pids"
finish
