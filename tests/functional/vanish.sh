#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Cgroups that come and go while the program works.
. "${0%/*}/lib.sh"
need_cgroup

point "a tree in which cgroups are made and removed all the time"
cgroup t t/a
for dir in t t/a; do
	"$HELPERS/nest" churn "$CG/$dir" 30 &
	at_exit "kill -9 $!"
done
wait_until [ -d "$CG/t/a/m" ] || fail "nothing comes and goes"
for method in kernel freeze signal; do
	for _ in 1 2 3 4 5; do
		pids="$(spawn -c "$CG/t" sleeper) $(spawn -c "$CG/t/a" sleeper)"
		run "$KILL" --cgroup "$CG/t" --method $method
		status_is 0
		err_empty
		dead "$pids"
	done
done
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	run "$KILL" -p --cgroup "$CG/t"
	status_is 0
	err_empty
done
eval "$hooks"
hooks=
wait 2>/dev/null

# What the rest needs: the program held before (or in) a system call on a file.
need_tool strace

# held FILE CALL[:when=N] COMMAND...: in the background; returns when it is held there, for a second.
held() {
	file=$1 call=$2 when=
	shift 2
	case $call in
	*:*) when=:${call#*:} call=${call%%:*} ;;
	esac
	: >"$TRACE"
	run_held "$file" "$call" "$when" "$@" &
	wait_until in_trace "$call(" || fail "the program was not held in $call"
}
run_held() {
	file=$1 call=$2 when=$3
	shift 3
	run_traced -P "$file" -e trace="$call" -e inject="$call:delay_enter=1s$when" "$@"
	echo "$status" >"$TMP/status"
}
held_status() {
	wait
	status=$(cat "$TMP/status")
}

for method in kernel freeze signal; do
	case $method in
	kernel) file=cgroup.kill ;;
	freeze) file=cgroup.freeze ;;
	signal) file=cgroup.procs ;;
	esac
	cgroup g
	point "removed between lookup and $file: success"
	held "$file" openat "$KILL" --cgroup "$CG/g" --method $method
	rmdir "$CG/g"
	held_status
	status_is 0
	err_empty

	cgroup g
	point "another one of its name came up meanwhile: not touched ($method)"
	held "$file" openat "$KILL" --cgroup "$CG/g" --method $method
	rmdir "$CG/g" && mkdir "$CG/g"
	pids=$(spawn -c "$CG/g" sleeper)
	held_status
	status_is 0
	err_empty
	still_alive "$pids"
	has_line "$CG/g/cgroup.freeze" 0 || fail "frozen"
	run "$KILL" --cgroup "$CG/g"
	empty "$CG/g"
	rmdir "$CG/g"
done

for method in freeze signal; do
	for call in read getdents64; do
		case $call in
		read) file=$CG/g/h/cgroup.procs ;;
		*) file=$CG/g/h ;;
		esac
		cgroup g g/h g/h/k g/i
		pids="$(spawn -c "$CG/g" sleeper) $(spawn -c "$CG/g/i" sleeper)"
		point "a child is removed before its $call: the others are done ($method)"
		held "$file" $call "$KILL" --cgroup "$CG/g" --method $method
		rmdir "$CG/g/h/k" "$CG/g/h"
		held_status
		status_is 0
		err_empty
		dead "$pids"
		empty "$CG/g"
		thawed "$CG/g"
		rmdir "$CG/g/i" "$CG/g"
	done
done
finish
