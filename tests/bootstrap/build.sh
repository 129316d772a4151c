#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# build.sh program|all: builds in place, the programs alone or with those of the tests; what was
# configured before stays as it is.
set -eu
jobs=$(nproc 2>/dev/null || echo 1)

# Once there is a Makefile, make itself knows what to renew.
prepare() {
	[ ! -f Makefile ] || return 0
	if [ ! -f configure ] ||
		[ -n "$(find autogen.sh configure.ac Makefile.am m4/cgkill.m4 -newer configure)" ]; then
		./autogen.sh
	fi
	./configure -q
}

# Not silently: one sees it go on.
prepare
make -j "$jobs" --no-print-directory
[ "$1" != all ] || make -j "$jobs" --no-print-directory check TESTS=
