#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What is said of processes that are left when the time is over: what holds each of them.
. "${0%/*}/../lib.sh"
need_cgroup
cgroup t t/n t/n/below

# late STATE [LINES]: the one process that is left is $pid, with that state.
late() {
	status_is 124
	err_lines "${2-2}"
	err_has "not empty in time; 1 process left"
	grep -qE "^cgkill: $pid [^ ]+: $1(, in [^ ]+)?, cgroup " "$ERR" ||
		fail "stderr does not say of $pid: $1"
}

stop() {
	run "$CGKILL" --wait "$CG/t"
	status_is 0
}

for where in t/n t t/n/below; do
	point "frozen: by which cgroup, and that KILL would do ($where)"
	if kernel_has cgroup.freeze; then
		pid=$(spawn -c "$CG/t/n/below" immune)
		freeze "$CG/$where"
		run "$CGKILL" -s TERM --wait=200 "$CG/t/n"
		late "frozen by $CG/$where; KILL would end it"
		frozen "$CG/$where"
		stop
		echo 0 >"$CG/$where/cgroup.freeze"
	fi
done

point "frozen by a cgroup that cannot be seen"
if kernel_has cgroup.freeze && unshare --cgroup --mount true 2>/dev/null; then
	pid=$(spawn -c "$CG/t/n" immune)
	freeze "$CG/t"
	mkdir "$TMP/seen"
	# shellcheck disable=SC2016
	run unshare --mount sh -c 'mount --bind "$1/t/n" "$2" && exec "$0" -s TERM --wait=200 "$2"' \
		"$CGKILL" "$CG" "$TMP/seen"
	late "frozen by a cgroup further up; KILL would end it"
	stop
	echo 0 >"$CG/t/cgroup.freeze"
fi

# A process that sleeps in a system call stays in it when it is frozen, so its wait channel does not
# tell. The cgroup below is not frozen by itself.
for signal in KILL TERM; do
	for dir in '' /below; do
		point "frozen by the freezer of cgroup v1: by which cgroup ($signal, its own${dir:+ and }$dir)"
		if ! has_v1_freezer; then
			skip "no cgroup v1 freezer"
			continue
		fi
		[ -z "$dir" ] || mkdir -p "$V1$dir"
		pid=$(spawn -c "$CG/t" sleeper)
		echo "$pid" >"$V1$dir/cgroup.procs"
		freeze_v1 '' # which is there already
		run "$CGKILL" -s $signal --wait=200 "$CG/t"
		# That KILL does not end it is said before.
		[ $signal = KILL ] && lines=3 || lines=2
		late "frozen by $V1 \\(cgroup v1\\); it cannot end before it is thawed" "$lines"
		thaw_v1
		stop
		[ -z "$dir" ] || wait_until rmdir "$V1$dir"
	done
done

point "dumping core"
if has_v1_freezer && [ -e "$V1/tasks" ] && has_tool prlimit; then
	# One thread is frozen, so the others wait for it. With this limit nothing is written, nor
	# is a program started.
	pid=$(prlimit --core=1:1 "$HELPERS/spawn" -c "$CG/t" threads)
	for thread in "/proc/$pid/task"/*; do
		thread=${thread##*/}
	done
	echo "$thread" >"$V1/tasks"
	freeze_v1 '' # which is there already
	kill -QUIT "$pid"
	wait_until grep -q '^CoreDumping:.*1' "/proc/$pid/status" || fail "it does not dump core"
	run "$CGKILL" --wait=200 "$CG/t"
	late "dumping core"
	thaw_v1
	stop
else
	skip "no cgroup v1 freezer, or no prlimit"
fi

point "stopped"
pid=$(spawn -c "$CG/t" stopped)
run "$CGKILL" -s WINCH --wait=200 "$CG/t"
late stopped
stop

# handled SIGNAL WORDS: what the witness does about it.
handled() {
	run "$CGKILL" -s "$1" --wait=200 "$CG/t"
	late "sleeping, $2"
}

