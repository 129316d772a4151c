#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# build.sh <source> <GNU's name of a machine> <directory of its Check library>: builds the programs
# and what tests them for that machine in the current directory. Shows only warnings and errors.
set -u
source=$1 machine=$2 check=$3
jobs=$(nproc)

# The library is needed only at run time, and its header is the same everywhere.
set -- --host="$machine" --enable-werror MOUNT_CFLAGS=-I/usr/include/libmount MOUNT_LIBS=
[ ! -d "$check" ] || set -- "$@" CHECK_CFLAGS="-I$check/usr/include" \
	CHECK_LIBS="-L$(echo "$check"/usr/lib/*-linux-gnu*) -lcheck_pic -lrt -lm -lsubunit"

# Unless it was done before with the same options.
configure() {
	[ "$(cat options.log 2>/dev/null)" != "$*" ] || return 0
	[ ! -e Makefile ] || make -s clean >/dev/null 2>&1
	"$source/configure" -q "$@" 2>configure.err || {
		cat configure.err
		return 1
	}
	echo "$*" >options.log
}

build() {
	make -s -j "$jobs" src/kill src/cgkill tests/race/race && make -s -j "$jobs" check TESTS=
}

configure "$@" || exit
build >build.log 2>&1 || {
	grep -E -B 3 -A 12 'warning:|error:|Error ' build.log | head -n 100
	exit 1
}
