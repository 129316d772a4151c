#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# --exclude-self: the caller is in the cgroup, and every process but the caller dies.
. "${0%/*}/../lib.sh"
need_cgroup
tracer=
# shellcheck disable=SC2016
at_exit '[ -z "$tracer" ] || kill -9 $tracer'
cgroup t t/a t/a/b t/a/b/c t/a/d t/c t/c/x u u/x
outside=$(spawn -t 300 -c "$CG" sleeper)

# The cgroup that the last run was in is empty but for the caller, who has ended since.
all_dead() {
	dead "$@"
	empty "$CG/t"
	alive "$outside"
	thawed "$CG"
}

for method in auto $METHODS; do
	for dir in t t/a t/a/b; do
		point "in $dir ($method)"
		pids="$(spawn -e -c "$CG/t" sleeper 2) $(spawn -c "$CG/t/c" headless)"
		pids="$pids $(spawn -c "$CG/$dir" headless) $(spawn -c "$CG/$dir" immune 2)"
		run_in "$CG/$dir" "$KILL" --cgroup "$CG/t" --exclude-self --method "$method"
		status_is 0
		err_empty
		all_dead "$pids"
	done

	point "--wait: until the caller is alone ($method)"
	pids="$(spawn -e -c "$CG/t" sleeper 3) $(spawn -c "$CG/t/a" headless)"
	# The shell leaves before the program starts.
	# shellcheck disable=SC2016
	run_in "$CG/t/a/b" sh -c '
		{
			while grep -qx $$ "$0/t/a/b/cgroup.procs"; do sleep 0.02; done
			exec "$@"
		} & program=$!
		echo $$ >"$0/cgroup.procs"
		wait $program' "$CG" \
		"$CGKILL" --exclude-self --wait --method "$method" "$CG/t"
	status_is 0
	err_empty
	! grep -q . "$CG/t/cgroup.procs" "$CG/t/a/cgroup.procs" "$CG/t/c/x/cgroup.procs" ||
		fail "returned before all were gone"
	all_dead "$pids"

	point "the shell that calls is not spared ($method)"
	pids=$(spawn -e -c "$CG/t" sleeper)
	# shellcheck disable=SC2016
	run_in "$CG/t/a" sh -c '
		"$@"
		echo survived' "" "$CGKILL" --exclude-self --wait --method "$method" "$CG/t"
	status_is 137
	out_lacks survived
	all_dead "$pids"

	point "the caller is not in it: as without ($method)"
	pids="$(spawn -e -c "$CG/t" sleeper) $(spawn -c "$CG/t/c" headless)"
	run "$CGKILL" --exclude-self --wait --method "$method" "$CG/t"
	status_is 0
	err_empty
	all_dead "$pids"

	point "the caller is in the parent, or beside ($method)"
	pids=$(spawn -e -c "$CG/t/a" sleeper)
	others=$(spawn -c "$CG/t/c" sleeper)
	run_in "$CG/t" "$CGKILL" --exclude-self --wait --method "$method" "$CG/t/a"
	status_is 0
	err_empty
	dead "$pids"
	pids=$(spawn -e -c "$CG/t/a" sleeper)
	run_in "$CG/t/c" "$CGKILL" --exclude-self --wait --method "$method" "$CG/t/a"
	status_is 0
	dead "$pids"
	alive "$others" "$outside"
	run "$CGKILL" --wait "$CG/t"

	for order in "t u" "u t" "t/a t u" "u t t/a"; do
		point "several operands, the caller in t/a: $order ($method)"
		pids="$(spawn -e -c "$CG/t" sleeper) $(spawn -e -c "$CG/u" sleeper)"
		pids="$pids $(spawn -c "$CG/u" headless)"
		set --
		for operand in $order; do
			set -- "$@" "$CG/$operand"
		done
		run_in "$CG/t/a" "$CGKILL" --exclude-self --wait --method "$method" "$@"
		status_is 0
		err_empty
		empty "$CG/u"
		all_dead "$pids"
	done

	point "one operand fails: 64, and the caller lives to say so ($method)"
	pids=$(spawn -e -c "$CG/t" sleeper)
	run_in "$CG/t" "$CGKILL" --exclude-self --method "$method" "$CG/t" "$CG/none"
	status_is 64
	err_lines 1
	err_has "no such cgroup"
	all_dead "$pids"

	point "out of time: the survivors are named, the caller is not ($method)"
	reports=$(spawn -c "$CG/t/a" traceexit)
	tracer=$(echo "$reports" | sed -n 's/^helper //p')
	held=$(cat "$CG/t/a/cgroup.procs")
	pids=$(spawn -e -c "$CG/t" sleeper)
	run_in "$CG/t/a" "$CGKILL" --exclude-self --wait=300 --method "$method" "$CG/t"
	status_is 124
	err_has "1 process left" "$held spawn: traced by PID $tracer"
	err_lines 2
	kill -9 "$tracer"
	tracer=
	all_dead "$held" "$pids"

	point "the caller is the only process ($method)"
	run_in "$CG/t/a" "$CGKILL" --exclude-self --wait --method "$method" "$CG/t"
	status_is 0
	err_empty
done

