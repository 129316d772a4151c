#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Services and slices of a real systemd, killed from outside of them, and what systemd makes of it.
. "${0%/*}/../lib.sh"
. "${0%/*}/lib.sh"
need_cgroup
need_names
need_systemd

RESULT='ExecStopPost=/bin/sh /run/test/result %n'

# service NAME LINE...: make it of these lines, and start it.
service() {
	name=$1
	shift
	printf '%s\n' "$@" | unit "$name"
	start_unit "$name" 3 "${slice-system.slice}/$name"
}

unit_killed() {
	status_is 0
	err_empty
	dead "$pids"
	alive "$outside" "$SYSTEMD_PID"
	thawed "$CG"
}

# --- a service ---------------------------------------------------------------------------------

for form in /sys/fs/cgroup/system.slice/x.service /system.slice/x.service \
	system.slice/x.service pid:; do
	point "a service as $form"
	service x.service "$PLAIN" "$RESULT"
	[ "$form" != pid: ] || form=pid:$(property MainPID x.service)
	in_systemd cgkill --wait "$form"
	unit_killed
	state_is x.service failed signal
	# What takes several walks can still be at work when systemd starts ExecStopPost= in there.
	# What a newer systemd clones into a cgroup that was killed may be killed, too (see cgkill(1)).
	case $KILLED_BY,$(property ExecStopPost x.service) in
	kernel,*status=9/KILL*) ;;
	kernel,*) recorded_result x.service "signal killed KILL" ;;
	esac
	[ ! -e "$SYSTEMD_CG/system.slice/x.service" ] || fail "the cgroup is still there"
done

for method in $METHODS; do
	point "with SuccessExitStatus=SIGKILL ($method)"
	service "$method.service" "$PLAIN" SuccessExitStatus=SIGKILL
	in_systemd cgkill --wait --method "$method" "/system.slice/$name"
	unit_killed
	state_is "$name" inactive success
done

point "TERM, which the main process obeys"
service term.service "ExecStart=/bin/sh -c '(trap \"\" TERM; sleep 1000) & (setsid sleep 2000) & exec sleep 3000'"
in_systemd cgkill -s TERM --timeout 1000 KILL --wait /system.slice/term.service
unit_killed
state_is term.service inactive success

point "TERM, which no process obeys, and then KILL"
service immune.service "ExecStart=/bin/sh /run/test/immune"
in_systemd cgkill -s TERM --timeout 200 KILL --wait /system.slice/immune.service
unit_killed
state_is immune.service failed signal

point "the name of the unit alone is no cgroup"
service alone.service "$PLAIN"
in_systemd cgkill alone.service
refused "alone.service" "no such cgroup"
still_alive "$pids"
in_systemd cgkill --wait /system.slice/alone.service

point "a name with escaped characters"
service 'a\x2db\x20c.service' "$PLAIN"
in_systemd cgkill --wait '/system.slice/a\x2db\x20c.service'
unit_killed

point "a frozen service dies, and can be started again"
service frozen.service "$PLAIN"
freeze "$SYSTEMD_CG/system.slice/frozen.service"
in_systemd cgkill --wait /system.slice/frozen.service
status_is 0
dead "$pids"
state_is frozen.service failed signal
service frozen.service "$PLAIN"
thawed "$CG"
in_systemd cgkill --wait /system.slice/frozen.service
unit_killed

# systemd may not see that the cgroup is empty before it is gone, and waits for that then.
point "--remove"
for time in first second; do
	service remove.service "$PLAIN" TimeoutStopSec=1
	in_systemd cgkill --remove /system.slice/remove.service
	unit_killed
	state_is remove.service failed signal
	[ ! -e "$SYSTEMD_CG/system.slice/remove.service" ] || fail "there after the $time time"
done

# --- Restart= ----------------------------------------------------------------------------------

restarted() {
	[ "$(property NRestarts "$1")" = "$2" ] && [ "$(property ActiveState "$1")" = active ] &&
		has_members "system.slice/$1" 3
}

for options in --wait=5000 --remove; do
	for delay in 0 50ms; do
		point "Restart=on-failure, RestartSec=$delay: it is started again ($options)"
		service again.service "$PLAIN" Restart=on-failure RestartSec=$delay TimeoutStopSec=1
		in_systemd cgkill "$options" /system.slice/again.service
		unit_killed
		wait_until restarted again.service 1 || fail "not restarted"
		systemctl_ stop again.service
		state_is again.service inactive success
	done
done

point "not with SuccessExitStatus=SIGKILL"
service once.service "$PLAIN" Restart=on-failure RestartSec=0 SuccessExitStatus=SIGKILL
in_systemd cgkill --wait /system.slice/once.service
unit_killed
state_is once.service inactive success
sleep 0.1
state_is once.service inactive success

# --- slices ------------------------------------------------------------------------------------

# Three services, of which two are in a slice below, one of them with cgroups of its own.
fill_slice() {
	slice=jobs.slice
	service one.service "$PLAIN" Slice=jobs.slice TimeoutStopSec=1
	all=$pids
	slice=jobs.slice/jobs-low.slice
	service two.service "$PLAIN" Slice=jobs-low.slice SuccessExitStatus=SIGKILL TimeoutStopSec=1
	all="$all $pids"
	service three.service Slice=jobs-low.slice Delegate=yes TimeoutStopSec=1 \
		"ExecStart=/bin/sh -c 'cd /sys/fs/cgroup/jobs.slice/jobs-low.slice/%n && mkdir -p a/b && \
		echo 0 >a/b/cgroup.procs && sleep 1000 & sleep 2000 & wait'"
	pids="$all $pids"
	unset slice
}

slice_died() {
	unit_killed
	state_is one.service failed signal
	[ "$option" = --remove ] || state_is two.service inactive success
	state_is three.service failed signal
	alive "$neighbour"
}

service neighbour.service "$PLAIN"
neighbour=$pids

for option in --wait "--wait --method freeze" --remove; do
	point "a slice with three services ($option)"
	fill_slice
	# shellcheck disable=SC2086
	in_systemd cgkill $option /jobs.slice
	slice_died
done
option=

point "systemd makes the slice again after --remove"
fill_slice
in_systemd cgkill --wait /jobs.slice/jobs-low.slice /jobs.slice
slice_died

point "the services and the slice together are no failure"
fill_slice
in_systemd cgkill --wait /jobs.slice/one.service /jobs.slice/jobs-low.slice/two.service /jobs.slice
slice_died

# --- the manual --------------------------------------------------------------------------------

for example in "Kill a service of systemd" "The same by the name of the unit"; do
	point "the example of the manual: $example"
	manual "$example" | sed 's/systemd-run/& -p DefaultDependencies=no/' >"$RECORDS/example"
	in_systemd sh -e /run/test/example
	status_is 0
	out_has "/system.slice/cgkill-demo.service" "method: kernel"
	wait_until [ ! -e "$SYSTEMD_CG/system.slice/cgkill-demo.service" ] ||
		fail "the cgroup is still there"
done

# --- systemd itself ----------------------------------------------------------------------------

# The last one, since it may not be able to start anything then: its cgroup was killed once, those
# into which it clones were not.
point "systemd itself, PID 1, does not die of it, and that is reported"
in_systemd cgkill --wait=200 /init.scope
status_is 124
err_has "1 process left" "1 systemd: "
systemctl_ is-active test.target
status_is 0
out_is active
alive "$neighbour"
[ "$(property ActiveState neighbour.service)" = active ] || fail "the services are gone"
finish
