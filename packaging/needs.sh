#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# needs.sh deb|rpm [po4a]: fails if something is missing that "make deb" or "make rpm" needs, "make
# dist" included, and lists all of it at once, in a line to paste.  With po4a: configure has not
# found it, and the translated man pages are missing; no package should lack them unnoticed.
set -eu
kind=$1
po4a=${2-}
here=${0%/*}
missing=

has_deb() {
	# shellcheck disable=SC2016 # for dpkg-query
	[ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

has_rpm() {
	rpm -q --whatprovides "$1" >/dev/null 2>&1
}

# need <checker> <package>...
need() {
	checker=$1
	shift
	for package; do
		case "$missing " in
		*" $package "*) ;;
		*) "$checker" "$package" || missing="$missing $package" ;;
		esac
	done
}

# debhelper provides debhelper-compat; the build checks the version.
build_depends() {
	sed -n '/^Build-Depends:/,/^[^ ]*:/s/^ \([^ ,]*\).*/\1/p' "$here/debian/control" |
		sed 's/^debhelper-compat$/debhelper/'
}

build_requires() {
	sed -n 's/^BuildRequires: *\([^ ]*\).*/\1/p' "$here/rpm/cgkill.spec"
}

# shellcheck disable=SC2046,SC2086 # words
if command -v dpkg-query >/dev/null 2>&1; then
	install='apt-get install'
	need has_deb build-essential xz-utils
	case $kind in
	deb) need has_deb dpkg-dev $(build_depends) $po4a ;;
	rpm) need has_deb rpm $(build_depends | grep -vx debhelper) $po4a ;;
	esac
elif [ "$kind" = rpm ] && command -v rpm >/dev/null 2>&1; then
	install='dnf install'
	! command -v zypper >/dev/null 2>&1 || install='zypper install'
	need has_rpm rpm-build xz $(build_requires) $po4a
else
	echo "make $kind: there is no $([ "$kind" = rpm ] && echo rpm || echo dpkg) here" >&2
	exit 1
fi

[ -n "$missing$po4a" ] || exit 0
[ "$(id -u)" -eq 0 ] || install="sudo $install"
again="./config.status --recheck && ./config.status && make $kind"
if [ -n "$missing" ]; then
	echo "make $kind: these packages are missing:$missing; paste this:" >&2
	echo "  $install$missing && $again" | sed "s/[^ ]*([^ ]*/'&'/g" >&2
else
	echo "make $kind: configured without po4a, which the man pages need; paste this:" >&2
	echo "  $again" >&2
fi
exit 1
