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
run "$WATCH" "$CG/none"
if [ -e "$CG/none/memory.events" ]; then
	skip "the cgroup has one"
else
	status_is 1
	err_has "no memory.events"
	still_alive "$pids"
fi

point "a cgroup that is gone"
run "$WATCH" "$CG/gone"
status_is 1
err_has "no memory.events"

# No cgroup: the script looks at nothing but memory.events.
mkdir -p "$TMP/fake" "$TMP/dir/${CG##*/}"
events=$TMP/dir/${CG##*/}/memory.events
AWK=$(command -v awk)
export AWK events
echo oom_kill 0 >"$events"

point "no more often than each second when inotifywait does not work"
cat >"$TMP/fake/inotifywait" <<'END'
#!/bin/sh
echo again >>"${0%/*}/calls"
exit 1
END
chmod 755 "$TMP/fake/inotifywait"
PATH=$TMP/fake:$PATH run timeout 3 "$WATCH" "${events%/*}"
status_is 124
_calls=$(grep -c . "$TMP/fake/calls")
[ "$_calls" -le 4 ] || fail "$_calls times in 3 seconds"

point "a cgroup that goes away just then: not another one that has its path for a name"
cat >"$TMP/fake/inotifywait" <<'END'
#!/bin/sh
echo oom_kill 1 >"$events"
END
cat >"$TMP/fake/awk" <<'END'
#!/bin/sh
"$AWK" "$@"
! grep -q 1 "$events" || rm -r "${events%/*}"
END
chmod 755 "$TMP/fake/awk"
cd "$TMP/dir" || fail "cannot go to $TMP/dir"
PATH=$TMP/fake:$PATH run "$WATCH" "${CG##*/}"
cd /
status_is 1
err_has "has killed 1 of" "no such cgroup"
still_alive "$outside"

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

# A PATH in which no other program is than those that the script calls.
mkdir "$TMP/poor"
for tool in awk sleep sh; do
	ln -s "$(command -v $tool)" "$TMP/poor"
done
ln -s "$TMP/bin/cgkill" "$TMP/poor"

waits_for_change() {
	_children=$(cat "/proc/$script/task/$script/children" 2>/dev/null)
	for _child in $_children; do
		! grep -qsx -e inotifywait -e sleep "/proc/$_child/comm" || return 0
	done
	return 1
}

watch() {
	case $how in
	inotifywait) timeout -k 3 60 "$WATCH" "$CG/top/group" ;;
	polling) PATH=$TMP/poor "$TIMEOUT" -k 3 60 "$WATCH" "$CG/top/group" ;;
	esac >"$OUT" 2>"$ERR" &
	watcher=$!
	script=$(child_of $watcher)
	wait_until waits_for_change || fail "it does not watch"
}
TIMEOUT=$(command -v timeout)

ended() {
	wait $watcher
	status=$?
}

for how in inotifywait polling; do
	if [ $how = inotifywait ] && ! has_tool inotifywait; then
		point "with inotifywait"
		skip "inotifywait is not installed"
		continue
	fi

	point "$how: nothing before"
	prepare
	watch
	still_alive "$pids" $watcher

	point "$how: the whole group, at the first that the kernel kills"
	run_out_of_memory
	ended
	status_is 0
	err_has "has killed 1 of $CG/top/group"
	dead "$pids"
	alive "$outside"

	point "$how: not for what was before, and an end with the cgroup"
	pids=$(spawn -c "$CG/top/group/other" sleeper)
	watch
	still_alive "$pids" $watcher
	run "$CGKILL" --remove "$CG/top/group"
	ended
	status_is 0
	err_lacks "has killed"
done
finish
