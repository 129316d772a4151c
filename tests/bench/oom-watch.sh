#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# oom-watch.sh CGROUP: what examples/oom-watch was before there was --when, for comparison, but for
# where the numbers are: in the file $EVENTS, instead of memory.events of the cgroup.
set -u
[ $# -eq 1 ] || {
	echo "usage: oom-watch CGROUP" >&2
	exit 1
}
# Absolute: once it is gone, cgkill must not take this for the name of another cgroup.
case $1 in
/* | '') cgroup=$1 ;;
*) cgroup=$PWD/$1 ;;
esac

# Nothing, once the cgroup is gone.
kills() {
	awk '$1 == "oom_kill" { print $2 }' "$EVENTS" 2>/dev/null
}

# The kernel reports each change.  A change just before inotifywait is ready is seen when its time
# is up, like the end of the cgroup.
pause() {
	inotifywait -qq -t 1 -e modify "$EVENTS" 2>/dev/null
	case $? in
	0 | 2) ;;     # a change, or the time is up
	*) sleep 1 ;; # it is not installed, or no watches are left
	esac
}

before=$(kills)
[ -n "$before" ] || {
	echo "oom-watch: no $EVENTS" >&2
	exit 1
}
while now=$(kills) && [ -n "$now" ]; do
	if [ "$now" -gt "$before" ]; then
		echo "oom-watch: the kernel has killed $((now - before)) of $cgroup, now the rest" >&2
		exec cgkill --wait=10s "$cgroup"
	fi
	pause
done
exit 0
