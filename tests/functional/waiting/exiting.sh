#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Processes in their exit that no list shows any more (Linux 6.19): killed is killed, but --wait
# waits for them, and says who they are.
. "${0%/*}/../lib.sh"
need_cgroup
need_tool unshare
unshare --pid --fork true 2>/dev/null || skip_all "no PID namespaces"
helper=
# shellcheck disable=SC2016
at_exit '[ -z "$helper" ] || kill -9 "$helper"'
cgroup t t/a u

# start KIND: a process in t/a that does not get through its exit before its helper ends.
start() {
	reports=$(spawn -c "$CG/t/a" "$1")
	helper=$(echo "$reports" | sed -n 's/^helper //p')
	pids=$(cat "$CG/t/a/cgroup.procs")
	[ -n "$helper" ] || fail "the test has not started what it meant to"
}

end_helper() {
	kill -9 "$helper" "$pids" 2>/dev/null
	helper=
	empty "$CG/t"
}

# Whether the kernel shows nobody although there is somebody.
is_hiding() {
	has_line "$CG/t/cgroup.events" 'populated 1' && ! grep -q . "$CG/t/a/cgroup.procs"
}

late() {
	status_is 124
	err_has "not empty in time"
}

# Whether rmdir(2) removes a cgroup in which nobody but such processes is left.
rmdir_ignores() {
	case $(uname -r) in
	[0-6].* | 7.0*) return 1 ;;
	esac
}

start exiting
kill -9 "$pids"
hides=
wait_until not grep -q . "$CG/t/a/cgroup.procs"
! is_hiding || hides=yes
end_helper
[ -n "$hides" ] || echo "# the kernel hides nobody"

for method in auto $METHODS; do
	point "all are killed: success ($method)"
	start exiting
	others=$(spawn -e -c "$CG/t" sleeper)
	run "$CGKILL" --method "$method" "$CG/t"
	status_is 0
	err_empty
	dead "$others"
	[ -z "$hides" ] || is_hiding || fail "the process is not in its exit"

	point "and so it is for other signals ($method)"
	run "$CGKILL" -s TERM "$CG/t"
	status_is 0
	err_empty
	run "$CGKILL" -s TERM --timeout 100 KILL "$CG/t"
	status_is 0
	err_empty
	end_helper
	dead "$pids"
done

for method in $METHODS; do
	point "--wait names them when the time is over ($method)"
	start exiting
	run "$CGKILL" --wait=500 --method "$method" "$CG/t"
	if [ -n "$hides" ]; then
		late
		err_has "1 process left" "$pids spawn: exiting, " ", cgroup $NAME/t/a"
		err_lines 2
		is_hiding || fail "the process is not in its exit"
	else
		status_is 0
	fi
	end_helper

	point "--wait ends when they have ended ($method)"
	start exiting
	other=$helper
	(sleep 0.5 && kill -9 "$other") &
	run "$CGKILL" --wait=19000 --method "$method" "$CG/t"
	wait
	helper=
	status_is 0
	err_empty
	has_line "$CG/t/cgroup.events" 'populated 0' || fail "not empty"

	point "--remove removes the cgroup as soon as the kernel does ($method)"
	start exiting
	run "$CGKILL" --remove --wait=1000 --method "$method" "$CG/t"
	if [ -z "$hides" ] || rmdir_ignores; then
		status_is 0
		err_empty
		[ ! -d "$CG/t" ] || fail "not removed"
		[ -z "$hides" ] || alive "$pids"
		cgroup t t/a
	else
		late
		[ -d "$CG/t/a" ] || fail "removed"
	fi
	end_helper
done

point "from a PID namespace that does not show them"
if [ -n "$hides" ]; then
	start exiting
	kill -9 "$pids"
	wait_until is_hiding || fail "the process is not in its exit"
	run unshare --pid --fork --mount-proc "$CGKILL" --wait=500 "$CG/t"
	late
	err_has "no process is listed, some may be exiting"
	err_lines 1
	run unshare --pid --fork --mount-proc "$CGKILL" "$CG/t"
	status_is 0
	err_empty
	end_helper
else
	skip "the kernel hides nobody"
fi

# run_blind COMMAND...: what other kernels do: the lists are empty, and cgroup.events is not.
run_blind() {
	run_traced -P "$CG/t/cgroup.procs" -P "$CG/t/a/cgroup.procs" \
		-P "$CG/t/cgroup.threads" -P "$CG/t/a/cgroup.threads" \
		-e trace=read -e inject=read:retval=0 "$@"
	in_trace INJECTED || fail "the lists were read all the same"
}

for method in $METHODS; do
	if [ -n "$hides" ] || ! has_tool strace; then
		break
	fi
	start traceexit
	if [ "$method" = kernel ]; then
		point "lists that show nobody, after the kernel has killed: success"
		run_blind "$CGKILL" --method "$method" "$CG/t"
		status_is 0
		err_empty
	fi

	point "lists that show nobody: --wait waits all the same ($method)"
	run_blind "$CGKILL" --wait=300 --method "$method" "$CG/t"
	late

	point "lists that show nobody: --remove leaves the cgroup, in which there is somebody ($method)"
	run_blind "$CGKILL" --remove --wait=300 --method "$method" "$CG/t"
	late
	[ -d "$CG/t/a" ] || fail "removed"
	end_helper
done
finish
