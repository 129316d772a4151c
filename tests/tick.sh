#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# tick.sh <log> <command>...: runs a command and, if nothing has been printed for some seconds,
# prints on descriptor 9 how long it has been running and the last line of the log that it writes.
#
# TAP comments count as printed, since tap.sh shows them. A nested command that also ticks does so
# sooner, which it knows from TICK. Make itself may need the descriptors from 3 on.
set -u
: "${TICK:=8}"
log=$1
shift
began=$(date +%s)

tick() {
	trap 'kill $! 2>/dev/null; exit' TERM HUP
	quiet=0
	said=''
	while :; do
		sleep 1 &
		wait $!
		quiet=$((quiet + 1))
		last=$(tail -n 1 "$log" | tr -d '\r' | cut -c 1-80)
		case $last in
		"$said") ;;
		'#'*) quiet=0 said=$last ;;
		esac
		[ $quiet -ge "$TICK" ] || continue
		echo "# $(($(date +%s) - began)) s${last:+: ${last#\# }}"
		quiet=0
	done
}

tick >&9 2>/dev/null &
ticker=$!
trap 'kill $ticker 2>/dev/null' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
TICK=$((TICK - 2))
export TICK
"$@" 9>&-
