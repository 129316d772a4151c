#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# More operands than descriptors, whose number may not grow: all is as with enough of them, or an
# error before the first signal.  Never is a cgroup dealt with twice since it is an operand and in
# one.
. "${0%/*}/../lib.sh"
need_cgroup
need_tool prlimit
cgroup T T/a T/a/b
[ -x "$HELPERS/witness" ] || skip_all "no $HELPERS/witness"
inherited=$(find "/proc/$$/fd" -mindepth 1 | wc -l)

# with_files NUMBER COMMAND...: that many, besides those that are inherited.
with_files() {
	_files=$(($1 + inherited))
	shift
	run prlimit --nofile="$_files:$_files" "$@"
}

# refuses: it has ended so before it did anything.
refuses() {
	[ "$status" = 1 ] || return 1
	err_lines 1
}

witnesses=$(witness_in "$CG/T/a/b" plain 2)
set -- "$CG/T" "$CG/T/a" "$CG/T/a/b"

# each_gets "SIGNALS" OPTIONS...
each_gets() {
	_signals=$1 files=2
	shift
	while [ $files -lt 60 ]; do
		with_files $files "$CGKILL" "$@" "$CG/T" "$CG/T/a" "$CG/T/a/b"
		_wanted=$_signals
		if refuses; then
			_wanted=''
		else
			status_is 0
		fi
		for _pid in $witnesses; do
			got "$_pid" "$_wanted"
		done
		files=$((files + 4))
	done
	[ "$status" = 0 ] || fail "60 are not enough"
}

point "a signal arrives once, with 2 to 58 descriptors"
each_gets 10 -s USR1
point "a signal with a value, too"
each_gets 12:5 -s USR2 -q 5
point "each signal of --timeout, too"
each_gets '10 12' -s USR1 --timeout 20 USR2

cgroup one one/a one/a/b one/a/b/c one/d
for method in freeze signal; do
	point "one operand, too: all of it get it, or nobody ($method)"
	pids="$(witness_in "$CG/one/a/b/c" plain 2) $(witness_in "$CG/one/d" plain 2)"
	pids="$pids $(witness_in "$CG/one" plain)"
	for files in 2 3 4 5 6 7 8 9 10 12 14 16 18 20 22 24 26 60; do
		with_files $files "$CGKILL" -s USR1 --method "$method" "$CG/one"
		wanted=10
		if refuses; then
			wanted=''
		else
			status_is 0
		fi
		for pid in $pids; do
			got "$pid" "$wanted"
		done
	done
	[ "$status" = 0 ] || fail "60 are not enough"
	run "$CGKILL" --wait "$CG/one"
done

point "one operand that the kernel kills needs no more than it"
pids=$(spawn -c "$CG/one" sleeper 3)
if kernel_has cgroup.kill; then
	with_files 6 "$CGKILL" "$CG/one"
	status_is 0
	dead "$pids"
fi

point "a soft limit is no reason"
pids=$(spawn -c "$CG/one/a" sleeper 3)
run prlimit --nofile=$((6 + inherited)): "$CGKILL" -s TERM --wait "$CG/one"
status_is 0
err_empty
dead "$pids"

point "--dry-run --json writes one document, the same"
run "$CGKILL" --dry-run --json "$@"
cp "$OUT" "$TMP/enough"
for files in 2 10 20 30 40 50 60; do
	with_files $files "$CGKILL" --dry-run --json "$@"
	refuses || cmp -s "$OUT" "$TMP/enough" || fail "not the same with $files"
done

point "-p prints the same"
run "$CGKILL" -p "$@"
cp "$OUT" "$TMP/enough"
for files in 2 10 20 30 40 50 60; do
	with_files $files "$CGKILL" -p "$@"
	refuses || cmp -s "$OUT" "$TMP/enough" || fail "not the same with $files"
done

point "--remove of one and one within, in either order"
run "$CGKILL" --wait "$CG/T"
for files in 2 10 20 30 40 50 60; do
	for order in "T T/a" "T/a T"; do
		mkdir -p "$CG/T/a/b"
		pids=$(spawn -e -c "$CG/T" sleeper)
		with_files $files "$CGKILL" --remove "$CG/${order% *}" "$CG/${order#* }"
		if refuses; then
			alive "$pids"
			[ -d "$CG/T/a/b" ] || fail "removed with $files"
			run "$CGKILL" --wait "$CG/T"
		else
			status_is 0
			dead "$pids"
			[ ! -d "$CG/T" ] || fail "not removed with $files"
		fi
	done
done

point "600 operands and a limit that many machines have"
if "$HELPERS/nest" wide "$CG" 600; then
	pids=$(witness_in "$CG/0000" plain)
	# The last one is the first one again.
	run prlimit --nofile=1024:1024 "$CGKILL" -s USR1 "$CG"/[0-9]*/ "$CG/0000"
	if refuses; then
		got "$pids" ''
	else
		status_is 0
		got "$pids" 10
	fi
else
	skip "cannot make 600 cgroups"
fi
finish
