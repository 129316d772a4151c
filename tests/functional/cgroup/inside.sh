#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The caller is in the cgroup that it kills: the others die first, and itself last, of SIGKILL.
. "${0%/*}/../lib.sh"
need_cgroup
cgroup t t/a t/a/b t/c u u/x
outside=$(spawn -t 300 -c "$CG" sleeper)

for method in auto $METHODS; do
	for dir in t t/a t/a/b; do
		point "in $dir ($method)"
		killed_from_within "$dir" "$method"
		alive "$outside"
		thawed "$CG"
	done

	point "the shell that calls is in it, too ($method)"
	pids=$(spawn -e -c "$CG/t" sleeper)
	# shellcheck disable=SC2016
	run_in "$CG/t/a/b" sh -c '"$KILL" --cgroup "$0" --method "$1"; echo survived; exit 3' "$CG/t" "$method"
	status_is 137
	out_lacks survived
	dead "$pids"
	empty "$CG/t"
	alive "$outside"
	thawed "$CG"

	point "the caller is in the first one of two operands ($method)"
	pids="$(spawn -e -c "$CG/t" sleeper) $(spawn -e -c "$CG/u" sleeper) $(spawn -c "$CG/u" headless)"
	run_in "$CG/t/a" "$CGKILL" --method "$method" "$CG/t" "$CG/u"
	status_is 137
	dead "$pids"
	empty "$CG/t" "$CG/u"
	thawed "$CG"

	point "the caller is in the second one ($method)"
	pids="$(spawn -e -c "$CG/t" sleeper) $(spawn -e -c "$CG/u" sleeper)"
	run_in "$CG/t/a" "$CGKILL" --method "$method" "$CG/u" "$CG/t"
	status_is 137
	dead "$pids"
	empty "$CG/t" "$CG/u"
	thawed "$CG"

	point "both operands hold the caller ($method)"
	pids="$(spawn -e -c "$CG/t" sleeper) $(spawn -e -c "$CG/u" sleeper)"
	run_in "$CG/t/a" "$CGKILL" --method "$method" "$CG/t/a" "$CG/t" "$CG/u"
	status_is 137
	dead "$pids"
	empty "$CG/t" "$CG/u"
	thawed "$CG"

	point "an operand fails: reported before the end ($method)"
	pids=$(spawn -e -c "$CG/t" sleeper)
	run_in "$CG/t" "$CGKILL" --method "$method" "$CG/t" "$CG/none"
	status_is 137
	err_has "no such cgroup"
	dead "$pids"

	point "the caller is in the parent: it is spared ($method)"
	pids=$(spawn -e -c "$CG/t/a" sleeper)
	run_in "$CG/t" "$CGKILL" --method "$method" "$CG/t/a"
	status_is 0
	dead "$pids"
	thawed "$CG"
done

# dies_of SIGNAL STATUS DESCRIPTION: with $method.
dies_of() {
	point "$3 ($method)"
	pids=$(spawn -e -c "$CG/t" sleeper)
	run_in "$CG/t/a" "$CGKILL" -s "$1" --method "$method" "$CG/t"
	status_is "$2"
	dead "$pids"
	thawed "$CG"
}

for method in auto freeze signal; do
	dies_of TERM 143 "TERM: the others first, then the caller dies of it"
	dies_of PIPE 141 "PIPE, which is ignored until the others have it: the caller dies of it, too"
	dies_of XFSZ 153 "XFSZ, likewise"

	point "a signal that the caller survives: status 0 ($method)"
	pids=$(spawn -e -c "$CG/t" sleeper)
	run_in "$CG/t/a" "$CGKILL" -s WINCH --method $method "$CG/t"
	status_is 0
	alive "$pids"
	thawed "$CG"

	point "signal 0 ($method)"
	run_in "$CG/t/a" "$CGKILL" -s 0 --method $method "$CG/t"
	status_is 0
	thawed "$CG"
	run "$CGKILL" "$CG/t"
done

