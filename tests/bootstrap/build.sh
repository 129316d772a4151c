#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# build.sh [<target>...]: builds the programs in place, and these targets of make; what was configured
# before stays as it is.
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
[ $# -eq 0 ] || make -j "$jobs" --no-print-directory "$@"
