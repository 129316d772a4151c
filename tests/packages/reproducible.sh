#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# reproducible.sh <tarball> deb|rpm: the tarball, and the packages that "make deb" or "make rpm"
# has made from it, in build-deb or build-rpm, are made again from a clone elsewhere, later, with
# another umask, time zone and language, and are identical bit for bit.
set -u
: "${top_srcdir:?}"
tarball=$(realpath "$1")
kind=$2
packages=$(realpath "build-$kind")

. "${0%/*}/../functional/lib.sh"
need_tool git
[ -e "$top_srcdir/.git" ] || skip_all "this is no clone, but a release"
clone=$TMP/another/place/cgkill

# Including what is not committed yet.
clone() {
	git clone -q "$top_srcdir" "$clone" &&
		git -C "$top_srcdir" diff --binary HEAD >"$TMP/changes" &&
		{ [ ! -s "$TMP/changes" ] || git -C "$clone" apply "$TMP/changes"; }
}

# Some times are recorded in minutes.
another_minute() {
	[ "$(date +%F%H%M)" != "$(date -r "$tarball" +%F%H%M)" ]
}

make_again() {
	cd "$clone" && umask 077 && TZ=EAST-11 LC_ALL=C.UTF-8 LANGUAGE=de:fr &&
		export TZ LC_ALL LANGUAGE || return
	unset MAKEFLAGS MFLAGS MAKELEVEL
	./autogen.sh && ./configure -q && make -s "$kind"
}

# same <file> <other>
same() {
	point "the same bit for bit: $(basename "$1")"
	cmp "$1" "$2" >"$OUT" 2>&1 || fail "it differs"
}

point "it can be made once more"
TRIES=4000 wait_until another_minute
{ clone && (make_again); } >"$OUT" 2>&1 || fail "failed: $(tail -n 5 "$OUT")"

same "$tarball" "$clone/$(basename "$tarball")"
case $kind in
deb) set -- "$packages"/*.deb "$packages"/*.debian.tar.xz "$packages"/*.dsc ;;
rpm) set -- "$packages"/*.rpm ;;
esac
for file; do
	same "$file" "$clone/build-$kind/$(basename "$file")"
done
finish
