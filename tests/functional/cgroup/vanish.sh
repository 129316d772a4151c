#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Cgroups that come and go while the program works.
. "${0%/*}/../lib.sh"
need_cgroup

point "a tree in which cgroups are made and removed all the time"
cgroup t t/a
for dir in t t/a; do
	"$HELPERS/nest" churn "$CG/$dir" 30 &
	at_exit "kill -9 $!"
done
wait_until [ -d "$CG/t/a/m" ] || fail "nothing comes and goes"
for method in $METHODS; do
	for _ in 1 2 3 4 5; do
		pids="$(spawn -c "$CG/t" sleeper) $(spawn -c "$CG/t/a" sleeper)"
		run "$KILL" --cgroup "$CG/t" --method "$method"
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
	[ "$call" != openat ] || call=openat,openat2
	begin_run run_traced -P "$file" -e trace="$call" -e inject="$call:delay_enter=1s$when" "$@"
	wait_until in_trace "^${call%%,*}[0-9]*(" || fail "the program was not held in $call"
}

# In an empty cgroup it does not look for anybody.
held_while_populated() {
	_member=$(spawn -c "$CG/g" sleeper)
	held "$file" openat "$KILL" --cgroup "$CG/g" --method "$method"
	end_process "$_member"
	empty "$CG/g"
}

for method in $METHODS; do
	case $method in
	kernel) file=cgroup.kill ;;
	freeze) file=cgroup.freeze ;;
	signal) file=cgroup.procs ;;
	esac
	cgroup g
	point "removed between lookup and $file: success"
	held_while_populated
	rmdir "$CG/g"
	end_run
	status_is 0
	err_empty

	cgroup g
	point "another cgroup of that name has appeared in the meantime: not touched ($method)"
	held_while_populated
	rmdir "$CG/g" && mkdir "$CG/g"
	pids=$(spawn -c "$CG/g" sleeper)
	end_run
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
		end_run
		killed "$CG/g" "$pids"
		rmdir "$CG/g/i" "$CG/g"
	done
done

# The walk goes down a branch so deep that the listing of the top is closed; on the way back the
# branch is gone, and with it the place in the listing. Who comes behind it must not be forgotten.
# The kernel's order of children is none, so there are some beside it.
branch=0/1/2/3/4/5/6/7/8/9/10/11
branch_gone() {
	mkdir -p "$CG/v/$branch"
	pids=''
	for i in a b c d e f g h; do
		mkdir -p "$CG/v/$i"
		pids="$pids $(spawn -c "$CG/v/$i" sleeper)"
	done
	held "$CG/v/${branch%/*}" getdents64 "$@"
	(cd "$CG/v" && rmdir -p $branch) || fail "the branch cannot be removed"
	end_run
}

for method in freeze signal; do
	point "a deep branch is removed while the walk is in it: the others are done ($method)"
	branch_gone "$KILL" --cgroup "$CG/v" --method $method
	killed "$CG/v" "$pids"
done

point "the same with -p: all others are printed, or a message says that there may be more"
branch_gone "$CGKILL" -p "$CG/v"
if [ "$status" = 0 ]; then
	pids_are "$pids"
else
	refused "cannot list all processes"
fi
"$CGKILL" "$CG/v"

point "the same with --dry-run: all others are shown"
branch_gone "$CGKILL" --dry-run "$CG/v"
status_is 0
out_has "8 processes in 9 cgroups"
finish