for method in auto freeze signal; do
	point "TERM, then KILL, then only the caller is left ($method)"
	pids="$(spawn -e -c "$CG/t" sleeper) $(spawn -e -c "$CG/t" immune)"
	run_in "$CG/t/a" "$CGKILL" -s TERM --timeout 200 KILL --exclude-self --wait \
		--method "$method" "$CG/t"
	status_is 0
	err_empty
	all_dead "$pids"

	for signal in TERM HUP USR1; do
		point "another signal, $signal ($method)"
		pids=$(spawn -e -c "$CG/t" sleeper)
		run_in "$CG/t/a" "$CGKILL" -s $signal --exclude-self --wait --method "$method" "$CG/t"
		status_is 0
		err_empty
		all_dead "$pids"
	done

	point "each process gets the signal once ($method)"
	rm -f "$TMP/record"
	pids="$(spawn -o "$TMP/record" -e -c "$CG/t" recorder) $(spawn -o "$TMP/record" -c "$CG/u" recorder)"
	run_in "$CG/t/a" "$CGKILL" -s USR1 --exclude-self --method "$method" "$CG/t" "$CG/u"
	status_is 0
	for pid in $pids; do
		wait_until grep -qx "got $pid 10" "$TMP/record" || fail "$pid has not got it"
		[ "$(grep -c "^got $pid " "$TMP/record")" = 1 ] || fail "$pid has got it twice"
	done
	run "$CGKILL" --wait "$CG/t" "$CG/u"
done

point "the subtrees beside the caller go by the kernel, its own way by signals"
pids=$(spawn -e -c "$CG/t" sleeper)
run_in "$CG/t/a/b" "$CGKILL" --exclude-self --wait --verbose "$CG/t"
status_is 0
out_has "method: kernel" "method: signal"
all_dead "$pids"

point "a fork bomb beside the caller and around it"
uid=$(private_uid)
spawn -u "$uid" -c "$CG/t/c" grow 40 >/dev/null
spawn -u "$((uid + 1))" -c "$CG/t/a" rabbit 20 >/dev/null
run_in "$CG/t/a" "$CGKILL" --exclude-self --wait "$CG/t"
status_is 0
empty "$CG/t"

point "a process that moves between the caller's cgroup and another"
pids=$(spawn -c "$CG/t/a" -d "$CG/t/c" mover 2)
run_in "$CG/t/a" "$CGKILL" --exclude-self --wait "$CG/t"
status_is 0
all_dead "$pids"

point "the caller is moved out of one of two cgroups: it waits for the other, and does not spin"
if has_tool strace; then
	first=$(spawn -c "$CG/t/a" traceexit | sed -n 's/^helper //p')
	second=$(spawn -c "$CG/u" traceexit | sed -n 's/^helper //p')
	tracer="$first $second"
	begin_run run_traced -e trace=poll,execve sh -c "$ENTER" "$CG/t" \
		"$CGKILL" --exclude-self --wait=5000 "$CG/t" "$CG/u"
	# Until its end shows, it waits for the process that is left beside it.
	wait_until in_trace 'poll.*events=POLLIN.*events=POLLPRI' || fail "it does not wait"
	cat "$CG/t/cgroup.procs" >"$CG/cgroup.procs"
	before=$(grep -c 'poll(' "$TRACE")
	kill -9 "$first"
	sleep 1
	kill -9 "$second"
	end_run
	tracer=
	status_is 0
	err_empty
	[ $(($(grep -c 'poll(' "$TRACE") - before)) -lt 100 ] ||
		fail "$(grep -c 'poll(' "$TRACE") times poll"
	empty "$CG/t" "$CG/u"
else
	skip "strace is not installed"
fi

for error in ENOENT EACCES EPERM EROFS; do
	point "no cgroup.kill ($error): beside the caller it freezes, its own cgroups never"
	if has_tool strace; then
		pids="$(spawn -e -c "$CG/t" sleeper) $(spawn -c "$CG/t/a" headless)"
		run_failing $error cgroup.kill -- sh -c "$ENTER" \
			"$CG/t/a" "$KILL" --cgroup "$CG/t" --exclude-self --wait
		status_is 0
		all_dead "$pids"
	else
		skip "strace is not installed"
	fi
done

point "the caller is in a threaded cgroup below"
cgroup th th/below
if echo threaded 2>/dev/null >"$CG/th/below/cgroup.type"; then
	pids=$(spawn -c "$CG/th" threads 2)
	LIMIT=10
	run_in "$CG/th/below" "$CGKILL" --exclude-self --wait=5000 "$CG/th"
	LIMIT=20
	status_is 0
	err_empty
	all_dead "$pids"
else
	skip "no threaded cgroups"
fi

point "--exclude-self with -p or signal 0, and without --cgroup"
pids=$(spawn -c "$CG/t" sleeper)
run_in "$CG/t" "$CGKILL" --exclude-self -p "$CG/t"
status_is 1
err_lines 2
err_has "are mutually exclusive" "--help"
run_in "$CG/t" "$KILL" --exclude-self -- "$pids"
status_is 1
err_lines 2
err_has "--cgroup" "--help"
still_alive "$pids"
run "$CGKILL" --wait "$CG/t"
finish
