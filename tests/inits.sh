#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# inits.sh <directory>: unpacks Debian's runit and OpenRC there, for the tests of examples/.  They
# are not installed, since their packages change how a machine boots, and add users.
set -u
directory=$1

# With the libraries of OpenRC, which have names of their own in each release, and may be missing on
# a minimal installation.
packages() {
	echo runit openrc
	apt-cache depends --important openrc | sed -n '/: libc6$/d; s/^ *Depends: \(lib.*\)/\1/p'
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
