#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Processes whose main thread has exited, and which are moved then: the kernel moves the other
# threads only, so cgroup.procs lists them where they are no longer, and nowhere else.
. "${0%/*}/../lib.sh"
need_cgroup
need_tool strace
cgroup t t/from t/to far
need_cgroup_file cgroup.threads

# moved DIR FROM: a process whose main thread has exited in FROM, which is in DIR now: $moved.
moved() {
	moved=$(spawn -c "$2" headless)
	echo "$moved" >"$1/cgroup.procs"
	grep -qx "$moved" "$2/cgroup.procs" || fail "the test is wrong: $2 does not list it"
	not grep -qx "$moved" "$1/cgroup.procs" || fail "the test is wrong: $1 lists it"
	grep -q . "$1/cgroup.threads" || fail "the test is wrong: $1 has no threads"
}

# once PID: --verbose tells of one signal to it.
once() {
	[ "$(grep -c "sending signal.* $1\$" "$OUT")" = 1 ] || fail "not signalled once: $1"
}

# old_kernel COMMAND...: no kernel tells the cgroup or anything else of a descriptor.
old_kernel() {
	run_traced -e trace=ioctl -e inject=ioctl:error=ENOTTY "$@"
}

# old_kernel_no_proc COMMAND...: nor does /proc: the lists have to be read again.
old_kernel_no_proc() {
	run_traced -e trace=ioctl,statfs -e inject=ioctl:error=ENOTTY -e inject=statfs:error=ENOENT "$@"
}

# no_pidfd COMMAND...
no_pidfd() {
	run_traced -e trace=pidfd_open -e inject=pidfd_open:error=ENOSYS "$@"
}

moved "$CG/far" "$CG/t/from"
away=$moved

point "not one walk where the kernel says that nobody is there"
run_traced -e trace=openat,openat2 "$KILL" --cgroup --method signal "$CG/t"
status_is 0
err_empty
not in_trace 'cgroup[.]procs' || fail "it reads the list"
still_alive "$away"

point "-p, --dry-run and signal 0 find nobody, either"
run "$CGKILL" -p "$CG/t"
status_is 0
out_is ""
run "$CGKILL" --dry-run "$CG/t"
out_has "0 processes"
run "$CGKILL" -0 "$CG/t"
refused "no process that could be signalled"

for how in run old_kernel no_pidfd old_kernel_no_proc; do
	for method in $METHODS; do
		point "it is spared where it is still listed, beside others ($how, $method)"
		pids="$(spawn -c "$CG/t/from" sleeper 2) $(spawn -c "$CG/t/from" headless)"
		$how "$KILL" --cgroup --method "$method" "$CG/t"
		killed "$CG/t" "$pids"
		still_alive "$away"
	done

	point "another signal does not reach it, and the others once ($how)"
	pids=$(witness_in "$CG/t/from" plain 2)
	$how "$CGKILL" -s HUP "$CG/t"
	status_is 0
	err_empty
	still_alive "$away"
	for pid in $pids; do
		got "$pid" 1
	done
	run "$KILL" --cgroup "$CG/t"
	killed "$CG/t" "$pids"
done

point "those that are listed and elsewhere do not keep it waiting, nor are they survivors"
pids=$(spawn -c "$CG/t/from" immune)
run "$CGKILL" -s TERM --wait=200 "$CG/t"
status_is 124
err_has "1 process left" "$pids "
err_lacks "$away "
run_in "$CG/t/from" "$CGKILL" --exclude-self --wait=5000 "$CG/t"
status_is 0
err_empty
dead "$pids"
still_alive "$away"

point "it is found where it is, by -p, --dry-run and signal 0"
run "$CGKILL" -p "$CG/far"
status_is 0
pids_are "$away"
run "$CGKILL" --dry-run "$CG/far"
out_has "1 process in 1 cgroup" "$away"
run "$CGKILL" -0 "$CG/far"
status_is 0

for how in run old_kernel no_pidfd; do
	for method in auto $METHODS; do
		point "it is killed where it is ($how, $method)"
		moved "$CG/t/to" "$CG/far"
		$how "$KILL" --cgroup --method "$method" "$CG/t/to"
		killed "$CG/t/to" "$moved"
	done

	point "beside others, by another signal, each once ($how)"
	moved "$CG/t/to" "$CG/far"
	pids=$(witness_in "$CG/t/to" plain)
	spawn -c "$CG/t/to" threads >/dev/null
	$how "$CGKILL" -s HUP --verbose "$CG/t/to"
	status_is 0
	dead "$moved"
	once "$moved"
	got "$pids" 1
	run "$KILL" --cgroup "$CG/t/to"
	killed "$CG/t/to" "$pids"
done

point "a process that moved within what is killed gets a signal once"
moved "$CG/t/to" "$CG/t/from"
run "$CGKILL" -s TERM --verbose "$CG/t"
status_is 0
dead "$moved"
once "$moved"

point "a survivor: named where it is"
moved "$CG/t/to" "$CG/far"
run "$CGKILL" -s CONT --wait=200 "$CG/t/to"
status_is 124
err_has "1 process left" "$moved " "main thread has exited"

point "with the caller there: --exclude-self"
run_in "$CG/t/to" "$CGKILL" --exclude-self --wait=5000 "$CG/t"
status_is 0
err_empty
dead "$moved"

point "many of them"
spawn -c "$CG/far" headless 300 >"$TMP/many"
while read -r pid; do
	echo "$pid" >"$CG/t/to/cgroup.procs"
done <"$TMP/many"
run "$CGKILL" --method signal "$CG/t/to"
killed "$CG/t/to" "$(cat "$TMP/many")"
still_alive "$away"
finish
