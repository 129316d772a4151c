#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# When the program ends, nothing is open but the standard descriptors.  strace holds it in
# exit_group, the last that it does; /proc tells what is open then.
. "${0%/*}/../lib.sh"
need_cgroup
need_tool strace
cgroup t t/a u u/a u/b

# What the test itself has open is inherited.
ls "/proc/$$/fd" >"$TMP/inherited"

# closes_all COMMAND...
closes_all() {
	: >"$TRACE"
	run_traced -e trace=exit_group -e inject=exit_group:delay_enter=20s "$@" &
	if wait_until in_trace exit_group; then
		tracer=$(child_of "$(child_of $!)")
		program=$(child_of "$tracer")
		[ -e "/proc/$program/fd/0" ] || fail "cannot look at the descriptors of $*"
		left=
		for fd in "/proc/$program/fd/"*; do
			grep -qx "${fd##*/}" "$TMP/inherited" || left="$left $(readlink "$fd")"
		done
		[ -z "$left" ] || fail "open at the end of $*:$left"
		kill -KILL "$tracer"
	else
		fail "was not held at its end: $*"
	fi
	wait
}

for method in $METHODS; do
	point "a cgroup is killed ($method)"
	spawn -e -c "$CG/t" sleeper 2 >"$TMP/pids"
	closes_all "$CGKILL" --method "$method" "$CG/t"
	empty "$CG/t"

	[ "$method" != kernel ] || continue
	point "a signal to several cgroups, one of which is none ($method)"
	spawn -e -c "$CG/t" sleeper 2 >"$TMP/pids"
	closes_all "$CGKILL" --method "$method" -s WINCH "$CG/t" "$CG/none" "$CG/u"
done

point "a time limit, --wait, with and without survivors"
spawn -e -c "$CG/u" immune 2 >"$TMP/pids"
closes_all "$CGKILL" -s TERM --timeout 100 INT --wait=200 "$CG/t" "$CG/u"
closes_all "$CGKILL" -s TERM --timeout 100 KILL --wait "$CG/t" "$CG/u"

point "-p, signal 0, --dry-run, a name"
spawn -e -c "$CG/t" sleeper 2 >"$TMP/pids"
closes_all "$CGKILL" -p "$CG/t"
closes_all "$CGKILL" -s 0 "$NAME/t"
closes_all "$CGKILL" --dry-run "$CG/t"
closes_all "$CGKILL" -p "pid:$(head -n 1 "$TMP/pids")"

point "--exclude-self"
# shellcheck disable=SC2016
closes_all sh -c 'echo 0 >"$0/a/cgroup.procs" && exec "$@"' "$CG/t" "$CGKILL" --exclude-self --wait "$CG/t"

point "what is refused: the root cgroup, no cgroup"
closes_all "$CGKILL" --method signal "$TMP"
closes_all "$CGKILL" -p "$MNT"

point "--remove"
spawn -e -c "$CG/u" sleeper 2 >"$TMP/pids"
closes_all "$CGKILL" --remove "$CG/u"

point "processes, by PID, with the inode, and by name, with a time limit"
name=victim-$$
cp "$HELPERS/spawn" "$TMP/$name"
# shellcheck disable=SC2046 # one operand each
set -- $("$TMP/$name" sleeper 3)
closes_all "$KILL" -s WINCH "$@"
closes_all "$KILL" -s WINCH "$1:1"
closes_all "$KILL" -s WINCH $name
alive "$@"
closes_all "$KILL" -s WINCH --timeout 100 KILL "$@"
dead "$@"
closes_all "$KILL" -p $name
closes_all "$KILL" -d $$
finish
