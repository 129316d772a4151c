#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# examples/systemd: the units, under a real systemd.
. "${0%/*}/../lib.sh"
. "${0%/*}/../systemd/lib.sh"
. "${0%/*}/lib.sh"
need_cgroup
need_names
need_examples
need_systemd

ended() {
	dead "$pids"
	state_is "$@"
	wait_until not test -e "$SYSTEMD_CG/system.slice/$1" || fail "the cgroup is still there"
	alive "$outside" "$SYSTEMD_PID"
	thawed "$CG"
}

# --- job-runner.service ------------------------------------------------------------------------

# Itself in "main", jobs in "jobs": one that obeys TERM, one that does not, in a session of its own.
# It records how the first one ends, and does not end before its jobs.
cat >"$RECORDS/job-runner" <<'EOF'
#!/bin/sh
own=/sys/fs/cgroup/system.slice/job-runner.service
mkdir -p "$own/main" && echo 0 >"$own/main/cgroup.procs" || exit
[ ! -e /run/test/idle ] || exec sleep 300
mkdir -p "$own/jobs/1" "$own/jobs/2"
(trap "exit 7" TERM; echo 0 >"$own/jobs/1/cgroup.procs"; while :; do sleep 0.1; done) &
first=$!
(trap "" TERM; echo 0 >"$own/jobs/2/cgroup.procs" && exec setsid sleep 301) &
trap 'told=yes' TERM
wait $first
echo "first job: $?" >>/run/test/jobs
until [ "$told" ]; do sleep 0.1; done
EOF
chmod +x "$RECORDS/job-runner"

# As it is, but for the program; sooner, and never again after a crash.
sed "s|^ExecStart=.*|ExecStart=/run/test/job-runner|; s/--timeout 10s/--timeout 1s/
	/^Restart=/d" "$EXAMPLES/systemd/job-runner.service" | unit job-runner.service

point "job-runner.service: jobs end first, and are seen to"
start_unit job-runner.service 4
systemctl_ stop job-runner.service
status_is 0
ended job-runner.service inactive success
[ "$(cat "$RECORDS/jobs")" = "first job: 7" ] || fail "recorded: $(cat "$RECORDS/jobs" 2>&1)"

point "job-runner.service: before there is a job"
: >"$RECORDS/idle"
start_unit job-runner.service 1
systemctl_ stop job-runner.service
status_is 0
ended job-runner.service inactive success
rm "$RECORDS/idle"

point "job-runner.service: no job survives a crash"
start_unit job-runner.service 4
kill -9 "$(members system.slice/job-runner.service/main | head -n 1)"
ended job-runner.service failed signal

# With its cgroups, if systemd leaves them there.
point "job-runner.service: starts jobs also after a crash"
sed -i 's/^KillMode=/Restart=on-failure\nRestartSec=100ms\n&/' "$ROOT/run/units/job-runner.service"
systemctl_ daemon-reload
start_unit job-runner.service 4
main=$(members system.slice/job-runner.service/main | head -n 1)
old=$pids
kill -9 "$main"
dead "$old"
await_members system.slice/job-runner.service 4 || fail "it was not restarted"
as_new "$SYSTEMD_CG/system.slice/job-runner.service/main"
as_new "$SYSTEMD_CG/system.slice/job-runner.service/jobs"
systemctl_ stop job-runner.service
ended job-runner.service inactive success

if kernel_has cgroup.freeze; then
	point "job-runner.service: jobs that are frozen"
	start_unit job-runner.service 4
	freeze "$SYSTEMD_CG/system.slice/job-runner.service/jobs"
	systemctl_ stop job-runner.service
	status_is 0
	ended job-runner.service inactive success
fi

# --- leave-nothing.conf ------------------------------------------------------------------------

# The main process obeys TERM; what it leaves does not, or is in a session of its own.
cat >"$RECORDS/leaver" <<'EOF'
(trap "" TERM; exec sleep 300) &
setsid sleep 301 &
wait
EOF

# drop_in UNIT LINE...: a unit of these lines, with the drop-in.
drop_in() {
	_unit=$1
	shift
	printf '%s\n' 'ExecStart=/bin/sh /run/test/leaver' KillMode=process "$@" | unit "$_unit"
	mkdir "$ROOT/run/units/$_unit.d"
	cp "$EXAMPLES/systemd/leave-nothing.conf" "$ROOT/run/units/$_unit.d"
}

point "without leave-nothing.conf something stays"
printf '%s\n' 'ExecStart=/bin/sh /run/test/leaver' KillMode=process | unit leaver.service
start_unit leaver.service
systemctl_ stop leaver.service
has_members system.slice/leaver.service 1 || fail "nothing stays"

point "leave-nothing.conf: of a service"
drop_in plain.service
start_unit plain.service
systemctl_ stop plain.service
status_is 0
ended plain.service inactive success

point "leave-nothing.conf: of an instance of a template, also of another user, in another slice"
drop_in x@.service User=tester Slice=other.slice "ExecStartPost=+/bin/sh -c 'setsid sleep 302 &'"
start_unit x@1.service 4 other.slice/x@1.service
systemctl_ stop x@1.service
status_is 0
dead "$pids"
state_is x@1.service inactive success
[ ! -e "$SYSTEMD_CG/other.slice/x@1.service" ] || fail "the cgroup is still there"

point "leave-nothing.conf: of a service that is empty when it ends"
printf '%s\n' 'ExecStart=/bin/sleep 300' KillMode=process | unit sleeper.service
mkdir "$ROOT/run/units/sleeper.service.d"
cp "$EXAMPLES/systemd/leave-nothing.conf" "$ROOT/run/units/sleeper.service.d"
start_unit sleeper.service 1
systemctl_ stop sleeper.service
status_is 0
ended sleeper.service inactive success

# --- short-of-memory@.service ------------------------------------------------------------------

# Where there is no controller memory for cgroup2, it cannot be armed; a time stands for the rest.
watches_slice() {
	[ "$(property SubState short-of-memory@jobs.slice.service)" = running ]
}

point "short-of-memory@.service: all of a slice, again and again, and nobody else"
when="--when 2s"
[ ! -e "$SYSTEMD_CG/system.slice/memory.events" ] || when="--when oom"
sed "s/--when.*--mrelease/$when --mrelease/
	s/^\\[Unit\\]/&\nDefaultDependencies=no/" "$EXAMPLES/systemd/short-of-memory@.service" \
	>"$ROOT/run/units/short-of-memory@.service"
for unit in one two; do
	printf '%s\n' "$PLAIN" Slice=jobs.slice Restart=no MemoryMax=40M | unit $unit.service
done
printf '%s\n' "$PLAIN" | unit other.service
start_unit other.service
others=$pids
systemctl_ daemon-reload
# As the file says.
# shellcheck disable=SC2046 # words
in_systemd $(sed -n 's/^# .*: \(systemctl enable .*\)/\1/p' "$EXAMPLES/systemd/short-of-memory@.service")
status_is 0
wait_until watches_slice || fail "it is not armed"
for _ in 1 2; do
	start_unit one.service 3 jobs.slice/one.service
	all=$pids
	start_unit two.service 3 jobs.slice/two.service
	case $when in
	*oom)
		sleep 1
		sh -c "$ENTER" "$SYSTEMD_CG/jobs.slice/one.service" \
			awk 'BEGIN { s = "xxxxxxxxxxxxxxxx"; for (;;) s = s s }' >/dev/null 2>&1
		;;
	esac
	dead "$all" "$pids"
	state_is one.service failed signal
	state_is two.service failed signal
	systemctl_ reset-failed one.service two.service
done
alive "$others" "$outside"
finish
