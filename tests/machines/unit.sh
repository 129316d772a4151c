#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# unit.sh <command>...: runs the unit tests that were built in the current directory, each by this
# command, all at the same time. Shows what fails, and at the end "<number> points".
set -u

run() {
	timeout 300 "$@" "tests/unit/$name" >"tests/unit/$name.tap" 2>"tests/unit/$name.err" || {
		echo "$name: status $?"
		grep -A 3 '^not ok' "tests/unit/$name.tap"
		cat "tests/unit/$name.err"
	}
}

for source in "${0%/*}"/../unit/test-*.c; do
	name=$(basename "$source" .c)
	run "$@" &
done >unit.log
wait
cat unit.log
cat tests/unit/*.tap | grep -c '^ok ' | sed 's/$/ points/'
[ ! -s unit.log ]
