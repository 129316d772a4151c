#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# suite.sh <directory> <test>...: runs functional tests without make, JOBS at a time, each for at
# most TEST_LIMIT seconds, and prints a single TAP for all of them; the output of each remains in
# the directory.  Those in ALONE, by their names, run when all others have ended, one by one.  With
# PROGRESS, stderr tells which test has ended after how many seconds, as TAP
# comments; with SUITE_LIMIT, tests that have not ended after that many seconds fail; with AGAIN, a
# test that fails is run once more, alone, and that counts: for machines that are too slow to run
# several at a time.  The environment is that of the tests (see functional/lib.sh).
set -u
. "${0%/*}/name.sh"
: "${JOBS:=$(nproc)}" "${TEST_LIMIT:=900}"
directory=$1
shift
started=$(date +%s)
mkdir -p "$directory" || exit

# Called with the directory, the limit, the name and the test.
# shellcheck disable=SC2016 # for the inner shell
run_one='
	TEST_NAME=$3
	export TEST_NAME
	log="$1/$3.log"
	began=$(date +%s)
	timeout --foreground -k 10 "$2" "$4" >"$log" 2>&1 </dev/null
	status=$?
	[ $status = 0 ] || echo "not ok - ended with status $status" >>"$log"
	[ -z "${PROGRESS-}" ] || echo "# $3: $(($(date +%s) - began)) s" >&2
	grep -q "^1\.\." "$log" || [ $status != 0 ] || echo "not ok - made no plan" >>"$log"
'
runs_alone() {
	case " ${ALONE-} " in
	*" $(name_of "$1") "*) ;;
	*) return 1 ;;
	esac
}

for test; do
	name=$(name_of "$test")
	mkdir -p "$directory/${name%/*}"
	runs_alone "$test" || printf '%s\n' "$name" "$test"
done | timeout --foreground "${SUITE_LIMIT:-0}" "$HELPERS/leash" \
	xargs -P "$JOBS" -n 2 sh -c "$run_one" sh "$directory" "$TEST_LIMIT"

# How long a test may take now.
time_for_one() {
	left=$((${SUITE_LIMIT:-$TEST_LIMIT} - $(date +%s) + started))
	[ -n "${SUITE_LIMIT-}" ] && [ "$left" -lt "$TEST_LIMIT" ] || left=$TEST_LIMIT
	[ "$left" -gt 0 ]
}

for test; do
	! runs_alone "$test" || ! time_for_one ||
		sh -c "$run_one" sh "$directory" "$left" "$(name_of "$test")" "$test"
done

if [ -n "${AGAIN-}" ]; then
	for test; do
		name=$(name_of "$test")
		log=$directory/$name.log
		grep -qs '^1\.\.' "$log" || echo "not ok - not run to its end" >>"$log"
		grep -q '^not ok' "$log" || continue
		time_for_one || break
		first=$(sed -n 's/^not ok/# at first, beside others: &/p' "$log")
		sh -c "$run_one" sh "$directory" "$left" "$name" "$test"
		echo "$first" >>"$log"
	done
fi

for test; do
	name=$(name_of "$test")
	grep -Eqs '^(1\.\.|not ok - )' "$directory/$name.log" ||
		echo "not ok - not run to its end" >>"$directory/$name.log"
	sed "s|^|$name: |" "$directory/$name.log"
done | awk '
	{ name = $1; sub(/^[^ ]* /, "") }
	/^1\.\.0 # SKIP/ { sub(/^1\.\.0 /, ""); print "ok " ++n " - " name " " $0; next }
	/^1\.\./ { next }
	/^(not )?ok( |$)/ {
		result = /^not/ ? "not ok" : "ok"
		sub(/^(not )?ok ?[0-9]* ?(- )?/, "")
		print result " " ++n " - " name " " $0
		next
	}
	/^#/ { print; next }
	{ print "# " $0 }
	END { print "1.." n + 0 }'
