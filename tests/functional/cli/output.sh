#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Standard descriptors that are closed or cannot be written never meet a file of a cgroup.
. "${0%/*}/../lib.sh"
need_cgroup
cgroup t t/a

for method in $METHODS; do
	for closed in '<&-' '>&-' '2>&-' '<&- >&- 2>&-'; do
		point "closed descriptors: $closed ($method)"
		pids=$(spawn -e -c "$CG/t" sleeper)
		run sh -c '"$KILL" --cgroup "$0" --verbose --method '"$method $closed" "$CG/t"
		[ "$status" = 0 ] || [ "$status" = 1 ] || fail "status $status"
		dead "$pids"
		empty "$CG/t"
		thawed "$CG/t"
	done
done

point "closed descriptors and something to complain of"
# shellcheck disable=SC2016
run sh -c 'exec "$KILL" --cgroup "$0" <&- >&- 2>&-' "$CG/none"
status_is 1

point "a full disk is an error, after the work is done"
if [ -w /dev/full ]; then
	pids=$(spawn -e -c "$CG/t" sleeper)
	# shellcheck disable=SC2016
	run sh -c 'exec "$KILL" --cgroup "$0" --verbose >/dev/full' "$CG/t"
	status_is 1
	err_lines 1
	dead "$pids"
else
	skip "no /dev/full"
fi

# The file is too long for the limit, whose units differ between shells; sparse, it takes no room.
point "a limit on the size of files: the same, also if there is more to be sent later"
truncate -s 8M "$TMP/long"
cgroup removed
pids=$(spawn -c "$CG/removed" immune)
# shellcheck disable=SC2016
run sh -c 'ulimit -f 2048; exec "$@" >>"$0"' "$TMP/long" \
	"$CGKILL" --verbose -s TERM --timeout 100 KILL --remove "$CG/removed"
status_is 1
err_lines 1
err_has "write error" "File too large"
dead "$pids"
[ ! -e "$CG/removed" ] || fail "not removed"

point "a reader that has gone away does not keep it from killing"
pids=$(spawn -e -c "$CG/t" sleeper)
# shellcheck disable=SC2016
run sh -c '{ sleep 0.2; "$KILL" --cgroup "$0" --verbose --method freeze; } | :' "$CG/t"
dead "$pids"
thawed "$CG/t"
finish
