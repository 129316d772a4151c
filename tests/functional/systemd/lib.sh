# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A real systemd for a test, in namespaces and in a cgroup of its own.
#
#	need_cgroup
#	need_names                          # skips everything if only paths can be given
#	need_systemd                        # skips everything where it cannot be started
#	unit NAME <<END                     # writes a unit file, without its [Unit] section
#	start_unit NAME [NUMBER [CGROUP]]   # starts it, $pids are its processes, so many at least
#	systemctl_ COMMAND...               # what it says goes to $OUT and $ERR, its status to $status
#	in_systemd COMMAND...               # the same for any command, as root
#	as_tester COMMAND...                # and as a user
#	property NAME UNIT                  # prints one property of a unit
#	state_is UNIT STATE RESULT          # checks what has become of it, soon
#
# Units find the programs to be tested as /usr/bin/kill and /usr/bin/cgkill, and there is a user
# "tester".  /run/test is a directory in which units record, also those of the user, and has some
# scripts for them, see below; from here it is $RECORDS.  $SYSTEMD_CG is the root of systemd's
# cgroups; $outside is a process outside of these, which nothing may hit.
#
# When the test ends, systemd does, also when it could not be reached; if the test is killed, a
# little later.
#
# systemd sees neither the units of the machine, nor its /tmp, and can write to nothing that it
# has not mounted itself: its stock units would clean up on the real machine.

SYSTEMD_START=30 # seconds that it may take to start
SYSTEMD_LIFE=300 # seconds after which it is killed in any case

# --- what units run ----------------------------------------------------------------------------

# Three processes, one of them in a session of its own.
# shellcheck disable=SC2034
PLAIN='ExecStart=/bin/sh /run/test/plain'

write_scripts() {
	echo 'sleep 1000 & setsid sleep 2000 & wait' >"$RECORDS/plain"

	# The same, but nobody obeys TERM.
	echo 'trap "" TERM; . /run/test/plain' >"$RECORDS/immune"

	# Records where it is, and who else is left in the cgroup of the unit $1.
	cat >"$RECORDS/look" <<'END'
while read -r line; do
	case $line in
	0::*) where=${line#0::} ;;
	esac
done </proc/self/cgroup
top=/sys/fs/cgroup${where%/.control} left=
for procs in "$top"/cgroup.procs "$top"/.control/cgroup.procs "$top"/*/cgroup.procs \
	"$top"/*/*/cgroup.procs; do
	[ -e "$procs" ] || continue
	while read -r pid; do
		[ "$pid" = $$ ] || left="$left $pid"
	done <"$procs"
done
echo "in $where, left:$left" >"/run/test/$1.look"
END

	# Records how the main process of the unit $1 has ended, for ExecStopPost=.
	cat >"$RECORDS/result" <<'END'
echo "$SERVICE_RESULT $EXIT_CODE $EXIT_STATUS" >"/run/test/$1.result"
END
}

# looked_at UNIT CGROUP: it did look in there, and nobody was left.
looked_at() {
	_look=$(cat "$RECORDS/$1.look" 2>&1)
	[ "$_look" = "in $2, left:" ] || fail "afterwards: $_look"
	rm -f "$RECORDS/$1.look"
}

# recorded_result UNIT WORDS
recorded_result() {
	_result=$(cat "$RECORDS/$1.result" 2>&1)
	[ "$_result" = "$2" ] || fail "ExecStopPost= was told: $_result"
	rm -f "$RECORDS/$1.result"
}

# --- systemd -----------------------------------------------------------------------------------

systemd_program() {
	for _program in /usr/lib/systemd/systemd /lib/systemd/systemd; do
		[ -x $_program ] || continue
		echo $_program
		return
	done
}

need_names() {
	case $("$KILL" --version) in
	*libmount*) ;;
	*cgkill*) skip_all "built without libmount" ;;
	esac
}

# What becomes the PID 1 of the namespaces runs this: $1 is systemd, $2 kill, $3 cgkill, $4 the
# user ID of the tester.
# shellcheck disable=SC2016
INIT='
set -e
mount --make-rprivate /
umount -R -l /sys/fs/cgroup
mount -t cgroup2 none /sys/fs/cgroup
[ -e /sys/fs/cgroup/cgroup.type ]

