#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# tap.sh <log> <command>...: runs a command whose output is TAP, and keeps that in the log.
# Shows everything except the points that passed, progress when there is nothing else to show,
# and at the end how many passed, failed and were skipped, and the time it took.  Fails if a
# point or the command failed, or if there are not as many points as planned.  If HELPERS has been
# built, no process of the command survives a signal (see helpers/leash.c).
set -u
log=$1
shift
began=$(date +%s)
rm -f "$log"
exec 9>&1
[ ! -x "${HELPERS-}/leash" ] || set -- "$HELPERS/leash" "$@"

# Debian's awk would wait for many lines of input.
case $(awk -W version 2>/dev/null </dev/null) in
mawk*) at_once='-W interactive' ;;
*) at_once='' ;;
esac

# shellcheck disable=SC2086 # words
{
	"${0%/*}/tick.sh" "$log" "$@"
	echo "status $?"
} | awk $at_once -v log_file="$log" -v began="$began" '
	function bad(why) {
		print "not ok - " why
		print "not ok - " why >log_file
		failed++
	}
	/^status [0-9]+$/ { status = $2; next }
	{ print >log_file; fflush(log_file) }
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
