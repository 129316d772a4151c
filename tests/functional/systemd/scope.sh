#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Scopes of a real systemd, killed from outside and from inside: "systemd-run --scope".
. "${0%/*}/../lib.sh"
. "${0%/*}/lib.sh"
need_cgroup
need_names
need_tool systemd-run
need_systemd
SCOPE="systemd-run --quiet --scope -p DefaultDependencies=no -p TimeoutStopSec=1 --unit"
# shellcheck disable=SC2086
in_systemd $SCOPE=first.scope true
[ "$status" = 0 ] || skip_all "systemd-run --scope does not work: $(head -n 1 "$ERR")"

# Makes cgroups below its own, starts a process in two of them, and then moves to another itself.
cat >"$RECORDS/delegate" <<'EOF'
top=/sys/fs/cgroup$(sed -n 's/^0:://p' /proc/self/cgroup)
mkdir "$top/main" "$top/main/low" "$top/job"
for dir in main/low job; do
	(echo 0 >"$top/$dir/cgroup.procs" && exec setsid sleep 1000) &
	until grep -q . "$top/$dir/cgroup.procs"; do sleep 0.02; done
done
echo 0 >"$top/main/cgroup.procs"
EOF

# start_scope NAME SCRIPT [CGROUP]: in the background, with $pids as its processes, which are three
# or ready when there is one in that cgroup.
start_scope() {
	scope=$1
	# shellcheck disable=SC2086
	nsenter -t "$SYSTEMD_PID" -m -p -C -u -i $SCOPE="$1" -p Delegate=yes sh -c "$2" \
		>"$TMP/scope" 2>&1 &
	if [ -n "${3-}" ]; then
		wait_until grep -qs . "$SYSTEMD_CG/system.slice/$1/$3/cgroup.procs" &&
			await_members "system.slice/$1" 1
	else
		await_members "system.slice/$1" 3
	fi || fail "has not started its processes"
}

# in_scope NAME SCRIPT: until the script ends; what it leaves is in the scope.  The script is in a
# file, since newer versions of systemd-run make one dollar sign of two.
in_scope() {
	scope=$1
	echo "$2" >"$RECORDS/script"
	# shellcheck disable=SC2086
	in_systemd $SCOPE="$scope" -p Delegate=yes sh /run/test/script
}

# The scope has ended, and no process of it is left.
scope_ended() {
	state_is "$scope" inactive success
	[ ! -e "$SYSTEMD_CG/system.slice/$scope" ] || fail "the cgroup is still there"
	alive "$outside" "$SYSTEMD_PID"
	thawed "$CG"
}

# --- from outside ------------------------------------------------------------------------------

for form in /sys/fs/cgroup/system.slice/x.scope /system.slice/x.scope pid:; do
	point "a scope as $form"
	start_scope x.scope '. /run/test/plain'
	# The number that it has for systemd.
	[ "$form" != pid: ] ||
		form=pid:$(awk '/^NSpid:/ { print $NF }' "/proc/${pids%%[!0-9]*}/status")
	in_systemd cgkill --wait "$form"
	status_is 0
	err_empty
	dead "$pids"
	scope_ended
done

point "a scope with cgroups of its own"
start_scope delegate.scope '. /run/test/delegate; wait' main
in_systemd cgkill --wait --verbose /system.slice/delegate.scope
status_is 0
err_empty
methods_are "$KILLED_BY"
dead "$pids"
scope_ended

point "one of these cgroups, which is removed; the others live"
start_scope part.scope '. /run/test/delegate; wait' main
victim=$(cat "$SYSTEMD_CG/system.slice/part.scope/job/cgroup.procs")
in_systemd cgkill --remove /system.slice/part.scope/job
status_is 0
dead "$victim"
[ ! -e "$SYSTEMD_CG/system.slice/part.scope/job" ] || fail "not removed"
[ "$(property ActiveState part.scope)" = active ] || fail "the scope has ended"
still_alive "$(cat "$SYSTEMD_CG/system.slice/part.scope/main/cgroup.procs")"
in_systemd cgkill --remove -s TERM /system.slice/part.scope/main/low /system.slice/part.scope/main
status_is 0
dead "$pids"
scope_ended

point "a threaded cgroup in a scope is refused, its domain is not"
cp "$HELPERS/spawn" "$RECORDS"
# shellcheck disable=SC2016
start_scope threaded.scope '
	top=/sys/fs/cgroup$(sed -n "s/^0:://p" /proc/self/cgroup)
	mkdir "$top/main" "$top/domain" "$top/domain/thread"
	echo threaded >"$top/domain/thread/cgroup.type"
	echo 0 >"$top/domain/cgroup.procs"
	(echo 0 >"$top/domain/thread/cgroup.procs" && exec sleep 1000) &
	until grep -q . "$top/domain/thread/cgroup.threads"; do sleep 0.02; done
	/run/test/spawn threads 2 >/dev/null
	echo 0 >"$top/main/cgroup.procs"
	wait' main
in_systemd cgkill /system.slice/threaded.scope/domain/thread
refused /sys/fs/cgroup/system.slice/threaded.scope/domain "threaded"
still_alive "$pids"
in_systemd cgkill --remove /system.slice/threaded.scope/domain
status_is 0
err_empty
[ ! -e "$SYSTEMD_CG/system.slice/threaded.scope/domain" ] || fail "not removed"
in_systemd cgkill --wait /system.slice/threaded.scope
dead "$pids"
scope_ended

# --- from inside -------------------------------------------------------------------------------

point "from inside: the caller dies last"
# shellcheck disable=SC2016
in_scope inside.scope 'setsid sleep 1000 & setsid sleep 2000 & exec cgkill --verbose pid:$$'
status_is 137
out_has "is in the cgroup /system.slice/inside.scope"
scope_ended

point "from inside with --exclude-self: only the caller lives"
# shellcheck disable=SC2016
in_scope spared.scope 'setsid sleep 1000 & setsid sleep 2000 &
	exec cgkill --exclude-self --wait=5000 pid:$$'
status_is 0
err_empty
scope_ended

point "not a shell that has called it"
# shellcheck disable=SC2016
in_scope shell.scope 'sleep 1000 & cgkill --exclude-self --wait=5000 pid:$$; echo survived'
status_is 137
out_lacks survived
scope_ended

point "a job that removes the cgroups it has made, and goes on"
# shellcheck disable=SC2016
in_scope job.scope '. /run/test/delegate
	cgkill --remove "$top/job" "$top/main/low" || exit
	[ ! -e "$top/job" ] && [ ! -e "$top/main/low" ] && echo removed'
status_is 0
err_empty
out_is removed
scope_ended

point "its own scope cannot be removed from inside, and that is reported"
# shellcheck disable=SC2016
in_scope own.scope 'setsid sleep 1000 & exec cgkill --exclude-self --remove pid:$$'
refused "not removed, nor is any cgroup below it, because this process is in it"
scope_ended
finish
