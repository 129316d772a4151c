#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# System calls that fail where that was not thought of once: what "make check-fault" found.
. "${0%/*}/../lib.sh"
need_cgroup
need_tool strace

# failing FILE|- CALL:error=ERRNO[:when=N] COMMAND...
failing() {
	file=$1 fault=$2
	shift 2
	[ "$file" = - ] || set -- -P "$file" "$@"
	run_traced -e trace="${fault%%:*}" -e inject="$fault" "$@"
	grep -q INJECTED "$TRACE" || fail "$fault did not happen"
}

tree() {
	mkdir -p "$CG/t/a" "$CG/t/b"
	pids=$(spawn -e -c "$CG/t" "${1-sleeper}")
}

end_tree() {
	"$KILL" --cgroup "$CG/t" --wait
}

for method in freeze signal; do
	point "every read of a list is interrupted, with method $method: a failure, and an end"
	tree immune
	failing "$CG/t/a/cgroup.procs" read:error=EINTR "$CGKILL" --method $method -s WINCH "$CG/t"
	status_is 1
	thawed "$CG"
	end_tree
done

point "every poll is interrupted: the next signal of --timeout is sent, in time"
cgroup u
pids=$(spawn -c "$CG/u" immune)
failing - poll:error=EINTR "$KILL" -s TERM --timeout 100 KILL "$pids"
status_is 0
dead "$pids"

point "cgroup.events says once that the cgroup is gone: not believed"
tree immune
failing "$CG/t/cgroup.events" pread64:error=ENODEV:when=1 "$CGKILL" -s WINCH --wait=100 "$CG/t"
status_is 124
alive "$pids"
end_tree

point "cgroup.events cannot be read during the wait: that is said"
tree
failing "$CG/t/cgroup.events" pread64:error=EIO "$CGKILL" --wait=300 "$CG/t"
status_is 124
err_has "cannot tell whether it is empty" "Input/output error"
dead "$pids"
tree
failing "$CG/t/cgroup.events" pread64:error=EIO "$CGKILL" --method signal "$CG/t"
status_is 1
err_has "cannot tell whether it is empty" "Input/output error"
err_lines 1
dead "$pids"

point "the opening of cgroup.events says so"
tree
failing cgroup.events openat,openat2:error=ENODEV:when=1 "$CGKILL" "$CG/t"
status_is 1
err_has "No such device"
alive "$pids"

point "a cgroup seems to be gone when it is opened: tried again"
failing a openat:error=ENOENT:when=1 "$CGKILL" -p "$CG/t"
status_is 0
pids_are "$pids"

point "the listing seems to be gone once: tried again, and nothing is printed twice"
failing - getdents64:error=ENOENT:when=1 "$CGKILL" -p "$CG/t"
status_is 0
pids_are "$pids"

point "the listing seems to be gone each time: not complete, so a failure"
failing - getdents64:error=ENOENT "$CGKILL" -p "$CG/t"
status_is 1
err_has "cannot list all processes"

point "a cgroup to be removed seems to be gone: removed"
failing - unlinkat:error=ENOENT:when=3 "$CGKILL" --remove "$CG/t"
status_is 0
err_empty
[ ! -e "$CG/t" ] || fail "not removed"

point "a process seems to be gone when it is signalled, but is listed again"
tree
failing - pidfd_send_signal:error=ESRCH:when=1 "$CGKILL" -s TERM "$CG/t"
status_is 0
dead "$pids"

# The kernel kills whole cgroups, with the caller if that is in one of them.
inside() {
	set -- "$@" "$CG/t"
	failing cgroup.procs openat,openat2:error=EACCES:when="$when" \
		sh -c "$ENTER" "$CG/t/a" "$@"
}
for when in 1+ 1 2 3 4; do
	point "--exclude-self spares the caller even if it cannot be found, error $when"
	tree
	inside "$CGKILL" --exclude-self --wait=2000
	case $status in
	0) dead "$pids" ;;
	1 | 124) err_has "Permission denied" ;;
	*) fail "status $status" ;;
	esac
	end_tree

	point "a caller in the cgroup dies last even if that cannot be determined, error $when"
	kernel_has cgroup.kill || continue
	tree
	inside "$CGKILL"
	status_is 137
	[ -s "$ERR" ] || dead "$pids"
	end_tree
done

