#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# recipes.sh <tarball>: the recipes of Arch Linux and Alpine Linux make packages from it, as far as
# that is possible elsewhere: by makepkg without pacman; by what abuild would call, with musl-gcc,
# and with busybox as /bin/sh.
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

# makepkg refuses to run as root.
arch() {
	cp "$tarball" "$top_srcdir/packaging/arch/PKGBUILD" "$TMP/arch" && chown "$uid" "$TMP/arch" &&
		cd "$TMP/arch" && HOME=$PWD PACMAN=true PKGEXT=.pkg.tar \
		setpriv --reuid="$uid" --regid="$uid" --clear-groups makepkg -d
}

point "Arch Linux: PKGBUILD"
mkdir "$TMP/arch"
if has_tool makepkg && has_tool bsdtar; then
	(arch) >"$OUT" 2>&1 || fail "makepkg fails: $(tail -n 5 "$OUT")"
	installed=$TMP/arch/pkg/cgkill
	has usr/share/man/man1/cgkill.1.gz usr/lib/cgkill/kill
	kills "$installed/usr/bin/cgkill" arch "$NAME"
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
alpine() {
	mkdir "$TMP/headers" && cp "$tarball" "$top_srcdir/packaging/alpine/APKBUILD" "$TMP/alpine" &&
		cd "$TMP/alpine" || return
	for part in linux asm asm-generic libmount; do
		for place in /usr/include "/usr/include/$(gcc -print-multiarch)"; do
			[ ! -d "$place/$part" ] || ln -sfn "$place/$part" "$TMP/headers/$part"
		done
	done
	busybox=$busybox CC=musl-gcc CPPFLAGS=-I$TMP/headers unshare --mount --propagation private sh -c "$alpine"
}

point "Alpine Linux: APKBUILD"
mkdir "$TMP/alpine"
if ! has_tool musl-gcc || ! has_tool busybox; then
	skip "musl-gcc or busybox is not installed"
elif ! find_busybox >"$OUT" 2>&1; then
	skip "there is no busybox whose shell calls the system's commands: $(tail -n 1 "$OUT")"
else
	(alpine) >"$OUT" 2>&1 || fail "it fails: $(tail -n 5 "$OUT")"
	installed=$TMP/alpine/installed
	has usr/share/man/man1/cgkill.1 usr/libexec/cgkill/kill
	kills "$installed/usr/bin/cgkill" alpine "$CG"
fi
finish
