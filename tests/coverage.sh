#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# "make coverage": the unit tests, the functional tests and a sample of the fault
# injections, with the sanitizers, and how much of src/ they cover; as TAP. gcovr's tables of what
# they do not cover are comments. Everything is built afresh in build-coverage, from what a release
# would contain.
#
# From the Makefile, in the build directory: MAKE.
set -u
: "${MAKE:=make}" "${LINES_WANTED:=95}" "${BRANCHES_WANTED:=89}"
directory='build-coverage'

command -v gcovr >/dev/null 2>&1 || {
	echo "1..0 # SKIP gcovr is not installed"
	exit 0
}

points=0
result() {
	points=$((points + 1))
	echo "$1 $points - $2"
}

tick=$(realpath "${0%/*}/tick.sh")

# logged <log> <program> <argument>...: output goes to the log, and progress to stdout.
logged() {
	log=$1
	shift
	# shellcheck disable=SC2094 # it only looks at the end of it
	"$tick" "$log" "$@" 9>&1 >"$log" 2>&1
}

# point <what> <log> <program> <argument>...: it must succeed; the failures of tests are shown.
point() {
	what=$1
	shift
	echo "# $what"
	if logged "$@"; then
		result ok "$what"
	else
		result 'not ok' "$what, see $directory/$log"
		awk '/^(\[[^]]*\] )?FAIL|^ *not ok/ { left = 12; print "# " $0; next }
			left > 0 && /^ *#/ { left--; print "# " $0; next }
			{ left = 0 }' "$log"
	fi
}

# The scripts for these are called with make and the directory. One job at a time makes the source
# tree, since gettext's part of that makes the same files twice.
# shellcheck disable=SC2016
build='
	MAKEFLAGS= "$0" -s distdir distdir="$1" && cd "$1" &&
	./configure -q --enable-sanitizers --enable-coverage && "$0" -s && "$0" -s check TESTS='

# Counters take time, so a test that failed while others ran is repeated once, alone; but not if a
# sanitizer has found something.
# shellcheck disable=SC2016
check='
	"$0" -s check || {
		! grep -qE "(Address|Leak)Sanitizer|runtime error:" tests/*/*.log tests/*/*/*.log &&
			MAKEFLAGS= "$0" -s recheck
	}'

# Tests also run the program as other users, which must be able to write to all counters.
share_counters() {
	src/kill --version >/dev/null && chmod a+rwx src src/*/ && chmod a+rw src/*.gcda src/*/*.gcda
}

# report <gcovr option>...: runs gcovr with the common options.
report() {
	gcovr --root . --filter src/ "$@"
}

# enough <what> <percent wanted>: from gcovr's summary, such as "lines: 97.1% (97 out of 100)".
enough() {
	found=$(sed -n "s/^$1: //p" summary.log)
	whole=${found%%[.%]*}
	if [ "${whole:-0}" -ge "$2" ]; then
		result ok "$1 of src/: $found, at least $2%"
	else
		result 'not ok' "$1 of src/: $found, not $2%"
	fi
	echo "# $1 of src/: $found"
}

echo "# building in $directory"
if ! logged $directory.log sh -c "$build" "$MAKE" $directory; then
	sed 's/^/# /' $directory.log
	echo "Bail out! cannot build with sanitizers for gcov"
	exit 1
fi
cd $directory && share_counters || exit

point 'unit and functional tests' check.log sh -c "$check" "$MAKE"
export FAULT_EVERY="${FAULT_EVERY:-20}"
point "fault injections, one of $FAULT_EVERY" fault.log "$MAKE" -s check-fault
report --object-directory src src --json coverage.json --txt lines.log --print-summary >summary.log
report --add-tracefile coverage.json --txt branches.log --branches
sed 's/^/# /' lines.log branches.log
enough lines "$LINES_WANTED"
enough branches "$BRANCHES_WANTED"
echo "1..$points"
