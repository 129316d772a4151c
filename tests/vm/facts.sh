#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# How this kernel does what differs between kernels: doc/kernel.md has the table.  Each fact is a
# point of TAP, "<what>: <what the kernel does>"; nothing of ours is tested.
. "${0%/*}/../functional/lib.sh"
need_cgroup
need_tool unshare
helper=
# shellcheck disable=SC2016
at_exit '[ -z "$helper" ] || kill -9 "$helper"'

# fact WHAT COMMAND...: what it prints.
fact() {
	_what=$1
	shift
	point "$_what: $("$@")"
}

has() {
	[ -e "$CG/$1" ] && echo yes || echo no
}

kill_all() {
	echo 1 >"$CG/$1/cgroup.kill"
}

# within SECONDS CONDITION...: whether it becomes true.
within() {
	TRIES=$(($1 * 50))
	shift
	wait_until "$@"
}

# --- cgroup.kill -------------------------------------------------------------------------------

without_main_thread() {
	cgroup headless
	pid=$(spawn -c "$CG/headless" headless)
	kill_all headless
	if within 3 not is_alive "$pid"; then
		echo killed
	else
		echo "passed over"
		kill -9 "$pid"
	fi
}

# cloned FROM INTO: one of which is "killed", the other "new".
cloned() {
	cgroup killed new
	kill_all killed
	sh -c "$ENTER" "$CG/$1" "$HELPERS/newborn" "$CG/$2"
	case $? in
	0) echo lives ;;
	137) echo "is killed" ;;
	*) echo unknown ;;
	esac
	wait_until rmdir "$CG/killed" "$CG/new"
}

# shellcheck disable=SC2016
first_of_namespace() {
	cgroup first
	unshare --pid --fork --mount-proc sh -c '
		echo 0 >"$0/cgroup.procs" && echo 1 >"$0/cgroup.kill" && echo spared' "$CG/first" ||
		echo killed
}

fact "cgroup.kill" has cgroup.kill
if [ -e "$CG/cgroup.kill" ]; then
	fact "cgroup.kill, a process whose main thread has exited" without_main_thread
	fact "CLONE_INTO_CGROUP from a killed cgroup into a new one, the child" cloned killed new
	fact "CLONE_INTO_CGROUP from a new cgroup into a killed one, the child" cloned new killed
	fact "cgroup.kill from within a PID namespace, its first process" first_of_namespace
fi

# --- exit --------------------------------------------------------------------------------------

is_unlisted() {
	! grep -q . "$CG/exiting/cgroup.procs"
}

is_populated() {
	has_line "$CG/exiting/cgroup.events" 'populated 1'
}

# A process that does not get through its exit before its helper ends.
begin_exit() {
	cgroup exiting
	helper=$(spawn -c "$CG/exiting" exiting | sed -n 's/^helper //p')
	kill -9 "$(cat "$CG/exiting/cgroup.procs")"
}

end_exit() {
	kill -9 "$helper"
	helper=
	wait_until test -e "$TMP/removed"
}

seen_in_exit() {
	if ! within 3 is_unlisted; then
		echo "is listed"
	elif is_populated; then
		echo "is not listed, populated 1"
	else
		echo "is not listed, populated 0"
	fi
}

# In the background, since it may sleep and not be killed.
removed_in_exit() {
	rm -f "$TMP/removed"
	{
		rmdir "$CG/exiting" 2>/dev/null && echo succeeds || echo fails
	} >"$TMP/removing" && mv "$TMP/removing" "$TMP/removed" &
	if within 3 test -e "$TMP/removed"; then
		cat "$TMP/removed"
	else
		echo sleeps
	fi
}

begin_exit
fact "a process in its exit" seen_in_exit
fact "rmdir(2) while a process is in its exit" removed_in_exit
end_exit

# --- names -------------------------------------------------------------------------------------

# One step at a time, since no path may be as long.
long_name() {
	_long=$(printf '%0250d' 0)
	cgroup long
	"$HELPERS/nest" deep "$CG/long" 20 "$_long"
	(
		cd "$CG/long" || exit
		for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
			cd -P "$_long" || exit
		done
		echo 0 >cgroup.procs
		if ! sed -n 's/^0:://p' /proc/self/cgroup >"$TMP/name" 2>/dev/null; then
			echo "cannot be read"
		else
			echo "$(($(wc -c <"$TMP/name") - 1)) bytes"
		fi
	)
}

fact "a name of 5,000 bytes in /proc/PID/cgroup" long_name

# --- pidfds ------------------------------------------------------------------------------------

fact "PIDFD_GET_INFO tells" "$HELPERS/pidfd-info"
finish
