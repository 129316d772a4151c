#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A machine whose free memory is below 1 %: what is armed fires, what is started then works, and the
# kernel kills nobody for lack of memory.  It takes the memory of the whole machine, so it runs in a
# virtual machine, when all other tests have ended.
. "${0%/*}/../functional/lib.sh"
[ -n "${GUEST-}" ] || skip_all "it would take all memory of this machine"
need_cgroup
echo '+memory +pids' >"$CG/cgroup.subtree_control" || skip_all "no controllers for memory and PIDs"
for name in time oom $METHODS; do
	cgroup "$name"
done

# --- while there is enough ---------------------------------------------------------------------

# 1 % is to be far above what the kernel keeps for itself; nor is a part of it to be kept back from
# programs because it is at low addresses.
for setting in min_free_kbytes=2048 watermark_boost_factor=0 overcommit_memory=1 \
	lowmem_reserve_ratio="$(sed 's/[0-9][0-9]*/0/g' /proc/sys/vm/lowmem_reserve_ratio)"; do
	file=/proc/sys/vm/${setting%%=*}
	at_exit "echo '$(cat "$file")' >$file"
	echo "${setting#*=}" >"$file"
done
echo -1000 >/proc/self/oom_score_adj

# as_usual COMMAND...: it is not spared when the kernel kills for lack of memory.
as_usual() {
	# shellcheck disable=SC2016
	sh -c 'echo 500 >/proc/self/oom_score_adj && exec "$@"' sh "$@"
}

# victims DIR UID: sleepers, and rabbits that are too many for their cgroup.
victims() {
	as_usual "$HELPERS/spawn" -t 300 -c "$CG/$1" sleeper 5 &&
		echo 14 >"$CG/$1/pids.max" &&
		as_usual "$HELPERS/spawn" -u "$2" -t 300 -c "$CG/$1" rabbit 8
}

# arm DIR OPTION...: in the background, until it is armed; "pid" is its PID.
arm() {
	OUT=$TMP/$1.out ERR=$TMP/$1.err _dir=$CG/$1
	shift
	"$CGKILL" --verbose --wait=60s "$@" "$_dir" >"$OUT" 2>"$ERR" &
	pid=$!
	wait_until grep -q ': armed$' "$OUT" || fail "it is not armed"
}

# fired DIR PID "VICTIMS": it ends by itself, with all of them dead.
fired() {
	OUT=$TMP/$1.out ERR=$TMP/$1.err
	wait "$2"
	status=$?
	killed "$CG/$1" "$3"
}

oom_kills() {
	sed -n 's/^oom_kill //p' /proc/vmstat
}

of_memory() {
	sed -n "s/^$1: *\([0-9]*\).*/\1/p" /proc/meminfo
}

is_short() {
	[ $(($(of_memory MemFree) * 100)) -lt "$(of_memory MemTotal)" ]
}

# short: it is, and was all the time.
short() {
	is_short || fail "$(of_memory MemFree) kB are free"
	[ "$(oom_kills)" = "$kills" ] || fail "the kernel kills for lack of memory"
}

point "there are victims whose fork(2) fails, and two runs are armed"
uid=$(private_uid)
for name in time oom $METHODS; do
	uid=$((uid + 1))
	pids=$(victims "$name" $uid) || fail "spawn failed"
	eval "victims_$name=\$pids"
	wait_until grep -q 'max [1-9]' "$CG/$name/pids.events" || fail "no fork(2) fails in $name"
done
arm time --when 100s
pid_time=$pid
arm oom --when oom --mrelease
pid_oom=$pid
kills=$(oom_kills)

point "less than 1 % of the memory is free"
"$HELPERS/famine" >"$TMP/famine" 2>&1 &
# shellcheck disable=SC2064
at_exit "kill -9 $!; wait $!"
TRIES=3000 wait_until grep -q . "$TMP/famine" || fail "it takes too long"
has_line "$TMP/famine" short || fail "$(cat "$TMP/famine")"
short
echo "# of $(of_memory MemTotal) kB are $(of_memory MemFree) free, $(of_memory MemAvailable) available"
! grep -q "come true" "$TMP/time.out" || fail "the time was over before"

# --- now that there is not ---------------------------------------------------------------------

for method in $METHODS; do
	point "a run that begins now ($method)"
	OUT=$TMP/out ERR=$TMP/err
	eval "pids=\$victims_$method"
	short
	run "$CGKILL" --wait --method "$method" "$CG/$method"
	killed "$CG/$method" "$pids"
	wait_until is_short
	short
done

point "--when oom --mrelease, armed before"
echo 6M >"$CG/oom/memory.max"
# shellcheck disable=SC2154
alive "${victims_oom%%
*}"
as_usual sh -c "$ENTER" "$CG/oom" awk 'BEGIN { s = "xxxxxxxxxxxxxxxx"; for (;;) s = s s }' >/dev/null 2>&1
# shellcheck disable=SC2154
fired oom "$pid_oom" "$victims_oom"
out_has "oom"
kills=$((kills + 1))
wait_until is_short
short

point "--when 100s, armed before"
while is_alive "$pid_time"; do
	short
	sleep 0.1
done
# shellcheck disable=SC2154
fired time "$pid_time" "$victims_time"
short
finish
