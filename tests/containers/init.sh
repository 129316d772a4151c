#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# init.sh <root> <results>: the first process of namespaces, which go on in the root with a systemd
# of their own; that runs the scenes, whose TAP is in the directory <results>.
#
# As the first program of a virtual machine, without arguments, it does the same there, with TAP on
# the second serial line, then turns it off.
#
# From the environment, in a virtual machine from the kernel's command line: LIMIT and TRIES of
# functional/lib.sh, RUNTIMES and SCENES of scenes.sh, PROGRAM to run something else than that.
set -e
# Does a guest run at all?
[ -z "${PROBE-}" ] || poweroff -f
root=${1:-/mnt}
if [ $# -gt 0 ]; then
	mount --make-rprivate /
	mount --bind "$root" "$root"
	tap=/run/results/tap
	begin=
	end=': >/run/results/ended'
else
	mount --bind / "$root"
	tap=/dev/ttyS1
	begin='stty -F /dev/ttyS1 raw;'
	end='exec poweroff -f'
fi

devices() {
	mount -t tmpfs -o mode=755 dev "$root/dev"
	for _device in null zero full random urandom tty; do
		: >"$root/dev/$_device"
		mount --bind "/dev/$_device" "$root/dev/$_device"
	done
}

mount -t proc proc "$root/proc"
mount -t sysfs sysfs "$root/sys"
if [ $# -gt 0 ]; then
	mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
	devices
else
	mount -t cgroup2 -o nsdelegate cgroup2 "$root/sys/fs/cgroup"
	mount -t devtmpfs dev "$root/dev"
fi
mkdir -p "$root/dev/pts" "$root/dev/shm" "$root/dev/mqueue"
ln -sf pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
mount -t devpts -o newinstance,ptmxmode=666,mode=620 devpts "$root/dev/pts"
mount -t tmpfs -o mode=1777 shm "$root/dev/shm"
for directory in run tmp var/lib var/tmp; do
	mount -t tmpfs tmpfs "$root/$directory"
done
# systemd shall not set what is the machine's.
mount --bind "$root/proc/sys" "$root/proc/sys"
mount -o remount,bind,ro "$root/proc/sys"

units=$root/run/units
mkdir "$units" "$root/run/dbus" "$root/run/results"
[ $# -eq 0 ] || mount --bind "$2" "$root/run/results"

cat >"$units/scenes.target" <<'END'
[Unit]
DefaultDependencies=no
Requires=dbus.socket dbus.service scenes.service
END
cat >"$units/dbus.socket" <<'END'
[Unit]
DefaultDependencies=no
[Socket]
ListenStream=/run/dbus/system_bus_socket
END
# crun asks systemd for a scope that way.
cat >"$units/dbus.service" <<'END'
[Unit]
DefaultDependencies=no
Requires=dbus.socket
After=dbus.socket
[Service]
Type=notify
ExecStart=/usr/bin/dbus-daemon --config-file=/run/dbus/conf --nofork --nopidfile --systemd-activation
END
cat >"$root/run/dbus/conf" <<'END'
<busconfig>
  <type>system</type>
  <listen>unix:path=/run/dbus/system_bus_socket</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/>
    <allow own="*"/>
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
  </policy>
</busconfig>
END
cat >"$units/scenes.service" <<END
[Unit]
DefaultDependencies=no
After=dbus.service
[Service]
Environment=KILL=/cgkill/src/kill CGKILL=/cgkill/src/cgkill HELPERS=/cgkill/tests/helpers
Environment=top_srcdir=/cgkill HOME=/root PATH=/cgkill/src:/usr/sbin:/usr/bin
Environment=LIMIT=$LIMIT TRIES=$TRIES RUNTIMES=${RUNTIMES-} SCENES=${SCENES-}
ExecStart=/bin/sh -c '$begin exec ${PROGRAM:-/cgkill/tests/containers/scenes.sh} >$tap 2>&1'
ExecStopPost=/bin/sh -c '$end'
END

cd "$root"
if [ $# -gt 0 ]; then
	pivot_root . old
else
	mount --move . /
fi
# shellcheck disable=SC2016
exec chroot . /bin/sh -c 'umount -l /old 2>/dev/null
	exec env -i PATH=/usr/sbin:/usr/bin container=test SYSTEMD_UNIT_PATH=/run/units \
		/usr/lib/systemd/systemd --system --unit=scenes.target --log-target=null --show-status=no'
