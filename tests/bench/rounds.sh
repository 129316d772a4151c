#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# rounds.sh SIZE ROUNDS CONTENDER...: has each contender kill that many processes once per round, in
# rotating order, and prints a line for each kill:
#
#	SIZE ROUND CONTENDER  ms until empty, until it ended, of CPU  KiB  status  processes left
#
# SIZE is PROCESSES:CGROUPS, or wide:PROCESSES:CGROUPS for the same, or deep:PROCESSES:CGROUPS
# for nested cgroups; 0 cgroups: the processes are in the cgroup itself.  From
# bench.sh: BIN, the directory of the programs, and HOME_CGROUP, which is ours.  systemctl, crun
# and runc need the namespaces of functional/systemd/lib.sh.
set -u
: "${BIN:?}" "${HOME_CGROUP:?}"

size=$1
rounds=$2
shift 2
case $size in
deep:*) shape=-d numbers=${size#deep:} ;;
*) shape='' numbers=${size#wide:} ;;
esac
processes=${numbers%:*}
cgroups=${numbers#*:}

. "$BIN/contenders.sh"

# With at least this many processes, other programs are not in every round.
MANY=10000
: "${PEERS_EVERY:=3}"

takes_part() {
	[ "$processes" -ge $MANY ] || return 0
	case $1 in
	write | kernel | freeze | signal) ;;
	*) [ $((round % PEERS_EVERY)) = 0 ] || [ "$rounds" -lt "$PEERS_EVERY" ] ;;
	esac
}

: >"$BIN/errors"
round=0
while [ $round -lt "$rounds" ]; do
	round=$((round + 1))
	for contender; do
		takes_part "$contender" || continue
		result=$(contend "$contender") || {
			status=$?
			echo "$contender: $(tail -n 1 "$BIN/errors")" >&2
			exit $status
		}
		echo "$size $round $contender $result"
	done
	first=$1
	shift
	set -- "$@" "$first"
done
