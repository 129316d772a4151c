#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# driver.sh <Automake's driver for TAP> <its arguments>: runs a test with that driver, and reports
# the result on one line. Automake's driver prints a line for each of 2,000 points, but never why
# one failed; here the failures with their reasons follow, and what was skipped.
set -u
. "${0%/*}/name.sh"
driver=$1
shift

name='' log='' trs='' previous=''
for word; do
	case $previous in
	--test-name) name=$word ;;
	--log-file) log=$word ;;
	--trs-file) trs=$word ;;
	esac
	[ "$word" != -- ] || break
	previous=$word
done

# The numbers are only for people, so two tests that end together may get the same.
place() {
	echo "$name" >>check-done.log
	echo "[$(($(wc -l <check-done.log)))/$(cat check-count.log)]"
}

# What the log says of the test.
points() {
	awk -v place="$(place)" -v name="$(name_of "$name")" -v seconds="$1" -v log_file="$log" \
		-v result="$(sed -n 's/^:global-test-result: *//p' "$trs")" '
		/^(PASS|FAIL|SKIP|ERROR|XFAIL|XPASS): / { next } # what Automake makes of each point
		/^1\.\.0.*# SKIP/ { sub(/^1\.\.0 */, ""); nothing = $0 }
		/^ok .*# SKIP/ { sub(/^ok [0-9]* *(- )?/, ""); skipped = skipped "\n  " name ": " $0; count++; next }
		/^ok / { count++; why = 0; next }
		/^not ok / { failed++; count++; why = 1 }
		/^[^#]/ && !/^not ok / { why = 0 }
		why { reasons = reasons "\n  " $0 }
		{ last = last "\n  | " $0; if (++lines > 15) sub(/\n[^\n]*/, "", last) }
		END {
			if (nothing != "") {
				print place " SKIP " name " " nothing
			} else if (result == "PASS" || result == "SKIP") {
				printf "%s ok   %s: %d points in %d s%s\n", place, name, count, seconds, skipped
			} else {
				printf "%s FAIL %s: %d of %d points in %d s, see %s%s%s\n", place, name, failed,
					count, seconds, log_file, failed ? reasons : last, skipped
			}
		}' "$log"
}

began=$(date +%s)
"${SHELL:-/bin/sh}" "$driver" "$@" >/dev/null
status=$?
points $(($(date +%s) - began))
exit $status
