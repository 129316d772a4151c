#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# --remove: when the cgroup is empty it goes, with all below it; what others use stays.
. "${0%/*}/../lib.sh"
need_cgroup
need_tool mount unshare

gone() {
	for _dir in "$@"; do
		[ ! -e "$_dir" ] || fail "$_dir is still there"
	done
}

there() {
	for _dir in "$@"; do
		[ -e "$_dir" ] || fail "$_dir is gone"
	done
}

few_files() {
	# shellcheck disable=SC2016
	run sh -c 'ulimit -n 64 && exec "$@"' sh "$@"
}

cgroup beside beside/a
outside=$(spawn -t 300 -c "$CG/beside" sleeper)

for method in auto $METHODS; do
	point "the whole tree is gone ($method)"
	cgroup t t/a t/a/b t/c t/c/d t/c/d/e
	pids="$(spawn -e -c "$CG/t" sleeper) $(spawn -c "$CG/t/c" headless)"
	run "$KILL" --cgroup "$CG/t" --remove --method "$method"
	status_is 0
	err_empty
	dead "$pids"
	gone "$CG/t"
	there "$CG/beside/a"
	alive "$outside"
	thawed "$CG"
done

point "one that was empty from the start, and one without children"
cgroup t t/a
run "$CGKILL" --remove "$CG/t"
status_is 0
gone "$CG/t"
cgroup t
pids=$(spawn -c "$CG/t" sleeper 3)
run "$CGKILL" --remove "$CG/t/"
status_is 0
gone "$CG/t"
dead "$pids"

point "--verbose tells of it"
cgroup t
run "$CGKILL" --remove --verbose "$CG/t"
status_is 0
out_has "removing"

point "after TERM and KILL"
cgroup t t/a
pids="$(spawn -e -c "$CG/t" sleeper) $(spawn -e -c "$CG/t" immune)"
run "$CGKILL" -s TERM --timeout 200 KILL --remove "$CG/t"
status_is 0
err_empty
dead "$pids"
gone "$CG/t"

point "a threaded tree"
cgroup t t/a
if echo threaded 2>/dev/null >"$CG/t/a/cgroup.type"; then
	cgroup t/a/b
	pids=$(spawn -c "$CG/t" threads 2)
	run "$CGKILL" --remove "$CG/t"
	status_is 0
	dead "$pids"
	gone "$CG/t"
else
	skip "no threaded cgroups"
fi

point "one that was frozen before"
cgroup t t/a
pids=$(spawn -e -c "$CG/t" sleeper)
freeze "$CG/t"
run "$CGKILL" --remove "$CG/t"
status_is 0
dead "$pids"
gone "$CG/t"

# --- size --------------------------------------------------------------------------------------

for name in d "a-name-of-thirty-characters-xx"; do
	point "200 levels with few file descriptors, $name"
	cgroup t
	if "$HELPERS/nest" deep "$CG/t" 200 "$name" 2>/dev/null; then
		pids=$(spawn -e -c "$CG/t" sleeper)
		few_files "$KILL" --cgroup "$CG/t" --remove
		status_is 0
		err_empty
		dead "$pids"
		gone "$CG/t"
	else
		skip "cannot make 200 levels"
	fi
done

point "1,000 siblings with few file descriptors"
cgroup w w/a
if "$HELPERS/nest" wide "$CG/w/a" 1000; then
	pids=$(spawn -c "$CG/w/a/0500" sleeper)
	few_files "$KILL" --cgroup "$CG/w" --remove
	status_is 0
	err_empty
	dead "$pids"
	gone "$CG/w"
else
	skip "cannot make 1,000 cgroups"
fi

# --- several -----------------------------------------------------------------------------------

point "several operands"
cgroup t t/a u v
pids="$(spawn -e -c "$CG/t" sleeper) $(spawn -c "$CG/v" sleeper)"
run "$CGKILL" --remove "$CG/t" "$CG/u" "$CG/v"
status_is 0
err_empty
dead "$pids"
gone "$CG/t" "$CG/u" "$CG/v"

point "one within the other, in either order, and twice"
cgroup t t/a t/a/b
run "$CGKILL" --remove "$CG/t/a" "$CG/t"
status_is 0
err_empty
gone "$CG/t"
cgroup t t/a t/a/b
run "$CGKILL" --remove "$CG/t" "$CG/t/a" "$CG/t"
status_is 0
err_empty
gone "$CG/t"

