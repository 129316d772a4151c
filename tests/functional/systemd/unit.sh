#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# In a unit of a real systemd: what units may forbid, reloading, and how ExecStop= goes wrong.
. "${0%/*}/../lib.sh"
. "${0%/*}/lib.sh"
need_cgroup
need_names
need_systemd

# Two processes record each SIGHUP, after both are ready.
cat >"$RECORDS/reloads" <<'EOF'
listen() {
	trap 'echo "$1" >>/run/test/hups' HUP
	echo "$1" >>/run/test/ready
	(trap '' HUP; exec sleep 1000) &
	while :; do wait; done
}
listen child &
listen main
EOF
IMMUNE='ExecStart=/bin/sh /run/test/immune'
STOP='ExecStop=/usr/bin/cgkill --exclude-self --wait=5000 --verbose'
# Runs behind another ExecStop= only if that was a success.
LOOK='ExecStop=+/bin/sh /run/test/look %n'

# make_unit NAME LINE...
make_unit() {
	name=$1
	shift
	printf '%s\n' "$@" StandardOutput=file:/run/test/%n.out StandardError=file:/run/test/%n.err |
		unit "$name"
}

# stop_unit [CGROUP]: the last one made is started and stopped, what its processes said is in $OUT
# and $ERR.
stop_unit() {
	cgroup=${1-system.slice/$name}
	start_unit "$name" 3 "$cgroup"
	systemctl_ stop "$name"
	status_is 0
	dead "$pids"
	cat "$RECORDS/$name.out" >"$OUT"
	cat "$RECORDS/$name.err" >"$ERR"
	alive "$outside" "$SYSTEMD_PID"
	thawed "$CG"
}

# The program, and not systemd, has ended the unit.
ended_well() {
	state_is "$name" inactive success
	looked_at "$name" "/$cgroup"
	err_empty
}

# The program has failed, and systemd has ended the unit by SIGTERM.
ended_by_systemd() {
	state_is "$name" failed exit-code
	[ "$(property ExecMainStatus "$name")" = 15 ] || fail "the main process did not get TERM"
	[ ! -e "$RECORDS/$name.look" ] || fail "ExecStop= has not failed"
}

# --- what units may forbid ---------------------------------------------------------------------

# hard_unit NAME LINE...: what is checked of it, if the sanitizers do not need what is forbidden.
hard_unit() {
	if [ "${SANITIZERS:-no}" != no ]; then
		skip "built with sanitizers"
		return
	fi
	make_unit "$@" "$PLAIN" "$STOP /system.slice/%n" "$LOOK" SuccessExitStatus=SIGKILL
	stop_unit
	ended_well
}

HARDENED="NoNewPrivileges=yes
CapabilityBoundingSet=
PrivateNetwork=yes
PrivateTmp=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHome=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectSystem=strict
ReadWritePaths=/run/test
LockPersonality=yes
MemoryDenyWriteExecute=yes
RestrictAddressFamilies=AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources"
PROC="ProtectProc=invisible
ProcSubset=pid"

for user in root tester; do
	point "everything that systemd can forbid, as $user"
	hard_unit "hard-$user.service" "User=$user" "$HARDENED" "$PROC"
done

point "the same with PrivateUsers=yes"
hard_unit users.service User=tester PrivateUsers=yes "$HARDENED"

point "User="
make_unit user.service "$PLAIN" "$STOP /system.slice/%n" "$LOOK" SuccessExitStatus=SIGKILL \
	User=tester
stop_unit
ended_well

point "User=, and ExecStop=+ as root: also a process of root's"
make_unit root.service "$PLAIN" "ExecStartPost=+/bin/sh -c 'sleep 1000 &'" \
	"ExecStop=+/usr/bin/cgkill --exclude-self --wait=5000 /system.slice/%n" "$LOOK" \
	SuccessExitStatus=SIGKILL User=tester
stop_unit
ended_well

point "User=, and a process of root's: reported, and left to systemd"
make_unit mixed.service "$PLAIN" "ExecStartPost=+/bin/sh -c 'sleep 1000 &'" \
	"ExecStop=/usr/bin/cgkill --exclude-self /system.slice/%n" "$LOOK" \
	SuccessExitStatus=SIGKILL User=tester
stop_unit
state_is "$name" failed exit-code
err_lines 1
err_has "not permitted"

# --- signals and time --------------------------------------------------------------------------

point "ExecStop= with TERM, which no process obeys, and then KILL"
make_unit immune.service "$IMMUNE" SuccessExitStatus=SIGKILL \
	"ExecStop=/usr/bin/cgkill -s TERM --timeout 200 KILL --exclude-self --wait=5000 /system.slice/%n" \
	"$LOOK"
stop_unit
ended_well

point "TimeoutStopSec= ends the program while it waits"
make_unit timeout.service "$IMMUNE" TimeoutStopSec=1 \
	"ExecStop=/usr/bin/cgkill -s TERM --method freeze --exclude-self --wait=60000 /system.slice/%n" \
	"$LOOK" 'ExecStopPost=/bin/sh /run/test/result %n'
