#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# --verbose: by which method, for which cgroup, to how many processes, and that they are gone.
. "${0%/*}/../lib.sh"
need_cgroup
cgroup t t/a t/a/x t/b u

# ends_with LINE...: the last lines.
ends_with() {
	[ "$(tail -n $# "$OUT")" = "$(printf '%s\n' "$@")" ] || fail "does not end with: $*"
}

# counted FUNCTION: the kernel's victims are not counted where that takes long, as on a busy machine.
counted() {
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		"$1"
		grep -q 'sent to all processes' "$OUT" || break
	done
}

kill_tree() {
	pids="$(spawn -e -c "$CG/t" sleeper 3) $(spawn -c "$CG/t/a" headless)"
	run "$CGKILL" --verbose --method "$method" "$CG/t"
	killed "$CG/t" "$pids"
}

kill_one() {
	pids=$(spawn -c "$CG/t/a" sleeper)
	run "$CGKILL" --verbose --wait --method "$method" "$CG/t"
	killed "$CG/t" "$pids"
}

kill_nobody() {
	run "$CGKILL" --verbose --wait --method "$method" "$CG/t"
	status_is 0
}

for method in $METHODS; do
	point "it ends with how many processes were signalled ($method)"
	counted kill_tree
	ends_with "$CG/t: KILL sent to $(echo "$pids" | wc -w) processes by method $method"
	out_lacks "are gone"

	point "and before, that they are gone ($method)"
	counted kill_one
	ends_with "$CG/t: all processes are gone" \
		"$CG/t: KILL sent to 1 process by method $method"

	point "nobody ($method)"
	counted kill_nobody
	ends_with "$CG/t: all processes are gone" \
		"$CG/t: KILL sent to 0 processes by method $method"
done

kill_twice() {
	pids="$(spawn -c "$CG/t/a" immune 2) $(spawn -c "$CG/t" sleeper)"
	run "$CGKILL" --verbose -s TERM --timeout 200 KILL "$CG/t"
	killed "$CG/t" "$pids"
}

point "each signal"
counted kill_twice
out_has "$CG/t: TERM sent to 3 processes by method signal"
ends_with "$CG/t: KILL sent to 2 processes by method ${KILLED_BY##* }"

point "each operand"
pids="$(spawn -c "$CG/t/a" sleeper 2) $(spawn -c "$CG/u" sleeper)"
run "$CGKILL" --verbose --method signal "$CG/t" "$CG/u"
killed "$CG/t" "$pids"
ends_with "$CG/t: KILL sent to 2 processes by method signal" \
	"$CG/u: KILL sent to 1 process by method signal"

kill_around() {
	pids="$(spawn -c "$CG/t/b" sleeper 2) $(spawn -c "$CG/t/a/x" sleeper 3)"
	pids="$pids $(spawn -c "$CG/t" sleeper) $(spawn -c "$CG/t/a" sleeper)"
	run_in "$CG/t/a" "$CGKILL" --verbose --exclude-self --wait --method "$method" "$CG/t"
	killed "$CG/t" "$pids"
}

for method in $METHODS; do
	point "which cgroups below the operand are killed as a whole, where it holds the caller ($method)"
	counted kill_around
	[ "$method" = signal ] || for below in b a/x; do
		out_has "$CG/t/$below: method: $method"
	done
	out_has "$CG/t: all processes but this one are gone"
	case $method in
	signal) ends_with "$CG/t: KILL sent to 7 processes by method signal" ;;
	*) ends_with "$CG/t: KILL sent to 5 processes by method $method" \
		"$CG/t: KILL sent to 2 processes by method signal" ;;
	esac
done

# The count has to come before the write, which nothing else may hold up.
point "without --verbose no list is read before the kernel kills"
if ! has_tool strace; then
	skip "strace is not installed"
elif kernel_has cgroup.kill; then
	run_traced -P cgroup.procs -P cgroup.kill -e trace=openat,openat2 "$CGKILL" "$CG/t"
	status_is 0
	head -n 1 "$TRACE" | grep -q cgroup.kill || fail "a list is read before the kill"
fi

point "with it, that is given up when it takes long"
if ! has_tool strace; then
	skip "strace is not installed"
elif kernel_has cgroup.kill; then
	pids=$(spawn -c "$CG/t/b" sleeper 2)
	run_traced -P cgroup.procs -e trace=openat,openat2 \
		-e inject=openat,openat2:delay_exit=50000:when=1 "$CGKILL" --verbose "$CG/t"
	killed "$CG/t" "$pids"
	ends_with "$CG/t: KILL sent to all processes by method kernel"
fi
finish
