#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# rounds.sh "SIZE..." ROUNDS CONTENDER...: has each contender kill once per round for each size, in
# rotating order, and prints a line for each kill:
#
#	SIZE ROUND CONTENDER  ms until all is over, until it ended, of CPU  KiB  status  processes left
#
# SIZE is PROCESSES:CGROUPS, or wide:PROCESSES:CGROUPS for the same, or deep:PROCESSES:CGROUPS
# for nested cgroups; 0 cgroups: the processes are in the cgroup itself; or one of scenes.sh, as
# SCENE:NUMBER.  From bench.sh: BIN, the directory of the programs, and HOME_CGROUP, which is
# ours.  systemctl, crun and runc need the namespaces of functional/systemd/lib.sh.
set -u
: "${BIN:?}" "${HOME_CGROUP:?}"

sizes=$1
rounds=$2
shift 2
. "$BIN/contenders.sh"
. "$BIN/scenes.sh"
# One for each operand, for all alike.
# shellcheck disable=SC3045
ulimit -n "$(ulimit -H -n)"

# With at least this many processes, other programs are not in every round.
MANY=10000
: "${PEERS_EVERY:=3}"

# choose SIZE: what killtime is to make of it; a scene chooses that itself.
choose() {
	scene='' options=''
	case $1 in
	[0-9]*) numbers=$1 ;;
	wide:*) numbers=${1#wide:} ;;
	deep:*) numbers=${1#deep:} options=-d ;;
	*) scene=${1%:*} numbers=${1#*:}:0 ;;
	esac
	processes=${numbers%:*}
	cgroups=${numbers#*:}
	[ "$cgroups" = 0 ] || options="$options -c $cgroups"
}

takes_part() {
	[ -z "$scene" ] && [ "$processes" -ge $MANY ] || return 0
	case $1 in
	write | kernel | freeze | signal) ;;
	*) [ $((round % PEERS_EVERY)) = 0 ] || [ "$rounds" -lt "$PEERS_EVERY" ] ;;
	esac
}

# compete SIZE CONTENDER
compete() {
	choose "$1"
	takes_part "$2" || return 0
	if [ -n "$scene" ]; then
		result=$(act "$2")
	else
		result=$(contend "$2")
	fi || {
		status=$?
		echo "$1, $2: $(tail -n 1 "$BIN/errors")" >&2
		exit $status
	}
	echo "$1 $round $2 $result"
}

: >"$BIN/errors"
round=0
while [ $round -lt "$rounds" ]; do
	round=$((round + 1))
	for size in $sizes; do
		for contender; do
			compete "$size" "$contender"
		done
	done
	first=$1
	shift
	set -- "$@" "$first"
done