mount -t tmpfs -o mode=755 none /run
mkdir /run/test /run/units
chmod 1777 /run/test
mkdir /run/bin /run/usr-bin
mount --bind /usr/bin /run/usr-bin
ln -s /run/usr-bin/* /run/bin
rm -f /run/bin/kill /run/bin/cgkill
cp "$2" /run/bin/kill
cp "$3" /run/bin/cgkill
mount --bind /run/bin /usr/bin
cp /etc/passwd /run/passwd
echo "tester:x:$4:$4::/run/user/$4:/bin/sh" >>/run/passwd
mount --bind /run/passwd /etc/passwd

cat >/run/units/test.target <<END
[Unit]
DefaultDependencies=no
END

for directory in /tmp /var/tmp /var/log /etc/systemd /usr/lib/systemd/system \
	/lib/systemd/system /usr/local/lib/systemd /usr/lib/systemd/user \
	/usr/lib/systemd/system-generators /lib/systemd/system-generators \
	/usr/lib/systemd/user-generators /usr/lib/systemd/user-environment-generators; do
	if [ -d $directory ]; then
		mount -t tmpfs none $directory
	fi
done
mount --bind /proc/sys /proc/sys
for directory in / /sys /proc/sys; do
	mount -o remount,bind,ro $directory
done
if [ -e /dev/console ]; then
	mount --bind /dev/null /dev/console
fi
cd /

exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin container=test SYSTEMD_UNIT_PATH=/run/units \
	"$1" --system --unit=test.target --log-target=null --show-status=no
'

need_systemd() {
	start_systemd
	# shellcheck disable=SC2034
	outside=$(spawn -t 300 -c "$CG" sleeper)
}

start_systemd() {
	need_tool unshare nsenter setsid mount systemctl
	SYSTEMD=$(systemd_program)
	[ -n "$SYSTEMD" ] || skip_all "systemd is not installed"
	SYSTEMD_PID=
	SYSTEMD_CG=$CG/systemd
	TESTER=$(private_uid)
	cgroup systemd
	echo "$INIT" >"$TMP/init"
	# shellcheck disable=SC2016
	setsid -w timeout -s KILL $SYSTEMD_LIFE unshare -p -f -m --mount-proc -u -i --kill-child \
		sh -c 'echo 0 >"$0/cgroup.procs" && exec unshare -C sh "$@"' "$SYSTEMD_CG" \
		"$TMP/init" "$SYSTEMD" "$KILL" "$CGKILL" "$TESTER" </dev/null >"$TMP/systemd.log" 2>&1 &
	SYSTEMD_JOB=$!
	at_exit stop_systemd
	_began=$(date +%s)
	until systemd_runs; do
		if [ $(($(date +%s) - _began)) -ge $SYSTEMD_START ] || ! kill -0 $SYSTEMD_JOB 2>/dev/null; then
			skip_all "systemd does not start: $(tr '\n' ' ' <"$TMP/systemd.log" | head -c 200)"
			return 1 # the benchmark goes on without
		fi
		sleep 0.1
	done
	write_scripts
}

# The PID 1 of the namespaces has its number there as the last one of NSpid.
systemd_pid() {
	for _pid in $(systemd_members); do
		grep -qx 'NSpid:.*[[:space:]]1' "/proc/$_pid/status" 2>/dev/null || continue
		[ "$(cat "/proc/$_pid/comm")" = systemd ] || continue
		echo "$_pid"
		return
	done
}

systemd_members() {
	members ''
}

# members DIR: the processes of one of systemd's cgroups and of those below it.
members() {
	find "$SYSTEMD_CG/$1" -name cgroup.procs -exec cat {} + 2>/dev/null | grep -vx 0
}

has_members() {
	[ "$(members "$1" | wc -l)" -ge "$2" ]
}

# await_members DIR NUMBER: they are $pids then, all of one look, since another one could miss who
# is on the way from one cgroup to another.
await_members() {
	wait_until found_members "$@"
}

found_members() {
	pids=$(members "$1")
	[ "$(printf '%s\n' "$pids" | grep -c .)" -ge "$2" ]
}

systemd_runs() {
	SYSTEMD_PID=$(systemd_pid)
	[ -n "$SYSTEMD_PID" ] || return 1
	ROOT=/proc/$SYSTEMD_PID/root
	RECORDS=$ROOT/run/test
	ask_systemd is-active --quiet test.target
}

in_systemd() {
	run nsenter -t "$SYSTEMD_PID" -m -p -C -u -i "$@"
}

ask_systemd() {
	nsenter -t "$SYSTEMD_PID" -m -p -C -u -i systemctl "$@" 2>/dev/null
}

systemctl_() {
	in_systemd systemctl "$@"
}

as_tester() {
	in_systemd setpriv --reuid "$TESTER" --regid "$TESTER" --clear-groups --inh-caps=-all \
		env XDG_RUNTIME_DIR="/run/user/$TESTER" "$@"
}

property() {
	ask_systemd show --property="$1" --value "$2"
}

has_state() {
	[ "$(property ActiveState "$1") $(property Result "$1")" = "$2 $3" ]
}

state_is() {
	wait_until has_state "$@" ||
		fail "$1 is $(property ActiveState "$1"), Result=$(property Result "$1")"
}

start_unit() {
	systemctl_ start "$1"
	status_is 0
	await_members "${3-system.slice/$1}" "${2-3}" || fail "$1 has not started its processes"
}

unit() {
	{
		printf '[Unit]\nDefaultDependencies=no\n[Service]\n'
		cat
	} >"$ROOT/run/units/$1"
}

stop_systemd() {
	if [ -e "$SYSTEMD_CG/cgroup.kill" ]; then
		echo 1 >"$SYSTEMD_CG/cgroup.kill"
	else
		for _pid in $(systemd_members); do
			kill -9 "$_pid"
		done
	fi
	wait "$SYSTEMD_JOB"
} 2>/dev/null
