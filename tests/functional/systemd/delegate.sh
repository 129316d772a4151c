#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Services of a real systemd with Delegate=yes, which make cgroups of their own: ExecStop= runs in
# .control beside these.
. "${0%/*}/../lib.sh"
. "${0%/*}/lib.sh"
need_cgroup
need_names
need_systemd
cp "$HELPERS/spawn" "$RECORDS"

# Three cgroups with a process in each, of which main/low is below the main process.
cat >"$RECORDS/delegate" <<'EOF'
top=/sys/fs/cgroup/system.slice/$1
mkdir -p "$top/main/low" "$top/job"
for dir in main/low job; do
	(echo 0 >"$top/$dir/cgroup.procs" && exec setsid sleep 1000) &
	until grep -q . "$top/$dir/cgroup.procs"; do sleep 0.02; done
done
echo 0 >"$top/main/cgroup.procs"
wait
EOF

# The same, and two threads of a process in a threaded cgroup below job.
cat >"$RECORDS/threaded" <<'EOF'
top=/sys/fs/cgroup/system.slice/$1
mkdir -p "$top/job/thread"
echo threaded >"$top/job/thread/cgroup.type"
/run/test/spawn -t 60 -c "$top/job/thread" threads 2 >/dev/null
. /run/test/delegate
EOF
# The main process obeys TERM, nobody does in job.
cat >"$RECORDS/stubborn" <<'EOF'
top=/sys/fs/cgroup/system.slice/$1
mkdir "$top/main" "$top/job"
(echo 0 >"$top/job/cgroup.procs" && . /run/test/immune) &
until [ "$(wc -l <"$top/job/cgroup.procs")" -eq 3 ]; do sleep 0.02; done
echo 0 >"$top/main/cgroup.procs"
exec sleep 3000
EOF

DELEGATE='ExecStart=/bin/sh /run/test/delegate %n'
OUTPUT='StandardOutput=file:/run/test/%n.out
StandardError=file:/run/test/%n.err'
LOOK='ExecStop=+/bin/sh /run/test/look %n'
STOP='ExecStop=/usr/bin/cgkill --exclude-self --wait=5000 --verbose'

# stop_unit NAME LINE...: make it of these lines, start and stop it; what it said is in $OUT, $ERR.
stop_unit() {
	name=$1
	shift
	printf '%s\n' Delegate=yes "$OUTPUT" "$@" | unit "$name"
	start_unit "$name"
	wait_until grep -qs . "$SYSTEMD_CG/system.slice/$name/main/cgroup.procs" ||
		fail "has not moved its main process"
	pids=$(members "system.slice/$name")
	systemctl_ stop "$name"
	status_is 0
	dead "$pids"
	cat "$RECORDS/$name.out" >"$OUT"
	cat "$RECORDS/$name.err" >"$ERR"
	[ ! -e "$SYSTEMD_CG/system.slice/$name" ] || fail "the cgroup is still there"
	alive "$outside" "$SYSTEMD_PID"
	thawed "$CG"
}

# The program, in .control, has ended the unit, and not systemd.
ended_well() {
	state_is "$name" inactive success
	looked_at "$name" "/system.slice/$name/.control"
	err_empty
}

# The program has failed, and systemd has done the rest.
ended_by_systemd() {
	state_is "$name" failed exit-code
	[ ! -e "$RECORDS/$name.look" ] || fail "ExecStop= has not failed"
}

point "beside the caller by the kernel, its own way by signals"
stop_unit plain.service "$DELEGATE" SuccessExitStatus=SIGKILL "$STOP /system.slice/%n" "$LOOK"
ended_well
out_has "method: kernel" "method: signal"

point "with ProtectControlGroups=yes nothing can be written, signals remain"
stop_unit protected.service ProtectControlGroups=yes 'ExecStart=+/bin/sh /run/test/delegate %n' \
	SuccessExitStatus=SIGKILL "$STOP /system.slice/%n" "$LOOK"
