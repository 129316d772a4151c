#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Fork bombs of at least BOMB live processes, run by a separate user with a limit on processes.
. "${0%/*}/../lib.sh"
need_cgroup
uid=$(private_uid)
: "${BOMB:=100}"
cgroup t t/a

for kind in grow rabbit; do
	for method in $METHODS; do
		point "$kind, $method"
		spawn -u "$uid" -t 60 -c "$CG/t/a" $kind "$BOMB"
		run "$KILL" --cgroup "$CG/t" --method "$method"
		status_is 0
		err_empty
		empty "$CG/t"
		thawed "$CG/t"
		# Whatever escaped would have grown again.
		sleep 0.2
		[ ! -s "$CG/t/a/cgroup.procs" ] || fail "some are left"
	done
done
finish
