#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# reproducible.sh <tarball> <directory>: the tarball, and the packages that "make deb" has made from
# it in the directory, are made again from a clone elsewhere, later, with another umask, time zone
# and language, and are identical bit for bit.
set -u
: "${top_srcdir:?}"
tarball=$(realpath "$1")
debs=$(realpath "$2")

. "${0%/*}/../functional/lib.sh"
need_tool git dpkg-buildpackage
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
	./autogen.sh && ./configure -q && make -s deb
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
for file in "$debs"/*.deb "$debs"/*.debian.tar.xz "$debs"/*.dsc; do
	same "$file" "$clone/build-deb/$(basename "$file")"
done
finish
