#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# "make coverage": how much of src/ is run by the unit tests, the functional tests and a sample
# of the fault injections, as TAP; gcovr's tables of what is not are comments. All is built
# anew in build-coverage, from what a release would hold.
#
# From the Makefile, in the build directory: MAKE.
set -u
: "${MAKE:=make}" "${LINES_WANTED:=95}" "${BRANCHES_WANTED:=90}"
build='build-coverage'

command -v gcovr >/dev/null 2>&1 || {
	echo "1..0 # SKIP gcovr is not installed"
	exit 0
}

points=0
result() {
	points=$((points + 1))
	echo "$1 $points - $2"
}

# point <what> <log> <command>...: the command must succeed; the failures of tests are shown.
point() {
	what=$1
	log=$2
	shift 2
	if "$@" >"$log" 2>&1; then
		result ok "$what"
	else
		result 'not ok' "$what, see $build/$log"
		grep -E '^(FAIL|ERROR|not ok)' "$log" | sed 's/^/# /'
	fi
}

build() {
	(
		cd $build && ./configure -q --enable-coverage && "$MAKE" -s &&
			"$MAKE" -s check TESTS= >/dev/null
	) >build-coverage.log 2>&1
}

# Tests run the program as other users, too: they may write to all counters.
share_counters() {
	src/kill --version >/dev/null && chmod a+rwx src && chmod a+rw src/*.gcda
}

# report <gcovr option>...: gcovr, whose options are the same each time.
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

# One job at a time: gettext's part of distdir makes the same files twice.
if ! MAKEFLAGS='' "$MAKE" -s distdir distdir=$build >build-coverage.log 2>&1 || ! build; then
	sed 's/^/# /' build-coverage.log
	echo "Bail out! cannot build for gcov"
	exit 1
fi
cd $build && share_counters || exit

# Counters take time, so a test that failed beside others is run once more, alone.
check() {
	"$MAKE" -s check || MAKEFLAGS='' "$MAKE" -s recheck
}

point 'unit and functional tests' check.log check
export FAULT_EVERY="${FAULT_EVERY:-20}"
point "fault injections, one of $FAULT_EVERY" fault.log "$MAKE" -s check-fault
report --object-directory src src --json coverage.json --txt lines.log --print-summary >summary.log
report --add-tracefile coverage.json --txt branches.log --branches
sed 's/^/# /' lines.log branches.log
enough lines "$LINES_WANTED"
enough branches "$BRANCHES_WANTED"
echo "1..$points"