mkdir "$TMP/mnt"
for method in auto $METHODS; do
	point "the cgroup is known by another name, that of a bind mount ($method)"
	pids=$(spawn -e -c "$CG/t" sleeper)
	# shellcheck disable=SC2016
	run unshare --mount sh -c '
		mount --bind "$0" "$1" && echo 0 >"$0/a/cgroup.procs" && shift && exec "$@"' \
		"$CG/t" "$TMP/mnt" "$KILL" --cgroup "$TMP/mnt" --method "$method"
	status_is 137
	dead "$pids"
	empty "$CG/t"
	thawed "$CG"
done

# Longer than PATH_MAX, where the kernel cuts it in /proc/PID/cgroup: what is left does not have the
# operand's own name. Through the mount point its path is short.
name=$(printf '%0250d' 0)
far=$CG/far
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
	far=$far/$name
done
end=$name/$(printf '%0250d' 1)
MOUNTED=$TMP/mnt LONG=$TMP/mnt/$end
export MOUNTED LONG
if ! mkdir -p "$far" || ! cd "$far" || ! mkdir -p "$end/leaf" other; then
	fail "cannot make long names"
fi

# far_inside COMMAND...: from within $LONG/leaf; the others are in $LONG and in $MOUNTED/other.
far_inside() {
	pids=$(spawn -c "$end" sleeper)
	others=$(spawn -c other sleeper)
	# shellcheck disable=SC2016
	run unshare --mount --propagation private sh -c '
		mount --bind . "$MOUNTED" && echo 0 >"$LONG/leaf/cgroup.procs" && exec "$@"' sh "$@"
	dead "$pids"
	if grep -qx 1 "$end/cgroup.freeze"; then
		fail "it is left frozen"
		echo 0 >"$end/cgroup.freeze"
	fi
}

for method in auto $METHODS; do
	point "its name is too long for /proc: it is not taken to be elsewhere ($method)"
	far_inside "$CGKILL" --method "$method" "$LONG" "$MOUNTED/other"
	status_is 137
	dead "$others"

	point "the same with --exclude-self ($method)"
	far_inside "$CGKILL" --exclude-self --wait --method "$method" "$LONG"
	status_is 0
	err_empty
	kill -9 "$others"
done
cd / || exit

point "--verbose: everything is printed before the end, and the caller comes last"
pids=$(spawn -e -c "$CG/t" sleeper)
run_in "$CG/t/a" "$CGKILL" --verbose --method signal "$CG/t"
status_is 137
for pid in $pids; do
	out_has "sending signal 9 to pid $pid"
done
dead "$pids"

for error in ENOENT EACCES; do
	point "no cgroup.kill ($error): the fallback never freezes the caller"
	if has_tool strace; then
		pids="$(spawn -e -c "$CG/t" sleeper) $(spawn -c "$CG/t/a" headless)"
		# strace stays outside; what it starts goes in.
		run_failing $error cgroup.kill -- sh -c "$ENTER" \
			"$CG/t/a" "$KILL" --cgroup "$CG/t"
		status_is 137
		dead "$pids"
		empty "$CG/t"
		thawed "$CG"
	else
		skip "strace is not installed"
	fi
done

point "moved out while it waits, it does not signal itself"
spawn -c "$CG/t" immune >/dev/null
begin_run run_in "$CG/t/a" "$CGKILL" -s TERM --wait=3000 "$CG/t"
wait_until grep -qs . "$CG/t/a/cgroup.procs"
sleep 0.5
cat "$CG/t/a/cgroup.procs" >"$CG/u/cgroup.procs"
end_run
status_is 124
err_has "not empty in time"
run "$CGKILL" --wait "$CG/t"

point "moved out while it waits, it removes the cgroup"
cgroup gone gone/a
tracer=$(spawn -c "$CG/gone" traceexit | sed -n 's/^helper //p')
at_exit "kill -9 $tracer"
begin_run run_in "$CG/gone/a" "$CGKILL" --exclude-self --remove --wait=5000 "$CG/gone"
wait_until grep -qs . "$CG/gone/a/cgroup.procs"
sleep 0.5
cat "$CG/gone/a/cgroup.procs" >"$CG/u/cgroup.procs"
kill -9 "$tracer"
end_run
status_is 0
err_empty
[ ! -e "$CG/gone" ] || fail "not removed"

point "nothing else died"
alive "$outside"
finish
