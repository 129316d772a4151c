#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# init.sh: the first process of a virtual machine.  Mounts file systems the way systemd does, runs
# the tests in /cgkill/TESTS with suite.sh, and turns the machine off.  Kernel messages go to the
# console, the TAP to a line of its own.
#
# From the kernel's command line: LAYOUT (unified, hybrid or v1), JOBS, BOMB, LIMIT, TRIES,
# TEST_LIMIT, SUITE_LIMIT, SHELL_ONLY, PROBE, RESULTS.
export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=linux
export KILL=/cgkill/src/kill CGKILL=/cgkill/src/cgkill HELPERS=/cgkill/tests/helpers
export top_srcdir=/cgkill EMULATED=yes GUEST=yes

# Does a guest run at all?
[ -z "${PROBE-}" ] || poweroff -f

mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs devtmpfs /dev
mkdir -p /dev/pts /dev/shm
mount -t devpts devpts /dev/pts
mount -t tmpfs tmpfs /dev/shm
mount -t tmpfs tmpfs /run
mount -t tmpfs tmpfs /tmp
ln -s /proc/self/fd /dev/fd
ln -s /proc/self/fd/0 /dev/stdin
ln -s /proc/self/fd/1 /dev/stdout
ln -s /proc/self/fd/2 /dev/stderr
chmod 1777 /tmp /var/tmp /dev/shm

mount_v1() {
	mkdir "/sys/fs/cgroup/$1"
	mount -t cgroup -o "${2-$1}" cgroup "/sys/fs/cgroup/$1"
}

# The first limit on CPU time makes the kernel change its own code, and the last one that is gone
# changes it back, which an emulator of several CPUs survives only while these have nothing to do.
limit_cpu() {
	mkdir "$1"
	[ ! -e "$1/cpu.max" ] || echo '1000 100000' >"$1/cpu.max"
}

# The root cgroup of a real system holds only kernel threads. Its cgroups have controllers, as
# systemd does it; the hybrid layout has these here, too.
mount_v2() {
	mkdir -p "$1"
	mount -t cgroup2 -o "$2" cgroup2 "$1"
	echo '+memory +pids' >"$1/cgroup.subtree_control"
	echo +cpu >"$1/cgroup.subtree_control"
	limit_cpu "$1/limited"
	mkdir "$1/tests"
	echo 0 >"$1/tests/cgroup.procs"
}

# As systemd does it: with nsdelegate; in the hybrid layout as on older systems without.
[ "$LAYOUT" = unified ] || mount -t tmpfs tmpfs /sys/fs/cgroup
case $LAYOUT in
unified)
	mount_v2 /sys/fs/cgroup nsdelegate
	;;
hybrid)
	mount_v1 freezer
	mount_v2 /sys/fs/cgroup/unified rw
	;;
v1)
	for hierarchy in freezer pids cpu,cpuacct; do
		mount_v1 $hierarchy
	done
	mount_v1 systemd none,name=systemd
	;;
esac

cd /cgkill || exit
if [ -n "${SHELL_ONLY-}" ]; then
	echo "This is Linux $(uname -r); tests are in /cgkill; \"exit\" turns it off."
	setsid -w sh -c 'exec sh -i </dev/console >/dev/console 2>&1'
else
	stty -F "/dev/$RESULTS" raw
	# shellcheck disable=SC2046
	PROGRESS=1 AGAIN=1 ALONE=vm/scarce tests/suite.sh /run/results $(cat TESTS) >"/dev/$RESULTS"
fi
poweroff -f
