#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# --remove with KILL as the last signal: who comes in between the kill and the removal is killed,
# too, as long as there is time.
. "${0%/*}/../lib.sh"
need_cgroup
need_tool strace
cgroup beside
outside=$(spawn -t 300 -c "$CG/beside" sleeper)
tracer=
# shellcheck disable=SC2016
at_exit '[ -z "$tracer" ] || kill -9 $tracer'

# The run was a success, and these processes are dead.
removed() {
	status_is 0
	err_empty
	dead "$@"
	[ ! -e "$CG/t" ] || fail "t is still there"
	alive "$outside"
}

# What a failure has left; what is in $OUT and $ERR remains.
clear_away() {
	[ ! -d "$CG/$1" ] || "$CGKILL" --remove "$CG/$1"
}

# A tracer makes the program slow, and an emulator it makes too slow for so many.
growth=40
[ -z "${EMULATED-}" ] || growth=5
for method in auto signal; do
	point "moved in before the removal, with a dead main thread, and forking ($method)"
	cgroup t t/a t/a/b
	guests=$(spawn -c "$CG/beside" sleeper 2)
	held_before_rmdir "$CGKILL" --remove --wait=60000 --method $method "$CG/t"
	for guest in $guests; do
		echo "$guest" >"$CG/t/a/cgroup.procs"
	done
	guests="$guests $(spawn -c "$CG/t" headless)"
	spawn -u "$(private_uid)" -c "$CG/t/a/b" grow $growth >/dev/null
	end_run
	removed "$guests"
	clear_away t
done

point "after KILL as a second signal (freeze)"
cgroup t
pids=$(spawn -c "$CG/t" immune)
held_before_rmdir "$CGKILL" -s TERM --timeout 100 KILL --remove --wait=60000 --method freeze "$CG/t"
guest=$(spawn -c "$CG/t" immune)
end_run
removed "$pids" "$guest"
clear_away t

# A process that joins and stays, again and again, until it is not to be joined any more.
# shellcheck disable=SC2016
echo 'while [ -d "$1" ]; do
	sh -c '\''echo 0 >"$0/cgroup.procs" && echo $$ && exec sleep 100'\'' "$1" &
	wait
done 2>/dev/null' >"$TMP/stream"
point "again and again"
cgroup t t/a
held_before_rmdir "$CGKILL" --remove --wait=60000 "$CG/t"
sh "$TMP/stream" "$CG/t/a" >"$TMP/joined" &
stream=$!
wait_until test -s "$TMP/joined" || fail "nobody came"
end_run
[ "$status" = 0 ] || kill -9 $stream
wait $stream 2>/dev/null
removed "$(tail -n 1 "$TMP/joined")"
clear_away t

# Stays until its tracer ends.
stay_in() {
	tracer=$(spawn -c "$CG/$1" traceexit | sed -n 's/^helper //p')
}

release_tracer() {
	kill -9 "$tracer"
	tracer=
	end_run
}

for method in $METHODS; do
	point "while somebody who was signalled is still there ($method)"
	cgroup t t/a
	stay_in t
	begin_run run "$CGKILL" --remove --wait=60000 --method "$method" "$CG/t"
	sleep 1 # the others have been looked for
	guests="$(spawn -c "$CG/t/a" immune) $(spawn -c "$CG/t" headless)"
	mkdir "$CG/t/b"
	guests="$guests $(spawn -c "$CG/t/b" sleeper)"
	dead "$guests"
	release_tracer
	removed "$guests"
	clear_away t
done

point "they never stop to come, and somebody is still there: it ends when the time is up"
cgroup t t/a
stay_in t
begin_run run "$CGKILL" --remove --wait=3s "$CG/t"
sh "$TMP/stream" "$CG/t/a" >"$TMP/joined" &
stream=$!
wait_until test -e "$TMP/status" || fail "it does not end"
kill -9 $stream
wait $stream 2>/dev/null
release_tracer
status_is 124
clear_away t

hold_second() {
	cgroup t u
	first=$(spawn -c "$CG/t" sleeper)
	stay_in u
}

point "a cgroup is removed while another one is waited for: nobody can come in any more"
hold_second
begin_run run "$CGKILL" --remove --wait=60000 "$CG/t" "$CG/u"
wait_until not test -e "$CG/t" || fail "t is still there"
release_tracer
removed "$first"

point "without --remove, who comes in meanwhile stays"
hold_second
begin_run run "$CGKILL" --wait=60000 "$CG/t" "$CG/u"
dead "$first"
empty "$CG/t"
sleep 0.3 # for the program to have seen it
guest=$(spawn -c "$CG/t" sleeper)
release_tracer
status_is 0
still_alive "$guest"
clear_away t
clear_away u
finish
