#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Cgroups whose processes cannot die, before one whose process can: that one does not wait for them.
. "${0%/*}/../lib.sh"
. "${0%/*}/lib.sh"
need_cgroup
need_tool strace
many_cgroups 10
cgroup z
z=$CG/z

# The order of the operands, or of directories, is not the order of what happens to them.
strikes() {
	case $1 in
	kernel) before_waiting "$KILLS" "$2" ;;
	freeze) before_waiting "$FREEZES" "$2" ;;
	*) before_waiting "$SENDS" "$2" ;;
	esac
}

# shellcheck disable=SC2086 # words
for method in $METHODS; do
	point "ten that a v1 freezer holds, and one beside them ($method)"
	if has_v1_freezer; then
		one_each sleeper
		freeze_v1 "$pids"
		last=$(spawn -c "$z" sleeper)
		run_watched "$CGKILL" --method "$method" $names "$z"
		strikes "$method" 11
		dead "$last"
		alive "$pids"
		thaw_v1
		dead "$pids"
	else
		skip "no cgroup v1 freezer"
	fi

	# The kernel passes over it: it is signalled after the others have had time to die.
	point "a dead main thread behind ten that tracers hold in their exit ($method)"
	last=$(spawn -c "$z" headless)
	run_watched "$CGKILL" --method "$method" "$z"
	alone=$(waits_before "$last")
	if [ "$alone" = endless ]; then
		skip "the kernel does not pass over it"
		continue
	fi
	one_each traceexit
	last=$(spawn -c "$z" headless)
	run_watched "$CGKILL" --method "$method" $names "$z"
	behind=$(waits_before "$last")
	[ "$behind" -le $((2 * alone + 20)) ] || fail "$behind waits before it, $alone alone"
	dead "$last"
	release
	dead "$pids"
done

run "$CGKILL" --remove "$CG/o" "$z"
cgroup t t/a t/a/x
many_cgroups 26 t
for method in ${METHODS% signal}; do
	point "beside the caller, six of 26 cgroups are held ($method)"
	start -e -c "$CG/t" sleeper
	for name in 3 7 12 17 21 25; do
		start -c "$name" traceexit
	done
	run_watched sh -c "$ENTER" "$CG/t/a" "$CGKILL" --exclude-self --method "$method" "$CG/t"
	status_is 0
	strikes "$method" 26
	release
	empty "$CG/t"
done
finish
