#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A user's systemd in the subtree that a real one delegates to it: what the user can kill there.
. "${0%/*}/../lib.sh"
. "${0%/*}/lib.sh"
need_cgroup
need_names
need_tool setpriv systemd-run
need_systemd
RUN=/run/user/$TESTER
USER_UNITS=$ROOT/run/user-units
MANAGER=user.slice/user-$TESTER.slice/user@$TESTER.service
mkdir -p "$ROOT$RUN" "$USER_UNITS"
chown "$TESTER:$TESTER" "$ROOT$RUN"
cp "$ROOT/run/units/test.target" "$USER_UNITS"

# As the stock one, but for PAM, and with nothing but our units.
unit "user@$TESTER.service" <<END
User=tester
Type=notify
ExecStart=$SYSTEMD --user --unit=test.target --log-target=null
Slice=user-$TESTER.slice
KillMode=mixed
Delegate=yes
Environment=XDG_RUNTIME_DIR=$RUN HOME=$RUN SYSTEMD_UNIT_PATH=/run/user-units
END
systemctl_ start "user@$TESTER.service"
[ "$status" = 0 ] || skip_all "systemd --user does not start"

ask_user_manager() {
	nsenter -t "$SYSTEMD_PID" -m -p -C -u -i setpriv --reuid "$TESTER" --regid "$TESTER" \
		--clear-groups env XDG_RUNTIME_DIR="$RUN" systemctl --user "$@" 2>/dev/null
}

has_user_state() {
	[ "$(ask_user_manager show -P ActiveState "$1") $(ask_user_manager show -P Result "$1")" = "$2 $3" ]
}

user_state_is() {
	wait_until has_user_state "$@" || fail "$1 is not $2, Result=$3"
}

# user_unit NAME LINE...: a unit of the user's, whose output is in /run/test.
user_unit() {
	name=$1 dir=$MANAGER/app.slice/$1
	shift
	{
		printf '[Unit]\nDefaultDependencies=no\n[Service]\n'
		printf '%s\n' "$@" StandardOutput=file:/run/test/%n.out StandardError=file:/run/test/%n.err
	} >"$USER_UNITS/$name"
}

# user_service NAME LINE...: the same, started.
user_service() {
	user_unit "$@"
	as_tester systemctl --user start "$name"
	status_is 0
	await_members "$dir" 3 || fail "$name has not started its processes"
}

# user_job NAME SCRIPT: a command of the user's under the user's systemd, as in a terminal there.
user_job() {
	echo "$2" >"$RECORDS/$1.sh"
	user_unit "$1.service" Type=oneshot "ExecStart=/bin/sh /run/test/$1.sh"
	as_tester systemctl --user start "$1.service"
	status_is 0
	cat "$RECORDS/$1.service.out" >"$OUT"
	cat "$RECORDS/$1.service.err" >"$ERR"
}

manager_lives() {
	alive "$outside" "$SYSTEMD_PID"
	thawed "$CG"
	[ "$(property ActiveState "user@$TESTER.service")" = active ] || fail "the user's systemd has ended"
	[ "$(ask_user_manager is-active test.target)" = active ] || fail "the user's systemd does not answer"
}

# --- what belongs to the user ------------------------------------------------------------------

for form in "/sys/fs/cgroup/$MANAGER/app.slice/x.service" "/$MANAGER/app.slice/x.service" pid:; do
	case $form in
	/sys*) point "a service of the user's by its path" ;;
	/user*) point "by its name" ;;
	*) point "by the PID of its main process" ;;
	esac
	user_service x.service "$PLAIN"
	[ "$form" != pid: ] || form=pid:$(ask_user_manager show -P MainPID x.service)
	as_tester cgkill --wait --verbose "$form"
	status_is 0
	err_empty
	methods_are "$KILLED_BY"
	dead "$pids"
	user_state_is x.service failed signal
	[ ! -e "$SYSTEMD_CG/$dir" ] || fail "the cgroup is still there"
	manager_lives
done

point "app.slice with all that is in it"
user_service a.service "$PLAIN"
all=$pids
user_service b.service "$PLAIN" SuccessExitStatus=SIGKILL
as_tester cgkill --wait --method freeze "/$MANAGER/app.slice"
status_is 0
err_empty
dead "$all" "$pids"
user_state_is a.service failed signal
user_state_is b.service inactive success
manager_lives

point "ExecStop= with %n and %U in a unit of the user's"
user_service stop.service "$PLAIN" SuccessExitStatus=SIGKILL \
	"ExecStop=/usr/bin/cgkill --exclude-self --wait=5000 \
	/user.slice/user-%U.slice/user@%U.service/app.slice/%n" \
	'ExecStop=/bin/sh /run/test/look %n'
as_tester systemctl --user stop stop.service
status_is 0
dead "$pids"
user_state_is stop.service inactive success
looked_at stop.service "/$dir"
manager_lives

