#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A kernel thread in the cgroup: cannot be killed, is not a survivor, and holds nothing up.
. "${0%/*}/../lib.sh"
need_cgroup
need_real_root

# One that may be moved, is in the root cgroup, and does not mind.
thread=
for comm in khungtaskd kauditd kdevtmpfs oom_reaper; do
	for file in /proc/[0-9]*/comm; do
		[ "$(cat "$file" 2>/dev/null)" = $comm ] || continue
		thread=${file%/comm}
		thread=${thread#/proc/}
		flags=$(sed 's/.*) //' "/proc/$thread/stat" | cut -d' ' -f7)
		[ $((flags & 0x200000)) -ne 0 ] && grep -qx '0::/' "/proc/$thread/cgroup" && break 2
		thread=
	done
done
[ -n "$thread" ] || skip_all "no kernel thread that may be moved"

# shellcheck disable=SC2016
at_exit 'echo $thread >"$MNT/cgroup.procs"'
cgroup probe t t/a
{ echo "$thread" >"$CG/probe/cgroup.procs"; } 2>/dev/null || skip_all "$comm cannot be moved"
echo "$thread" >"$MNT/cgroup.procs" || skip_all "$comm cannot be moved back"

for method in $METHODS; do
	point "the others die, in time and without a complaint ($method)"
	pids="$(spawn -e -c "$CG/t" sleeper) $(spawn -c "$CG/t" headless)"
	echo "$thread" >"$CG/t/cgroup.procs"
	began=$(date +%s)
	run "$KILL" --cgroup "$CG/t" --method "$method" --verbose
	[ $(($(date +%s) - began)) -le 3 ] || fail "it took long"
	status_is 0
	err_empty
	! grep -q "to pid $thread\$" "$OUT" || fail "the kernel thread was signalled"
	dead "$pids"
	thawed "$CG/t"
	[ "$(cat "$CG/t/cgroup.procs")" = "$thread" ] || fail "in the cgroup: $(cat "$CG/t/cgroup.procs")"
	out_has "KILL sent to $(echo "$pids" | wc -w) processes by method $method"

	point "nor is it counted where the caller is, too ($method)"
	pids="$(spawn -c "$CG/t/a" sleeper) $(spawn -c "$CG/t" sleeper 2)"
	run_in "$CG/t" "$KILL" --cgroup "$CG/t" --exclude-self --method "$method" --verbose
	status_is 0
	dead "$pids"
	[ "$(awk '/KILL sent to/ { sum += $(NF - 4) } END { print sum }' "$OUT")" = 3 ] ||
		fail "not 3: $(grep 'sent to' "$OUT")"

	point "alone ($method)"
	run "$KILL" --cgroup "$CG/t" --method "$method"
	status_is 0
	err_empty
	thawed "$CG/t"
	echo "$thread" >"$MNT/cgroup.procs"
done

point "it is no survivor, but is named beside one"
reports=$(spawn -c "$CG/t" traceexit)
tracer=$(echo "$reports" | sed -n 's/^helper //p')
echo "$thread" >"$CG/t/cgroup.procs"
run "$CGKILL" --wait=300 "$CG/t"
status_is 124
err_has "1 process left" "traced by PID $tracer" "$thread $comm: kernel thread"
echo "$thread" >"$MNT/cgroup.procs"
kill -9 "$tracer"
empty "$CG/t"

point "-p and signal 0 do not count it"
echo "$thread" >"$CG/t/cgroup.procs"
run "$CGKILL" -p "$CG/t"
[ ! -s "$OUT" ] || fail "it is printed"
run "$CGKILL" -0 "$CG/t"
status_is 1
echo "$thread" >"$MNT/cgroup.procs"

point "the kernel thread is back and alive"
grep -qx '0::/' "/proc/$thread/cgroup" || fail "it is in $(grep 0:: "/proc/$thread/cgroup")"
finish