point "one is late: the others are removed, 124"
cgroup t u v
pids=$(spawn -c "$CG/u" immune)
others="$(spawn -c "$CG/t" sleeper) $(spawn -c "$CG/v" sleeper)"
run "$CGKILL" --remove --wait=500 -s TERM "$CG/t" "$CG/u" "$CG/v"
status_is 124
err_has "not empty in time" "$pids spawn: sleeping"
gone "$CG/t" "$CG/v"
there "$CG/u"
dead "$others"
alive "$pids"

point "not empty in time: nothing is removed"
cgroup u/x u/x/y
run "$CGKILL" --remove --wait=300 -s TERM "$CG/u"
status_is 124
there "$CG/u/x/y"
alive "$pids"
run "$CGKILL" --remove "$CG/u"
status_is 0
gone "$CG/u"

# --- others ------------------------------------------------------------------------------------

if ! has_tool strace; then
	point "changes by others in the meantime"
	skip "strace is not installed"
else
	# After KILL, whoever comes in is killed: see newcomers.sh.
	for in in t t/a/b; do
		point "a process moves in and out again: tried until it works ($in)"
		cgroup t t/a t/a/b
		held_before_rmdir "$CGKILL" -s TERM --remove --wait=15000 "$CG/t"
		guest=$(spawn -c "$CG/$in" sleeper)
		sleep 1.3
		there "$CG/$in"
		alive "$guest"
		echo "$guest" >"$CG/beside/cgroup.procs"
		end_run
		status_is 0
		err_empty
		gone "$CG/t"
		alive "$guest"

		point "a process moves in and stays: its cgroup is not touched, and that is reported ($in)"
		cgroup t t/a t/a/b
		held_before_rmdir "$CGKILL" -s TERM --remove --wait=2000 "$CG/t"
		echo "$guest" >"$CG/$in/cgroup.procs"
		end_run
		status_is 124
		err_lines 3
		err_has "$CG/t" "not removed in time" "busy" "1 process left" "$guest spawn: sleeping"
		there "$CG/$in"
		alive "$guest"
		kill -9 "$guest"
		dead "$guest"
		run "$CGKILL" --remove "$CG/t"
		gone "$CG/t"
	done

	for signals in "-s KILL" "-s TERM --timeout 50 KILL"; do
		point "a process moves in: it gets the last signal, KILL, and the cgroup goes ($signals)"
		cgroup t t/a t/a/b
		# shellcheck disable=SC2086
		held_before_rmdir "$CGKILL" $signals --remove --wait=15000 "$CG/t"
		guest=$(spawn -c "$CG/t/a" immune)
		end_run
		status_is 0
		err_empty
		dead "$guest"
		gone "$CG/t"
	done

	point "the retries are events, not a busy loop"
	cgroup t t/a
	held_before_rmdir "$CGKILL" -s TERM --remove --wait=2000 "$CG/t"
	guest=$(spawn -c "$CG/t/a" sleeper)
	end_run
	status_is 124
	tries=$(grep -c 'unlinkat\|rmdir' "$TRACE")
	[ "$tries" -lt 200 ] || fail "$tries tries in 2 s"
	run "$CGKILL" --remove "$CG/t"

	point "somebody else has removed it in the meantime: success"
	cgroup t
	held_before_rmdir "$CGKILL" -s TERM --remove "$CG/t"
	rmdir "$CG/t"
	end_run
	status_is 0
	err_empty

	point "part of it was removed in the meantime"
	cgroup t t/a t/a/b t/c
	held_before_rmdir "$CGKILL" -s TERM --remove "$CG/t"
	rmdir "$CG/t/a/b" "$CG/t/a" 2>/dev/null
	rmdir "$CG/t/c" 2>/dev/null
	end_run
	status_is 0
	err_empty
	gone "$CG/t"

	point "another cgroup of that name has appeared in the meantime: it stays"
	cgroup t
	held_before_rmdir "$CGKILL" -s TERM --remove "$CG/t"
	rmdir "$CG/t" && mkdir "$CG/t" "$CG/t/new"
	end_run
	[ "$status" = 0 ] || status_is 1
	there "$CG/t/new"
	rmdir "$CG/t/new" "$CG/t"

	for error in EACCES EPERM EROFS; do
		point "$error: reported, and no success"
		cgroup t t/a
		run_traced -e trace=unlinkat,rmdir -e inject=unlinkat,rmdir:error=$error \
			"$CGKILL" --remove "$CG/t"
		status_is 1
		err_lines 1
		err_has "$CG/t" "cannot remove"
		there "$CG/t/a"
		run "$CGKILL" --remove "$CG/t"
	done

	point "the path is another cgroup's in the meantime"
	cgroup t t/a
	begin_run run_traced -P cgroup.kill -e trace=openat,openat2 \
		-e inject=openat,openat2:delay_enter=1s:when=1 "$CGKILL" --remove "$CG/t"
	wait_until in_trace 'cgroup.kill' || fail "the program does not come to cgroup.kill"
	rmdir "$CG/t/a" "$CG/t" && mkdir "$CG/t" "$CG/t/new"
	end_run
	status_is 0
	err_empty
	there "$CG/t/new"
	rmdir "$CG/t/new" "$CG/t"
