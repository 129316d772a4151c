#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# recipes.sh <tarball>: the recipes of Arch Linux and Alpine Linux make packages from it, as far as
# that is possible elsewhere: by makepkg without pacman; by what abuild would call, with musl-gcc,
# and with busybox as /bin/sh. Each is made again, elsewhere, later, in another time zone and
# language, and is the same.
set -u
: "${top_srcdir:?}"
tarball=$(realpath "$1")

. "${0%/*}/../functional/lib.sh"
need_cgroup
uid=$(private_uid)

# kills <program> <cgroup> <name or path of the one above it>
kills() {
	cgroup "$2"
	pids=$(spawn -c "$CG/$2" sleeper 3)
	run "$1" --wait=5000 "$3/$2"
	status_is 0
	dead "$pids"
}

# has <file>...: installed below the directory $installed, in addition to the files in every
# package.
has() {
	for file in etc/profile.d/cgkill.sh usr/bin/cgkill usr/share/bash-completion/completions/cgkill \
		usr/share/locale/de/LC_MESSAGES/cgkill.mo "$@"; do
		[ -e "$installed/$file" ] || fail "there is no $file"
	done
	[ ! -e "$installed/usr/bin/kill" ] || fail "it has kill, too"
}

# elsewhere <command>...: in another time zone and language.
elsewhere() {
	TZ=EAST-11 LC_ALL=C.UTF-8 LANGUAGE=de:fr "$@"
}

# As a distribution's build system sets it, to any time: makepkg gives it to all files.
SOURCE_DATE_EPOCH=$(date -r "$tarball" +%s)
export SOURCE_DATE_EPOCH

# makepkg refuses to run as root. Arch's own configuration sets CFLAGS; -g, which configure would
# take, leaves the name of the directory in the build ID.
arch() {
	mkdir -p "$1" && cp "$tarball" "$top_srcdir/packaging/arch/PKGBUILD" "$1" &&
		chown -R "$uid" "$TMP/arch" && cd "$1" && HOME=$PWD PACMAN=true PKGEXT=.pkg.tar CFLAGS=-O2 \
		setpriv --reuid="$uid" --regid="$uid" --clear-groups makepkg -d
}

arch_elsewhere() {
	umask 077
	elsewhere arch "$1"
}

# arch_contents <directory>: all of the package but the directory in which it was made. That is in
# .BUILDINFO, for those who make it once more to compare it, and the hash of this in .MTREE.
arch_contents() {
	package=$(echo "$1"/cgkill-*.pkg.tar)
	bsdtar -tvf "$package" | grep -v -e ' \.BUILDINFO$' -e ' \.MTREE$'
	bsdtar -xOf "$package" --exclude .BUILDINFO --exclude .MTREE | sha256sum
	bsdtar -xOf "$package" .BUILDINFO | grep -v -e '^builddir = ' -e '^startdir = '
	bsdtar -xOf "$package" .MTREE | zcat | grep -v '^\./\.BUILDINFO '
}

point "Arch Linux: PKGBUILD"
if has_tool makepkg && has_tool bsdtar; then
	(arch "$TMP/arch/a") >"$OUT" 2>&1 || fail "makepkg fails: $(tail -n 5 "$OUT")"
	installed=$TMP/arch/a/pkg/cgkill
	has usr/share/man/man1/cgkill.1.gz usr/lib/cgkill/kill
	kills "$installed/usr/bin/cgkill" arch "$NAME"

	point "Arch Linux: the same again, but for the name of the directory"
	(arch_elsewhere "$TMP/arch/another/place") >"$OUT" 2>&1 ||
		fail "makepkg fails: $(tail -n 5 "$OUT")"
	arch_contents "$TMP/arch/a" >"$TMP/one"
	arch_contents "$TMP/arch/another/place" | diff "$TMP/one" - >"$OUT" || fail "it differs"
else
	skip "makepkg or bsdtar is not installed"
fi

# Alpine's shell calls the system's tar and ar. That of a static busybox prefers its own, which lack
# what is needed here; then Debian's other busybox is unpacked.
find_busybox() {
	busybox=$(command -v busybox) || return
	"$busybox" sh -c 'tar --version' 2>&1 | grep -qi busybox || return 0
	mkdir "$TMP/busybox" && (
		cd "$TMP/busybox" && apt-get -qq -o APT::Sandbox::User=root download busybox &&
			dpkg-deb -x busybox_*.deb .
	) || return
	busybox=$(find "$TMP/busybox" -type f -path '*/bin/busybox')
	[ -n "$busybox" ]
}

# abuild calls each function in the directory of the sources, and is a shell with "set -e".
# shellcheck disable=SC2016 # for the inner shell
alpine='
	mount --bind "$busybox" /bin/sh && /bin/sh -euc "
		. ./APKBUILD
		pkgdir=\$PWD/installed builddir=\$PWD/\$pkgname-\$pkgver
		unxz -c \$source | tar -x
		cd \$builddir
		build
		package"'

# The directory for musl-gcc has those headers that are the same for every libc.
link_headers() {
	mkdir "$TMP/headers" || return
	for part in linux asm asm-generic libmount; do
		for place in /usr/include "/usr/include/$(gcc -print-multiarch)"; do
			[ ! -d "$place/$part" ] || ln -sfn "$place/$part" "$TMP/headers/$part"
		done
	done
}

# abuild sets CFLAGS without -g, too.
alpine() {
	mkdir -p "$1" && cp "$tarball" "$top_srcdir/packaging/alpine/APKBUILD" "$1" && cd "$1" || return
	busybox=$busybox CC=musl-gcc CPPFLAGS=-I$TMP/headers CFLAGS=-Os \
		unshare --mount --propagation private sh -c "$alpine"
}

# alpine_contents <directory>: abuild itself gives all files one time.
alpine_contents() {
	tar -C "$1/installed" --sort=name --mtime=@0 -c . | sha256sum
}

point "Alpine Linux: APKBUILD"
if ! has_tool musl-gcc || ! has_tool busybox; then
	skip "musl-gcc or busybox is not installed"
elif ! find_busybox >"$OUT" 2>&1; then
	skip "there is no busybox whose shell calls the system's commands: $(tail -n 1 "$OUT")"
else
	{ link_headers && (alpine "$TMP/alpine"); } >"$OUT" 2>&1 || fail "it fails: $(tail -n 5 "$OUT")"
	installed=$TMP/alpine/installed
	has usr/share/man/man1/cgkill.1 usr/libexec/cgkill/kill
	kills "$installed/usr/bin/cgkill" alpine "$CG"

	point "Alpine Linux: the same files again"
	(elsewhere alpine "$TMP/another/place") >"$OUT" 2>&1 || fail "it fails: $(tail -n 5 "$OUT")"
	[ "$(alpine_contents "$TMP/alpine")" = "$(alpine_contents "$TMP/another/place")" ] ||
		fail "they differ: $(diff -rq "$TMP/alpine/installed" "$TMP/another/place/installed")"
fi
finish
