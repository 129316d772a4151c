#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# tap.sh <log> <command>...: runs a command whose output is TAP, and keeps that in the log.
# Shows all of it but the points that passed, and at the end how many passed, failed and were
# skipped, and the time that it took.  Fails if a point failed, or the command, or if there are
# not as many points as planned.  Where HELPERS has been built, nothing of the command survives a
# signal (see helpers/leash.c).
set -u
log=$1
shift
began=$(date +%s)
[ ! -x "${HELPERS-}/leash" ] || set -- "$HELPERS/leash" "$@"
{
	"$@"
	echo "status $?"
} | awk -v log_file="$log" -v began="$began" '
	function bad(why) {
		print "not ok - " why
		print "not ok - " why >log_file
		failed++
	}
	/^status [0-9]+$/ { status = $2; next }
	{ print >log_file }
	/^1\.\.[0-9]/ { planned = 1; plan = substr($1, 4) + 0 }
	/^1\.\.0 # SKIP/ { nothing = 1 }
	/^ok / && !/# SKIP/ { passed++; next }
	/^ok / { skipped++ }
	/^not ok/ { failed++ }
	{ print; fflush() }
	END {
		if (!planned || plan != passed + failed + skipped)
			bad(sprintf("%d points, but the plan is %s", passed + failed + skipped,
				    planned ? plan : "missing"))
		if (status != 0 && !failed)
			bad("the status is " status)
		"date +%s" | getline now
		printf "%d passed, %d failed, %d skipped, in %d s\n",
			passed, failed, skipped + nothing, now - began
		exit failed > 0
	}'