fi

# What is made is removed, for nobody is in it; but there is no end to that.
point "others keep making cgroups in it: it ends in time nevertheless"
cgroup t
"$HELPERS/maker" "$CG/t" 12 &
maker=$!
# shellcheck disable=SC2016
at_exit '[ -z "$maker" ] || kill -9 "$maker"'
wait_until [ -e "$CG/t/0-100" ]
began=$(date +%s)
run "$CGKILL" --remove --wait=1000 "$CG/t"
[ "$status" = 0 ] || status_is 124
took=$(($(date +%s) - began))
limit=10
[ -z "${EMULATED-}" ] || limit=60
[ $took -lt $limit ] || fail "took $took s with a limit of 1 s"
kill -9 $maker 2>/dev/null
wait 2>/dev/null
maker=
[ ! -e "$CG/t" ] || run "$CGKILL" --remove "$CG/t"

# --- the caller, mounts ------------------------------------------------------------------------

for method in auto freeze signal; do
	point "the caller is in it, and is spared: not removed, 1 ($method)"
	cgroup t t/a t/b
	pids=$(spawn -e -c "$CG/t" sleeper)
	run_in "$CG/t/a" "$CGKILL" --remove --exclude-self --method "$method" "$CG/t"
	status_is 1
	err_lines 1
	err_has "$CG/t" "not removed, nor is any cgroup below it, because this process is in it"
	there "$CG/t/a" "$CG/t/b"
	dead "$pids"

	point "the caller is in it, and is not spared: not removed, reported ($method)"
	run_in "$CG/t/a" "$CGKILL" --remove --method "$method" "$CG/t"
	status_is 137
	err_has "$CG/t" "not removed"
	there "$CG/t/a"
	! grep -q . "$CG/t/cgroup.procs" || fail "somebody else is left"

	point "the caller is in one of two: the other one is removed, 64 ($method)"
	cgroup u u/x
	run_in "$CG/t/a" "$CGKILL" --remove --exclude-self --method "$method" "$CG/t" "$CG/u"
	status_is 64
	err_has "$CG/t" "not removed"
	gone "$CG/u"
	there "$CG/t/a"
	run "$CGKILL" --remove "$CG/t"
	status_is 0
done

# A mounted cgroup has no parent to be removed from.
mkdir "$TMP/mnt"
for how in "bind mount" "bind mount of its parent"; do
	point "by way of a $how: removed, or a failure is reported"
	cgroup t t/a
	pids=$(spawn -e -c "$CG/t" sleeper)
	case $how in
	*parent) from=$CG to=$TMP/mnt/t ;;
	*) from=$CG/t to=$TMP/mnt ;;
	esac
	# shellcheck disable=SC2016
	run unshare --mount sh -c 'mount --bind "$0" "$1" && shift && exec "$@"' "$from" "$TMP/mnt" \
		"$CGKILL" --remove --wait=2000 "$to"
	dead "$pids"
	if [ -e "$CG/t" ]; then
		[ "$status" = 1 ] || [ "$status" = 124 ] || fail "status $status, and it is still there"
		[ -s "$ERR" ] || fail "nothing is said"
		run "$CGKILL" --remove "$CG/t"
	else
		status_is 0
	fi
	[ -d "$TMP/mnt" ] || fail "the mount point is gone"
done

point "the kernel's version, on which it depends how, is asked for once"
cgroup several several/1 several/2 several/3
if has_tool strace; then
	run_traced -e trace=uname "$CGKILL" --remove "$CG/several/"*/
	status_is 0
	gone "$CG/several/1" "$CG/several/3"
	[ "$(grep -c '^uname' "$TRACE")" = 1 ] || fail "it is asked for $(grep -c '^uname' "$TRACE") times"
else
	skip "strace is not installed"
fi

point "nothing else was removed, no other process died"
there "$CG/beside/a"
alive "$outside"
finish
