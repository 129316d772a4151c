#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Little memory is enough, however far apart the PIDs are.
. "${0%/*}/../lib.sh"
need_cgroup
cgroup t t/a

for method in $METHODS; do
	point "with 1 MB for data ($method)"
	if has_tool prlimit; then
		pids="$(spawn -e -c "$CG/t" sleeper 10) $(spawn -c "$CG/t/a" headless)"
		run prlimit --data=1000000 "$CGKILL" --wait --method "$method" "$CG/t"
		if [ "${SANITIZERS-no}" = no ]; then
			status_is 0
			dead "$pids"
		else
			skip "the sanitizers need more"
		fi
		run "$CGKILL" --wait "$CG/t"
	else
		skip "prlimit is not installed"
	fi
done
finish