for signal in TERM KILL; do
	point "populated, but no process is listed: no success with $signal"
	mkdir -p "$CG/t"
	pids=$(spawn -c "$CG/t" sleeper)
	failing "$CG/t/cgroup.procs" read:retval=0 "$CGKILL" -s $signal --method signal "$CG/t"
	refused "lists no processes"
	alive "$pids"

	# It may take a machine without free memory seconds to end somebody who is listed no more.
	point "if it is waited for, that is said only when the time is over, with $signal"
	failing "$CG/t/cgroup.procs" read:retval=0 \
		"$CGKILL" -s $signal --method signal --wait=500ms "$CG/t"
	status_is 124
	err_lines 1
	err_has "no process is listed"
	alive "$pids"
	end_tree
done

point "who ends while it is looked for what the lists do not show is not left"
mkdir -p "$CG/t"
pids=$(spawn -c "$CG/t" sleeper)
# It is held in each look through /proc.  After the second one it says what is left.
begin_run run_traced -P "$CG/t/cgroup.procs" -P /proc -e trace=read,getdents64 \
	-e inject=read:retval=0 -e inject=getdents64:delay_exit=500ms \
	"$CGKILL" --method signal "$CG/t"
wait_until in_trace '^getdents64(.* = 0' || fail "it does not look"
wait_until in_trace '^getdents64(' $(($(grep -c '^getdents64(' "$TRACE") + 1)) || fail "it does not look again"
end_process "$pids"
end_run
killed "$CG/t" "$pids"
end_tree

point "nor does it matter before the last signal"
mkdir -p "$CG/t"
pids=$(spawn -c "$CG/t" sleeper)
begin_run run_traced -P "$CG/t/cgroup.procs" -e trace=read -e inject=read:retval=0 \
	"$CGKILL" -s WINCH --method signal --timeout 30s KILL "$CG/t"
sleep 7 # after 5 it gives up
still_alive "$pids"
end_process "$pids"
end_run
killed "$CG/t" "$pids"
end_tree

# The writes to cgroup.freeze that fail are all but the first one, or so many of them.
frozen_for() {
	when=$1
	shift
	run_traced -P "$CG/t/cgroup.freeze" -e trace=write -e inject=write:error=EIO:when="$when" \
		"$CGKILL" --method freeze "$@" "$CG/t"
	err_has "left frozen"
}

point "left frozen: a failure, also if all goes well after it"
tree
frozen_for 3+ --wait
status_is 1
dead "$pids"
echo 0 >"$CG/t/cgroup.freeze"

point "left frozen: the next signal of --timeout thaws it"
tree immune
frozen_for 3..12 -s TERM --timeout 50 KILL
status_is 0
dead "$pids"
thawed "$CG/t"

point "left frozen, but removed: no failure"
tree
frozen_for 3+ --remove
status_is 0
[ ! -e "$CG/t" ] || fail "not removed"

point "a kernel that says of all processes that they have ended: they are signalled"
tree
failing - ioctl:error=ESRCH "$CGKILL" -s TERM "$CG/t"
status_is 0
dead "$pids"

for errors in 1..2 1..3; do
	point "walks that fail are tried again, some time later ($errors)"
	tree
	began=$(date +%s%N)
	failing - getdents64:error=ENOMEM:when=$errors "$CGKILL" --method signal "$CG/t"
	[ $((($(date +%s%N) - began) / 1000000)) -ge 30 ] || fail "at once"
	if [ $errors = 1..2 ]; then
		status_is 0
		dead "$pids"
	fi
	end_tree
done

point "--dry-run of a tree that cannot be seen in full is a failure"
tree
failing - getdents64:error=ENOENT "$CGKILL" --dry-run "$CG/t"
status_is 1
err_has "cannot list all processes"
end_tree

# Without cgroup.type, other files tell the root; it is removed when the first of them is seen.
point "a cgroup that is removed at that moment is not taken for the root"
cgroup gone
begin_run run_traced -P cgroup.type -P cgroup.events -P cgroup.procs \
	-e trace=openat,openat2,faccessat,faccessat2 -e inject=openat,openat2:error=ENOENT:when=1 \
	-e inject=faccessat,faccessat2:delay_exit=1s:when=1 \
	"$CGKILL" "$CG/gone"
wait_until in_trace '^faccessat' || fail "it did not look at the files"
rmdir "$CG/gone"
end_run
grep -q 'cgroup.type.*INJECTED' "$TRACE" || fail "cgroup.type was there"
err_lacks root

point "signals cannot be blocked: nothing is frozen"
tree
failing - rt_sigprocmask:error=EPERM "$CGKILL" --method freeze "$CG/t"
refused "cannot use method freeze" "not permitted"
thawed "$CG"
alive "$pids"

finish
