#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Processes in states that make killing harder: each method must reach them, and end.
. "${0%/*}/../lib.sh"
need_cgroup
cgroup t t/a

for method in $METHODS; do
	for kind in stopped vfork traced daemon immune threads; do
		point "$kind ($method)"
		all="$(spawn -c "$CG/t" $kind 2) $(spawn -c "$CG/t/a" $kind)"
		pids=$(cat "$CG/t/cgroup.procs" "$CG/t/a/cgroup.procs")
		run "$KILL" --cgroup "$CG/t" --method "$method"
		killed "$CG/t" "$pids"
		case $all in
		*helper*) ;;
		*) dead "$all" ;;
		esac
	done

	point "a zombie that is not reaped does not count ($method)"
	# shellcheck disable=SC2016
	sh -c 'sh -c "echo \$\$ >\"$0/cgroup.procs\"; exit 0" & exec sleep 20' "$CG/t" &
	parent=$!
	wait_until grep -q "^State:.*Z" "/proc/$(child_of $parent)/status" || fail "no zombie"
	run "$KILL" --cgroup "$CG/t" --method "$method"
	status_is 0
	err_empty
	kill -9 $parent
	wait $parent 2>/dev/null

	# Its tracer asked for a stop at its exit, and does not look: it stays, and cannot be helped.
	point "a process held in its exit by its tracer: ends in time ($method)"
	reports=$(spawn -c "$CG/t" traceexit)
	tracer=$(echo "$reports" | sed -n 's/^helper //p')
	at_exit "kill -9 $tracer"
	victim=$(cat "$CG/t/cgroup.procs")
	others=$(spawn -e -c "$CG/t" sleeper)
	run "$KILL" --cgroup "$CG/t" --method "$method" --verbose
	[ "$status" = 0 ] || [ "$status" = 1 ] || [ "$status" = 64 ] || fail "status $status"
	[ "$(grep -c "pid $victim\$" "$OUT")" -le 2 ] || fail "signalled again and again"
	dead "$others"
	alive "$tracer"
	thawed "$CG/t"
	kill -9 "$tracer"
	dead "$victim"
	empty "$CG/t"
done
finish