point "ExecStop= with Delegate=yes and cgroups of the service"
# shellcheck disable=SC2016
echo 'top=/sys/fs/cgroup$(sed -n "s/^0:://p" /proc/self/cgroup)
	mkdir -p "$top/main" "$top/job"
	(echo 0 >"$top/job/cgroup.procs" && . /run/test/plain) &
	until [ "$(wc -l <"$top/job/cgroup.procs")" -eq 3 ]; do sleep 0.02; done
	echo 0 >"$top/main/cgroup.procs"
	wait' >"$RECORDS/delegate"
user_service delegate.service 'ExecStart=/bin/sh /run/test/delegate' Delegate=yes \
	SuccessExitStatus=SIGKILL \
	"ExecStop=/usr/bin/cgkill --exclude-self --wait=5000 /$MANAGER/app.slice/%n" \
	'ExecStop=/bin/sh /run/test/look %n'
as_tester systemctl --user stop delegate.service
status_is 0
dead "$pids"
user_state_is delegate.service inactive success
looked_at delegate.service "/$dir/.control"
manager_lives

# --- scopes of the user's ----------------------------------------------------------------------

point "a scope of the user's, from inside"
# shellcheck disable=SC2016
echo 'setsid sleep 1000 & setsid sleep 2000 & exec cgkill --verbose pid:$$' >"$RECORDS/own"
# shellcheck disable=SC2016
user_job scope 'systemd-run --user --quiet --scope --unit=own.scope sh /run/test/own
	echo "status $?"'
out_has "app.slice/own.scope" "sending signal 9" "status 137"
user_state_is own.scope inactive success
[ ! -e "$SYSTEMD_CG/$MANAGER/app.slice/own.scope" ] || fail "the cgroup is still there"
manager_lives

point "a scope of the user's, from beside"
# shellcheck disable=SC2016
user_job beside 'systemd-run --user --quiet --scope --unit=other.scope sh /run/test/plain &
	other=/sys/fs/cgroup$(sed -n "s/^0:://p" /proc/self/cgroup | sed "s,/[^/]*$,,")/other.scope
	until [ -e "$other" ] && [ "$(wc -l <"$other/cgroup.procs")" -ge 3 ]; do sleep 0.02; done
	cgkill --wait "$other"
	echo "status $?"'
out_has "status 0"
user_state_is other.scope inactive success
manager_lives

point "the example of the manual"
user_job example "$(manual "Without being root, in a cgroup that")"
out_has "method: kernel" "/job: removing it"
err_lacks cgkill
wait_until not has_members "$MANAGER/app.slice" 1 || fail "processes are left"
manager_lives

# --- what belongs to root ----------------------------------------------------------------------

point "a system service: one line, nothing signalled"
printf '%s\n' "$PLAIN" | unit system.service
printf '%s\n' "$PLAIN" | unit root.service
start_unit system.service
service=$pids
for method in '' $METHODS TERM; do
	case $method in
	'') options= ;;
	TERM) options='-s TERM' ;;
	*) options="--method $method" ;;
	esac
	# shellcheck disable=SC2086
	as_tester cgkill $options /system.slice/system.service
	status_is 1
	err_lines 1
	grep -qE '/system.slice/system.service: .*([Pp]ermission denied|not permitted)' "$ERR" ||
		fail "no clear message with $options"
done
still_alive "$service"
manager_lives

point "a process of root's in a cgroup of the user's dies by the kernel"
if kernel_has cgroup.kill; then
	user_service mixed.service "$PLAIN"
	foreign=$(spawn -c "$SYSTEMD_CG/$dir" sleeper)
	as_tester cgkill --wait "/$dir"
	status_is 0
	dead "$foreign" "$pids"
	manager_lives
fi

point "but not by signals, and that is reported"
user_service mixed.service "$PLAIN"
start_unit root.service
foreign=${pids%%[!0-9]*}
pids=$(members "$dir")
echo "$foreign" >"$SYSTEMD_CG/$dir/cgroup.procs"
as_tester cgkill --method signal "/$dir"
status_is 64
err_lines 1
err_has "not permitted"
dead "$pids"
alive "$foreign"
in_systemd cgkill --wait "/$dir"
status_is 0
dead "$foreign"

# --- the delegated cgroup itself ---------------------------------------------------------------

point "the delegated cgroup with the user's systemd: by signals"
user_service last.service "$PLAIN"
pids="$pids $(members "$MANAGER/init.scope")"
as_tester cgkill --wait --verbose "/$MANAGER"
status_is 0
methods_are "kernel freeze signal"
out_has "cgroup.freeze: Permission denied"
[ "$KILLED_BY" != kernel ] || out_has "cgroup.kill: Permission denied"
dead "$pids"
state_is "user@$TESTER.service" failed signal
alive "$outside" "$SYSTEMD_PID" "$service"

point "root kills the whole slice of the user"
systemctl_ start "user@$TESTER.service"
user_service last.service "$PLAIN"
pids="$pids $(members "$MANAGER/init.scope")"
in_systemd cgkill --wait "/user.slice/user-$TESTER.slice"
status_is 0
err_empty
dead "$pids"
state_is "user@$TESTER.service" failed signal
alive "$outside" "$SYSTEMD_PID" "$service"
finish
