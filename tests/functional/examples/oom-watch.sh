#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# examples/oom-watch: one process is killed for lack of memory, then all others of the group.
. "${0%/*}/../lib.sh"
. "${0%/*}/lib.sh"
need_cgroup
need_examples
WATCH=$EXAMPLES/oom-watch
cgroup outside none
outside=$(spawn -t 300 -c "$CG/outside" sleeper)

point "without memory.events it says so, and does nothing"
pids=$(spawn -c "$CG/none" sleeper)
if [ -e "$CG/none/memory.events" ]; then
	skip "the cgroup has one"
else
	run "$WATCH" "$CG/none"
	status_is 1
	err_has "memory.events"
	still_alive "$pids"
fi

point "a cgroup that is gone, and none"
run "$WATCH" "$CG/gone"
status_is 1
err_has "no such cgroup"
run "$WATCH"
status_is 1
err_has "no cgroup specified"

cgroup top
if ! echo +memory >"$CG/cgroup.subtree_control" || ! echo +memory >"$CG/top/cgroup.subtree_control"; then
	point "the rest"
	skip "no controller memory with cgroup2"
	finish
fi 2>/dev/null

# Processes beside those whose memory is limited.
prepare() {
	cgroup top/group
	echo +memory >"$CG/top/group/cgroup.subtree_control"
	cgroup top/group/small top/group/other
	echo 16777216 >"$CG/top/group/small/memory.max"
	[ ! -e "$CG/top/group/small/memory.swap.max" ] ||
		echo 0 >"$CG/top/group/small/memory.swap.max"
	pids="$(spawn -c "$CG/top/group/other" immune 2) $(spawn -c "$CG/top/group/small" sleeper)"
}

run_out_of_memory() {
	# shellcheck disable=SC2016
	sh -c 'echo 0 >"$0/cgroup.procs" &&
		exec awk "BEGIN { s = \"xxxxxxxxxxxxxxxx\"; for (;;) s = s s }"' \
		"$CG/top/group/small" >"$TMP/hog" 2>&1
	hog=$?
	[ $hog = 137 ] || fail "it did not run out of memory, but ended with $hog: $(cat "$TMP/hog")"
}

watch() {
	: >"$OUT"
	LIMIT=60 begin_run run "$WATCH" "$CG/top/group"
	wait_until grep -q ': armed$' "$OUT" || fail "it does not watch"
}

point "nothing before"
prepare
watch
still_alive "$pids"

point "the whole group, at the first that the kernel kills"
run_out_of_memory
end_run
status_is 0
err_empty
out_has "this has come true: oom"
dead "$pids"
alive "$outside"

point "not for what was before, and an end with the cgroup"
pids=$(spawn -c "$CG/top/group/other" sleeper)
watch
still_alive "$pids"
"$CGKILL" --remove "$CG/top/group" || fail "cannot remove it"
end_run
status_is 0
out_lacks "this has come true"
finish