stop_unit
state_is timeout.service failed timeout
recorded_result timeout.service "timeout killed KILL"
case $(property ExecStop timeout.service) in
*code=killed*status=15*) ;;
*) fail "the program was not ended: $(property ExecStop timeout.service)" ;;
esac

point "ExecStopPost= after a main process that failed by itself: that remains the result"
make_unit fails.service KillMode=process \
	"ExecStart=/bin/sh -c 'setsid sleep 1000 & while [ ! -e /run/test/fail ]; do sleep 0.02; done; exit 3'" \
	"ExecStopPost=/usr/bin/cgkill --exclude-self --wait=5000 /system.slice/%n" \
	'ExecStopPost=/bin/sh /run/test/look %n' 'ExecStopPost=/bin/sh /run/test/result %n'
start_unit fails.service
: >"$RECORDS/fail"
state_is fails.service failed exit-code
dead "$pids"
recorded_result fails.service "exit-code exited 3"
looked_at fails.service /system.slice/fails.service

# reloads LINE WHO: what ExecReload= is, and who has recorded a signal then.
reloads() {
	rm -f "$RECORDS/hups" "$RECORDS/ready"
	make_unit reload.service 'ExecStart=/bin/sh /run/test/reloads' "$1"
	systemctl_ daemon-reload
	start_unit reload.service 4
	wait_until [ "$(sort "$RECORDS/ready" | tr '\n' ' ')" = "child main " ]
	systemctl_ reload reload.service
	status_is 0
	wait_until is_recorded "$2" || fail "recorded: $(cat "$RECORDS/hups")"
	still_alive "$pids"
	is_recorded "$2" || fail "recorded: $(cat "$RECORDS/hups")"
	state_is reload.service active success
	systemctl_ stop reload.service
}

is_recorded() {
	[ "$(sort "$RECORDS/hups" 2>/dev/null | tr '\n' ' ')" = "$1 " ]
}

point "ExecReload= with HUP for all processes"
reloads 'ExecReload=/usr/bin/cgkill -s HUP --exclude-self /system.slice/%n' "child main"

point "ExecReload= with HUP for the main process"
# shellcheck disable=SC2016
reloads 'ExecReload=/usr/bin/kill -s HUP $MAINPID' main

# --- names of units ----------------------------------------------------------------------------

# try_name UNIT CGROUP: with %n for the name of the unit at the end
try_name() {
	for form in "/$2" "/sys/fs/cgroup/$2"; do
		point "$1 as $form"
		make_unit "$1" "$PLAIN" "$STOP $form" "$LOOK" SuccessExitStatus=SIGKILL
		systemctl_ daemon-reload
		stop_unit "${2%\%n}$1"
		ended_well
	done
}

try_name 'dash\x2dx.service' system.slice/%n
try_name 'at@a-b\x20c.service' system.slice/system-at.slice/%n

# systemd writes an underscore before such names.
for unit in _x.service .x.service memory.service; do
	try_name $unit system.slice/_%n
done

point "a symbolic link to the cgroup in %t"
make_unit link.service "$PLAIN" 'ExecStartPost=+/bin/ln -s /sys/fs/cgroup/system.slice/%n %t/%N' \
	"$STOP %t/%N" "$LOOK" SuccessExitStatus=SIGKILL
stop_unit
ended_well

# --- mistakes ----------------------------------------------------------------------------------

point "a unit that is elsewhere: no such cgroup"
make_unit elsewhere.service "$PLAIN" "$STOP /system.slice/%n" "$LOOK" Slice=else.slice
stop_unit else.slice/elsewhere.service
err_lines 1
err_has "/system.slice/elsewhere.service" "no such cgroup"
ended_by_systemd

point "the name of the unit alone: no such cgroup"
make_unit alone.service "$PLAIN" "$STOP %n" "$LOOK"
stop_unit
err_lines 1
err_has "alone.service" "no such cgroup"
ended_by_systemd

point "the kill of a shell knows no cgroups, but env finds the program"
make_unit builtin.service "$PLAIN" "ExecStop=/bin/sh -c 'kill --cgroup --exclude-self /system.slice/%n'" \
	"$LOOK"
stop_unit
ended_by_systemd
make_unit env.service "$PLAIN" SuccessExitStatus=SIGKILL \
	"ExecStop=/bin/sh -c 'exec env kill --cgroup --exclude-self --wait=5000 /system.slice/%n'" \
	"$LOOK"
stop_unit
ended_well

point "a backslash that a shell takes away: no such cgroup"
make_unit 'shell\x2dx.service' "$PLAIN" \
	"ExecStop=/bin/sh -c 'exec cgkill --exclude-self /system.slice/%n'" "$LOOK"
stop_unit
err_lines 1
err_has "no such cgroup"
ended_by_systemd

point "not if the name is an argument of the shell"
make_unit 'argument\x2dx.service' "$PLAIN" SuccessExitStatus=SIGKILL \
	"ExecStop=/bin/sh -c 'exec cgkill --exclude-self --wait=5000 \"/system.slice/\$1\"' sh %n" \
	"$LOOK"
stop_unit
ended_well
finish