ended_well
out_has "Read-only file system" "method: signal"
out_lacks "method: kernel: done"

point "User=: method signal for the unit's cgroup, kernel for those that the service made"
stop_unit user.service "$DELEGATE" User=tester SuccessExitStatus=SIGKILL \
	"$STOP /system.slice/%n" "$LOOK"
ended_well
out_has "method: kernel" "method: signal"

point "User=, and a process of root's in a cgroup that the service made: by the kernel"
if kernel_has cgroup.kill; then
	stop_unit mixed.service "$DELEGATE" User=tester SuccessExitStatus=SIGKILL \
		"ExecStartPost=+/bin/sh -c 'while ! echo 0 >/sys/fs/cgroup/system.slice/%n/job/cgroup.procs; \
		do sleep 0.02; done; sleep 1000 &'" "$STOP /system.slice/%n" "$LOOK"
	state_is "$name" inactive success
	looked_at "$name" "/system.slice/$name/.control"
fi

point "--remove of the cgroups that the service made"
stop_unit remove.service "$DELEGATE" SuccessExitStatus=SIGKILL \
	'ExecStop=/usr/bin/cgkill --remove /system.slice/%n/job /system.slice/%n/main' \
	"ExecStop=/bin/sh -c 'cd /sys/fs/cgroup/system.slice/%n && echo */'" "$LOOK"
ended_well
[ "$(cat "$OUT")" = '*/' ] || fail "left: $(cat "$OUT")"

point "the jobs first, then the main process by its PID"
# shellcheck disable=SC2016
stop_unit order.service "$DELEGATE" SuccessExitStatus=SIGKILL \
	'ExecStop=/usr/bin/cgkill --wait=5000 /system.slice/%n/job' \
	'ExecStop=/usr/bin/cgkill --wait=5000 pid:${MAINPID}' "$LOOK"
ended_well

point "--remove of the cgroup of the unit from within is refused, but all die"
stop_unit own.service "$DELEGATE" SuccessExitStatus=SIGKILL \
	'ExecStop=/usr/bin/cgkill --exclude-self --remove /system.slice/%n' "$LOOK"
err_lines 1
err_has "not removed, nor is any cgroup below it, because this process is in it"
ended_by_systemd

for stop in "$STOP" "$STOP --method freeze" "$STOP --method signal"; do
	point "a threaded cgroup below one of them (${stop#*5000 --verbose})"
	number=$((${number-0} + 1))
	stop_unit "threaded$number.service" 'ExecStart=/bin/sh /run/test/threaded %n' \
		SuccessExitStatus=SIGKILL "$stop /system.slice/%n" "$LOOK"
	ended_well
done

point "a threaded cgroup itself is refused, and the domain is named"
stop_unit refused.service 'ExecStart=/bin/sh /run/test/threaded %n' \
	"$STOP /system.slice/%n/job/thread" "$LOOK"
err_lines 1
err_has /system.slice/refused.service/job "threaded"
ended_by_systemd
[ "$(property ExecMainStatus "$name")" = 15 ] || fail "the main process did not get TERM"

point "TERM, and KILL for what does not obey"
stop_unit term.service 'ExecStart=/bin/sh /run/test/stubborn %n' \
	'ExecStop=/usr/bin/cgkill -s TERM --timeout 1000 KILL --exclude-self --wait=5000 /system.slice/%n' \
	"$LOOK"
ended_well

point "ExecStopPost= for what the main process leaves"
stop_unit post.service "$DELEGATE" KillMode=process \
	'ExecStopPost=/usr/bin/cgkill --exclude-self --wait=5000 /system.slice/%n' \
	"ExecStopPost=+/bin/sh /run/test/look %n" 'ExecStopPost=/bin/sh /run/test/result %n'
ended_well
recorded_result "$name" "success killed TERM"
finish
