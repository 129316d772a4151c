# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A real systemd for a test, in namespaces and in a cgroup of its own.  To be included behind
# lib.sh.
#
#	start_systemd            # skips everything where it cannot be started
#	unit NAME <<END          # writes a unit file, without its [Unit] section
#	systemctl_ COMMAND...    # what systemctl says goes to $OUT and $ERR, its status to $status
#	property NAME UNIT       # prints one property of a unit
#
# Units find the programs to be tested as /usr/bin/kill and /usr/bin/cgkill.
# /run/test is a directory for what units record; from here it is $ROOT/run/test.
#
# When the test ends, systemd does, also when it could not be reached; if the test is killed, a
# little later.
#
# systemd sees neither the units of the machine, nor its /tmp, and can write to nothing that it
# has not mounted itself: its stock units would clean up on the real machine.

SYSTEMD_START=30 # seconds that it may take to start
SYSTEMD_LIFE=300 # seconds after which it is killed in any case

systemd_program() {
	for _program in /usr/lib/systemd/systemd /lib/systemd/systemd; do
		[ -x $_program ] || continue
		echo $_program
		return
	done
}

# What becomes the PID 1 of the namespaces runs this: $1 is systemd, $2 kill, $3 cgkill.
# shellcheck disable=SC2016
INIT='
set -e
mount --make-rprivate /
umount -R -l /sys/fs/cgroup
mount -t cgroup2 none /sys/fs/cgroup
[ -e /sys/fs/cgroup/cgroup.type ]

mount -t tmpfs -o mode=755 none /run
mkdir /run/test /run/units
mkdir /run/bin /run/usr-bin
mount --bind /usr/bin /run/usr-bin
ln -s /run/usr-bin/* /run/bin
rm -f /run/bin/kill /run/bin/cgkill
cp "$2" /run/bin/kill
cp "$3" /run/bin/cgkill
mount --bind /run/bin /usr/bin

cat >/run/units/test.target <<END
[Unit]
DefaultDependencies=no
END

for directory in /tmp /var/tmp /var/log /etc/systemd /usr/lib/systemd/system \
	/lib/systemd/system /usr/local/lib/systemd \
	/usr/lib/systemd/system-generators /lib/systemd/system-generators; do
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

start_systemd() {
	need_tool unshare nsenter setsid mount systemctl
	SYSTEMD=$(systemd_program)
	[ -n "$SYSTEMD" ] || skip_all "systemd is not installed"
	SYSTEMD_PID=
	cgroup systemd
	echo "$INIT" >"$TMP/init"
	# shellcheck disable=SC2016
	setsid -w timeout -s KILL $SYSTEMD_LIFE unshare -p -f -m --mount-proc -u -i --kill-child \
		sh -c 'echo 0 >"$0/cgroup.procs" && exec unshare -C sh "$@"' "$CG/systemd" \
		"$TMP/init" "$SYSTEMD" "$KILL" "$CGKILL" </dev/null >"$TMP/systemd.log" 2>&1 &
	SYSTEMD_JOB=$!
	at_exit stop_systemd
	_began=$(date +%s)
	until systemd_runs; do
		if [ $(($(date +%s) - _began)) -ge $SYSTEMD_START ] || ! kill -0 $SYSTEMD_JOB 2>/dev/null; then
			skip_all "systemd does not start: $(tr '\n' ' ' <"$TMP/systemd.log" | head -c 200)"
		fi
		sleep 0.1
	done
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
	find "$CG/systemd" -name cgroup.procs -exec cat {} + 2>/dev/null | grep -vx 0
}

systemd_runs() {
	SYSTEMD_PID=$(systemd_pid)
	[ -n "$SYSTEMD_PID" ] || return 1
	ROOT=/proc/$SYSTEMD_PID/root
	ask_systemd is-active --quiet test.target
}

ask_systemd() {
	nsenter -t "$SYSTEMD_PID" -m -p -C -u -i systemctl "$@" 2>/dev/null
}

systemctl_() {
	run nsenter -t "$SYSTEMD_PID" -m -p -C -u -i systemctl "$@"
}

property() {
	ask_systemd show --property="$1" --value "$2"
}

unit() {
	{
		printf '[Unit]\nDefaultDependencies=no\n[Service]\n'
		cat
	} >"$ROOT/run/units/$1"
}

stop_systemd() {
	if [ -e "$CG/systemd/cgroup.kill" ]; then
		echo 1 >"$CG/systemd/cgroup.kill"
	else
		for _pid in $(systemd_members); do
			kill -9 "$_pid"
		done
	fi
	wait "$SYSTEMD_JOB"
} 2>/dev/null
