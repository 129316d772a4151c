#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# While it waits, the program is moved into the cgroup: that is not empty then, and yet there is
# nobody to be waited for when the others are gone.
. "${0%/*}/../lib.sh"
need_cgroup
need_tool strace
cgroup t t/a u
tracer=
# shellcheck disable=SC2016
at_exit '[ -z "$tracer" ] || kill -9 $tracer'

# waiting MILLISECONDS COMMAND...: in the background; after that time, which is more than a delivery
# takes, $program is in its wait.
waiting() {
	_milliseconds=$1
	shift
	begin_run run_traced -T -e trace="$WAITS" "$@"
	wait_until has_slept "$_milliseconds" || fail "it does not wait"
	program=$(child_of "$(child_of "$(child_of $!)")")
}

has_slept() {
	[ "$(slept)" -ge "$1" ]
}

# moved_to DIR
moved_to() {
	echo "$program" >"$CG/$1/cgroup.procs"
	grep -qx "$program" "$CG/$1/cgroup.procs" || fail "the program is not there"
}

# done_waiting: it was elsewhere when the signal was sent, and does not die of it either.
done_waiting() {
	end_run
	status_is 0
	err_empty
}

for option in --verbose --exclude-self; do
	point "after TERM, with $option"
	pids=$(spawn -c "$CG/t" immune)
	waiting 200 "$CGKILL" -s TERM --wait=6000 $option "$CG/t"
	moved_to t
	kill -9 "$pids"
	done_waiting

	point "after KILL, with $option"
	tracer=$(spawn -c "$CG/t/a" traceexit | sed -n 's/^helper //p')
	waiting 700 "$CGKILL" --wait=6000 $option "$CG/t"
	moved_to t/a
	kill -9 "$tracer"
	tracer=
	done_waiting
done

point "while it waits for another one, too"
pids=$(spawn -c "$CG/t" immune)
more=$(spawn -c "$CG/u" immune)
waiting 200 "$CGKILL" -s TERM --wait=6000 "$CG/t" "$CG/u"
moved_to t
kill -9 "$pids"
dead "$pids"
kill -9 "$more"
done_waiting

point "moved in, and out again"
pids=$(spawn -c "$CG/t" immune)
waiting 200 "$CGKILL" -s TERM --wait=6000 "$CG/t"
moved_to t
moved_to u
kill -9 "$pids"
done_waiting

point "out of time: the others are named, and it is not"
pids=$(spawn -c "$CG/t" immune)
waiting 200 "$CGKILL" -s TERM --wait=1000 --exclude-self "$CG/t"
moved_to t
end_run
status_is 124
err_lines 2
err_has "1 process left" "$pids spawn: sleeping"
alive "$pids"

point "the next signal of --timeout spares it until the others have got theirs"
later=1000
[ -z "${EMULATED-}" ] || later=10000
waiting 200 "$CGKILL" -s TERM --timeout $later KILL "$CG/t"
moved_to t
end_run
dead "$pids"
empty "$CG/t"
finish
