#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# build.sh [<target>...]: builds the programs in place, and these make targets. If the tree was
# configured before, its options are kept.
set -eu
jobs=$(nproc 2>/dev/null || echo 1)

# Such as the Check library, which configure may not have found before.
is_something_new_installed() {
	[ -n "$(find build-logs/installed -newer config.status 2>/dev/null)" ]
}

# The Makefile has paths of the place where it was made, and would test the programs there.
is_moved() {
	! grep -qxF "abs_top_builddir = $(pwd -P)" Makefile
}

# Once there is a Makefile, make knows what else to update.
prepare() {
	if [ -f Makefile ]; then
		! { is_moved || is_something_new_installed; } || { ./config.status -q --recheck && ./config.status -q; }
		return
	fi
	if [ ! -f configure ] ||
		[ -n "$(find autogen.sh configure.ac Makefile.am m4/cgkill.m4 -newer configure)" ]; then
		./autogen.sh
	fi
	./configure -q
}

# Not silently, to show progress.
prepare
make -j "$jobs" --no-print-directory
[ $# -eq 0 ] || make -j "$jobs" --no-print-directory "$@"
