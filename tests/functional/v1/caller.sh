#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The caller is in the cgroup of version 1 that it kills: it never freezes that, as the write would
# not return; the others die first, and it last, or not at all with --exclude-self.
. "${0%/*}/../lib.sh"
. "${0%/*}/lib.sh"
need_v1 freezer
cgroup t t/a t/a/b t/c
outside=$(spawn -t 300 -c "$CG" sleeper)

for method in auto freeze signal; do
	for dir in t t/a t/a/b; do
		point "in $dir ($method)"
		killed_from_within "$dir" "$method"
		thawed "$CG"

		point "--exclude-self in $dir ($method)"
		pids="$(spawn -e -c "$CG/t" sleeper) $(spawn -c "$CG/t/c" headless)"
		run_in "$CG/$dir" "$KILL" --exclude-self --wait --cgroup "$CG/t" --method "$method"
		status_is 0
		err_empty
		dead "$pids"
		empty "$CG/t"
		thawed "$CG"
	done
done

point "the cgroups beside the caller's are frozen, its own is not"
pids=$(spawn -e -c "$CG/t" sleeper)
if has_tool strace; then
	run_in "$CG/t/a/b" strace --quiet=all -y -o "$TRACE" -e trace=write -e signal=none \
		"$CGKILL" --exclude-self "$CG/t"
	in_trace "t/c/freezer.state>, \"FROZEN\"" || fail "t/c was not frozen"
	for dir in t t/a t/a/b; do
		! in_trace "/$dir/freezer.state>, \"FROZEN\"" || fail "$dir was frozen"
	done
	dead "$pids"
	thawed "$CG"
else
	skip "strace is not installed"
fi
run "$CGKILL" "$CG/t"

point "in another hierarchy it is not inside"
if also_in pids; then
	pids=$(spawn -c "$CG/t" sleeper)
	run_in "$OTHER" "$CGKILL" "$CG/t"
	killed "$CG/t" "$pids"
fi
alive "$outside"
finish
