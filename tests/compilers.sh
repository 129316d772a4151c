#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# "make check-compilers": gcc, clang and musl-gcc build everything without a warning, as TAP. Each
# has its own directory, build-gcc and so on, and builds what a release would contain, since make
# cannot build elsewhere from a tree that is built in place.
#
# From the Makefile, in the build directory: MAKE.
set -u
: "${MAKE:=make}"
jobs=$(nproc 2>/dev/null || echo 1)

# configure <directory> <option>...: unless done before with the same options. Objects built with
# other options must not be reused.
configure() {
	directory=$1
	shift
	mkdir -p "$directory"
	if [ -f "$directory/Makefile" ]; then
		[ "$(cat "$directory/options.log" 2>/dev/null)" != "$*" ] || return 0
		"$MAKE" -s -C "$directory" clean
	fi
	(cd "$directory" && ../build-source/configure -q --enable-werror "$@") &&
		echo "$*" >"$directory/options.log"
}

compile() {
	"$MAKE" -s -j "$jobs" -C "$@"
}

# musl-gcc does not search the kernel's headers, which are the same for every libc.
link_kernel_headers() {
	mkdir -p "$1"
	for part in linux asm asm-generic; do
		for place in /usr/include "/usr/include/$(gcc -print-multiarch)"; do
			[ ! -d "$place/$part" ] || ln -sfn "$place/$part" "$1/$part"
		done
	done
}

with_gcc() {
	configure build-gcc CC=gcc && compile build-gcc && compile build-gcc check TESTS=
}

with_clang() {
	configure build-clang CC=clang && compile build-clang && compile build-clang check TESTS=
}

# The tests need Check, which is built for the other C library.
with_musl() {
	link_kernel_headers build-musl/kernel-headers &&
		configure build-musl CC=musl-gcc CPPFLAGS=-Ikernel-headers \
			--without-libmount --disable-nls && compile build-musl
}

points=0
point() {
	points=$((points + 1))
	command -v "$2" >/dev/null 2>&1 || {
		echo "ok $points - $1 # SKIP $2 is not installed"
		return
	}
	echo "# $1 builds"
	if output=$("$3" 2>&1); then
		echo "ok $points - $1 builds all of it without a warning"
	else
		echo "not ok $points - $1 builds all of it without a warning"
		echo "$output" | sed 's/^/# /'
	fi
}

# One job at a time: gettext's part of distdir makes the same files twice.
MAKEFLAGS='' "$MAKE" -s distdir distdir=build-source >build-source.log 2>&1 || {
	sed 's/^/# /' build-source.log
	echo 'Bail out! there is no source tree of a release'
	exit 1
}
point gcc gcc with_gcc
point clang clang with_clang
point musl-gcc musl-gcc with_musl
echo "1..$points"
