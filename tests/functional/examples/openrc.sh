#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# examples/openrc: the service script, with a real openrc-run in namespaces of its own.
. "${0%/*}/../lib.sh"
. "${0%/*}/lib.sh"
need_cgroup
need_examples
need_tool unshare nsenter mount setsid
if ! has_tool openrc-run; then
	PATH=$PATH:$INITS/sbin
	need_tool openrc-run
	[ -d "$INITS/lib/rc" ] || skip_all "OpenRC is not where it was, in /lib/rc"
	unpacked=$INITS
fi
outside=$(spawn -t 300 -c "$CG" sleeper)
cgroup openrc

# Waits for the orphans, as the first process of a machine does.  $1 is cgkill, $2 the example, $3
# where OpenRC is unpacked, if it is.
first_process >"$TMP/init"
cat >>"$TMP/init" <<'END_INIT'
mount --make-rprivate /
umount -R -l /sys/fs/cgroup
mount -t cgroup2 none /sys/fs/cgroup
mount -t tmpfs none /run
mount -t tmpfs none /usr/local
mkdir /run/own /run/openrc-root
cp "$1" /run/own/cgkill
farm /usr/bin /run/own/cgkill
if [ -n "$3" ]; then
	mount --bind "$3" /run/openrc-root
	farm /lib /run/openrc-root/lib/rc /run/openrc-root/lib/*/lib*.so.*
	farm /sbin /run/openrc-root/sbin/*
fi

for state in daemons exclusive failed hotplugged inactive options scheduled started starting stopping \
	tmp wasinactive; do
	mkdir -p "/run/openrc/$state"
done
mkdir -p /usr/local/sbin /run/test /run/init.d /run/conf.d
farm /etc /run/init.d /run/conf.d
: >/run/openrc/softlevel
cp "$2" /run/init.d/exampled
echo rc_cgroup_mode=unified >/run/conf.d/exampled
cp /run/conf.d/exampled /run/conf.d/other
# Nothing else shall be written to.
mount -o remount,bind,ro /
: >/run/ready
set +e
while sleep 0.1; do :; done
END_INIT

# shellcheck disable=SC2016
setsid -w timeout -s KILL 300 unshare -p -f -m --mount-proc --kill-child \
	sh -c 'echo 0 >"$0/cgroup.procs" && exec unshare -C sh "$@"' "$CG/openrc" \
	"$TMP/init" "$CGKILL" "$EXAMPLES/openrc/exampled" "${unpacked-}" </dev/null >"$TMP/log" 2>&1 &
job=$!
# shellcheck disable=SC2016
at_exit 'kill -9 $init; wait $job'
init=$(child_of "$(child_of $job)")
ROOT=/proc/$init/root
wait_until test -e "$ROOT/run/ready" || skip_all "no namespaces for OpenRC: $(head -c 200 "$TMP/log")"

# service COMMAND...: as root on that machine.
service() {
	run_in "$CG/openrc" nsenter -t "$init" -m -p -C "/etc/init.d/${script-exampled}" "$@"
}

# started NAME NUMBER: with so many processes, which $pids are, in the cgroup $SERVICE, whose
# name has a prefix in newer versions.
started() {
	script=$1
	service start
	[ "$status" = 0 ] || fail "$1 does not start: status $status: $(cat "$ERR")"
	SERVICE=$CG/openrc/openrc.$1
	[ -d "$SERVICE" ] || SERVICE=$CG/openrc/$1
	wait_until has_pids "$SERVICE" "$2" || fail "$1 has not started"
	pids=$(all_pids "$SERVICE")
}

stopped() {
	service stop
	status_is 0
	dead "$pids"
	[ ! -e "$SERVICE" ] || fail "the cgroup is still there"
	alive "$outside" "$init"
	service status
	status_is 3
}

# The main process obeys TERM; what it leaves is in a session of its own, does not obey, or is in
# a cgroup of its own.
cat >"$ROOT/usr/local/sbin/exampled" <<'END'
#!/bin/sh
[ ! -e /run/test/plain ] || exec sleep 300
cgroup=/sys/fs/cgroup$(sed -n 's/^0:://p' /proc/self/cgroup)
mkdir "$cgroup/jobs"
setsid sleep 301 &
(trap "" TERM; exec setsid sleep 302) &
(echo 0 >"$cgroup/jobs/cgroup.procs" && exec setsid sleep 303) &
exec sleep 304
END
chmod +x "$ROOT/usr/local/sbin/exampled"

point "OpenRC by itself leaves processes behind"
sed '/^start_pre/,$d' "$EXAMPLES/openrc/exampled" >"$ROOT/run/init.d/other"
chmod +x "$ROOT/run/init.d/other"
started other 5
service stop
status_is 0
alive "$(all_pids "$SERVICE")"

point "nothing stays of the example"
started exampled 5
stopped

point "and it starts in a cgroup in which nobody was killed"
started exampled 5
as_new "$SERVICE"
stopped

point "nor of a service that has nothing but its main process"
: >"$ROOT/run/test/plain"
started exampled 2
stopped
rm "$ROOT/run/test/plain"

point "nor of one whose supervisor was killed"
started exampled 5
for pid in $pids; do
	! grep -q supervise-daemo "/proc/$pid/comm" || kill -9 "$pid"
done
stopped

point "restart: with new processes, without the old ones"
started exampled 5
service restart
status_is 0
dead "$pids"
wait_until has_pids "$SERVICE" 5 || fail "it has not started"
pids=$(all_pids "$SERVICE")
stopped

if kernel_has cgroup.freeze; then
	point "frozen"
	started exampled 5
	freeze "$SERVICE/jobs"
	stopped
fi

point "removed in the meantime"
started exampled 5
"$CGKILL" --remove "$SERVICE"
stopped

point "without a cgroup of its own it says so, and kills nothing"
echo rc_cgroup_mode=legacy >"$ROOT/run/conf.d/exampled"
caller=$(spawn -c "$CG/openrc" sleeper)
service start
status_is 0
err_has "no cgroup of its own"
service stop
status_is 0
still_alive "$caller" "$outside"
finish
