#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# inits.sh <directory>: unpacks Debian's runit, OpenRC and sshd there, for the tests of examples/.
# They are not installed, since their packages change how a machine boots and who can log in, and add
# users.
set -u
directory=$1

# With their libraries, which have names of their own in each release, and may be missing on a
# minimal installation.
packages() {
	echo runit openrc openssh-server
	apt-cache depends --important openrc openssh-server |
		sed -n '/: libc6$/d; /: libpam-/d; s/^ *Depends: \(lib.*\)/\1/p' | sort -u
}

mkdir -p "$directory/packages" && cd "$directory/packages" || exit
# shellcheck disable=SC2046 # words
apt-get -qq -o APT::Sandbox::User=root download $(packages) || exit
for package in *.deb; do
	dpkg-deb -x "$package" .. || exit
done
cd .. && rm -r packages || exit
# Newer releases have only usr/sbin and usr/lib there.
for place in sbin lib; do
	[ -e "$place" ] || ln -s "usr/$place" "$place" || exit
done
: >complete