pid=$(witness_in "$CG/t" pending)
# shellcheck disable=SC2013 # a PID is a word
for manager in $(cat "$CG/t/cgroup.procs"); do
	[ "$manager" = "$pid" ] || echo "$manager" >"$MNT/cgroup.procs"
done
point "the signal is blocked"
handled USR2 "blocks USR2"
point "the signal is ignored"
handled HUP "ignores HUP"
stop

point "the signal is handled"
pid=$(spawn -o "$TMP/record" -c "$CG/t" recorder)
handled USR1 "handles USR1 itself"
stop

# held_by_reader COMMAND...: the program in the background, held when it writes its output, which
# is a full FIFO; let_go reads it.
held_by_reader() {
	mkfifo "$TMP/fifo"
	exec 3<>"$TMP/fifo"
	dd if=/dev/zero of="$TMP/fifo" bs=4096 oflag=nonblock 2>/dev/null
	out=$OUT OUT=$TMP/fifo
	begin_run run_traced -e trace=write "$@" 3<&-
	OUT=$out
	wait_until in_trace '^write(1,' || fail "the program does not wait for its reader"
}
let_go() {
	cat "$TMP/fifo" >"$OUT" 3<&- &
	exec 3<&-
	end_run
	rm "$TMP/fifo"
}

point "those who end while the output waits for its reader are no survivors"
if has_tool strace; then
	others=$(spawn -e -c "$CG/t" immune)
	pid=$(spawn -c "$CG/t/n" immune)
	held_by_reader "$CGKILL" --verbose -s TERM --wait=0 "$CG/t"
	# shellcheck disable=SC2086
	kill -9 $others
	dead "$others"
	let_go
	late "sleeping, ignores TERM"

	for option in --wait=0 '--wait=0 --remove'; do
		point "and without survivors it is not late: $option"
		cgroup last
		[ -d "/proc/$pid" ] || pid=$(spawn -c "$CG/t" immune)
		echo "$pid" >"$CG/last/cgroup.procs"
		# shellcheck disable=SC2086
		held_by_reader "$CGKILL" --verbose -s TERM $option "$CG/last"
		kill -9 "$pid"
		empty "$CG/last"
		let_go
		status_is 0
		err_empty
		[ ! -d "$CG/last" ] || rmdir "$CG/last"
	done

	point "and the caller being there makes no difference"
	cgroup last
	pid=$(spawn -c "$CG/last" immune)
	held_by_reader sh -c "$ENTER" "$CG/last" \
		"$CGKILL" --verbose --exclude-self -s TERM --wait=0 "$CG/last"
	kill -9 "$pid"
	dead "$pid"
	let_go
	status_is 0
	err_empty
	out_has "all processes but this one are gone"

	for option in --wait=0 '--wait=0 --remove' '--wait=0 --json' '--wait=0 --exclude-self'; do
		point "nor are those who end while it looks at them: $option"
		[ -d "$CG/last" ] || cgroup last
		pid=$(spawn -c "$CG/last" immune)
		case $option in
		*self) set -- sh -c "$ENTER" "$CG/last" "$CGKILL" ;;
		*) set -- "$CGKILL" ;;
		esac
		# shellcheck disable=SC2086
		begin_run run_traced -P "/proc/$pid/wchan" -e trace=openat \
			-e inject=openat:delay_enter=1s:when=1 "$@" -s TERM $option "$CG/last"
		wait_until in_trace '/wchan' || fail "it does not look at the survivor"
		kill -9 "$pid"
		dead "$pid"
		still_held
		end_run
		status_is 0
		err_empty
		case $option in
		*json) out_has '"outcome": "done"' '"survivors": []' '"errors": []' ;;
		*remove) [ ! -d "$CG/last" ] || fail "not removed" ;;
		esac
	done
else
	skip "strace is not installed"
fi
finish
