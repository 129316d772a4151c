#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Processes that fork, move and make cgroups as fast as they can, in cgroup v1: nobody survives, and
# nothing is left frozen.  BOMB_RUNS is how often each is run.
. "${0%/*}/../lib.sh"
. "${0%/*}/lib.sh"
need_v1 freezer
: "${BOMB_RUNS:=3}"
outside=$(spawn -t 600 -c "$CG" sleeper)
uid=$(private_uid)

# bomb DESCRIPTION KIND COUNT LIMIT [DIRECTORY [OTHER]]: in t, or below it.
bomb() {
	for method in freeze signal; do
		point "$1 ($method)"
		runs=$BOMB_RUNS
		while [ "$runs" -gt 0 ]; do
			explode "$2" "$3" "$4" "${5-}" "${6-}"
			runs=$((runs - 1))
		done
		alive "$outside"
	done
}

explode() {
	cgroup t t/a t/b
	chown -R "$uid" "$CG/t"
	# shellcheck disable=SC2086
	spawn -t 60 -c "$CG/t$4" ${5:+-d "$CG/t$5"} -u "$uid" -l "$3" "$1" "$2" >/dev/null
	[ $((runs % 2)) = 0 ] && option=--wait || option=--remove
	run "$CGKILL" --method "$method" "$option" "$CG/t"
	status_is 0
	err_empty
	[ ! -d "$CG/t" ] || {
		nobody_in "$CG/t" || fail "somebody survives"
		thawed "$CG/t"
		[ "$option" = --wait ] || fail "not removed"
		run "$CGKILL" --remove "$CG/t"
	}
	# Whoever has escaped is elsewhere.
	! has_processes "$uid" || fail "somebody lives outside of the cgroup"
}

has_processes() {
	wait_until not grep -qs "^Uid:[[:space:]]*$1[[:space:]]" /proc/[0-9]*/status && return 1
	return 0
}

bomb "rabbits" rabbit 12 50
bomb "a growing bomb" grow 8 100
bomb "a full bomb" grow 40 40
bomb "chains of vfork" vforks 4 50
bomb "threads that fork" threader 6 50
bomb "threads that fork, without their main thread" beheaded 6 50
bomb "moving and forking" nomad 12 50
bomb "making and removing cgroups" burrower 8 50
finish
