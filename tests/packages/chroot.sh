# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# For tests in chroots of Debian's releases, to be included after functional/lib.sh.  debootstrap
# makes each once, as build-chroots/<release>, from the mirror that this machine's apt uses, and
# again when that is more than a week old; tests work on a copy.

chroots=$PWD/build-chroots
mkdir -p "$chroots"

mirror() {
	# shellcheck disable=SC2016 # for apt
	uri=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' \
		'Origin: Debian' 'Label: Debian' 'Component: main' 2>/dev/null | head -n 1)
	echo "${uri:-http://deb.debian.org/debian}"
}

# in_root <directory> <command>...
in_root() {
	_root=$1
	shift
	chroot "$_root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C \
		DEBIAN_FRONTEND=noninteractive "$@"
}

is_made() {
	[ -n "$(find "$chroots/$1.made" -mtime -7 2>/dev/null)" ]
}

# make_base <release>: a minimal installation that starts no services.
make_base() {
	! is_made "$1" || return 0
	rm -rf --one-file-system "${chroots:?}/$1" "$chroots/$1".*
	debootstrap --variant=minbase "$1" "$chroots/$1" "$(mirror)" &&
		rm -f "$chroots/$1"/var/cache/apt/archives/*.deb &&
		printf '#!/bin/sh\nexit 101\n' >"$chroots/$1/usr/sbin/policy-rc.d" &&
		chmod +x "$chroots/$1/usr/sbin/policy-rc.d" &&
		echo force-unsafe-io >"$chroots/$1/etc/dpkg/dpkg.cfg.d/quick" &&
		echo 'Acquire::Check-Valid-Until "false";' >"$chroots/$1/etc/apt/apt.conf.d/old-mirror" &&
		: >"$chroots/$1.made"
} >"$chroots/$1.log" 2>&1

# make_dev <directory>: the devices that every machine has.
make_dev() {
	mount -t tmpfs -o mode=755 dev "$1" || return
	for device in null zero full random urandom tty; do
		: >"$1/$device"
		mount --bind "/dev/$device" "$1/$device" || return
	done
	mkdir "$1/pts" "$1/shm"
	mount -t devpts -o newinstance,ptmxmode=666,mode=620 devpts "$1/pts" &&
		mount -t tmpfs -o mode=1777 shm "$1/shm" &&
		ln -s pts/ptmx "$1/ptmx" &&
		ln -s /proc/self/fd "$1/fd" &&
		ln -s fd/0 "$1/stdin" && ln -s fd/1 "$1/stdout" && ln -s fd/2 "$1/stderr"
}

# share_archives <release> <directory>: the chroot there has all packages that one of that release has
# downloaded before.
share_archives() {
	mkdir -p "$chroots/archives-$1/partial" &&
		mount --bind "$chroots/archives-$1" "$2/var/cache/apt/archives"
}

# make_bases <release>...
make_bases() {
	for _release in "$@"; do
		make_base "$_release" &
	done
	wait
}
