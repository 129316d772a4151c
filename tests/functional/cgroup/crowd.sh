#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# 3,000 processes in one cgroup, more than a page of the list holds, with few file descriptors.
. "${0%/*}/../lib.sh"
. "${0%/*}/lib.sh"
need_cgroup
cgroup t

for method in $METHODS; do
	point "$method"
	leader=$(spawn -c "$CG/t" crowd 3000)
	[ "$(wc -l <"$CG/t/cgroup.procs")" = 3000 ] || fail "not 3,000 processes"
	few_files "$KILL" --cgroup "$CG/t" --method "$method"
	killed "$CG/t" "$leader"
done

point "-p prints each once"
leader=$(spawn -c "$CG/t" crowd 3000)
run "$CGKILL" -p "$CG/t"
pids_are "$(cat "$CG/t/cgroup.procs")"
[ "$(wc -l <"$OUT")" = 3000 ] || fail "not 3,000 lines"

point "--verbose shows each once"
run "$CGKILL" --verbose --method signal "$CG/t"
status_is 0
[ "$(grep -c 'sending signal 9 to pid' "$OUT")" = 3000 ] || fail "not 3,000 lines"
dead "$leader"

# 100 KB of output to a pipe that its reader, frozen with the rest, does not empty.
point "the reader of the output may be in the cgroup"
leader=$(spawn -c "$CG/t" crowd 3000)
# shellcheck disable=SC2016
run sh -c '{
		"$KILL" --cgroup "$0/t" --method freeze --verbose
		echo $? >"$1"
	} | sh -c "echo 0 >\"\$0/cgroup.procs\" && exec sleep 30" "$0/t"' "$CG" "$TMP/status"
[ "$status" != timeout ] || fail "hangs"
dead "$leader"
empty "$CG/t"
thawed "$CG/t"
finish
