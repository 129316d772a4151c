#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The reader of the output is a victim and reads nothing: what is said of one operand, more than a
# pipe holds, does not keep the next one from being killed.
. "${0%/*}/../lib.sh"
need_cgroup
need_tool mkfifo
cgroup t t/a t/b
mkfifo "$TMP/fifo"
LIMIT=8

# fills_a_pipe OPTIONS...: of the operands t/a and t/b.
fills_a_pipe() {
	spawn -c "$CG/t/a" crowd 4000 >/dev/null
	# The program cannot begin to write before the reader is where it is to be.
	# shellcheck disable=SC2016
	sh -c "$ENTER" "$CG/t/b" sh -c 'exec sleep 100 <"$0"' "$TMP/fifo" &
	reader=$!
	# shellcheck disable=SC2016
	run sh -c 'exec "$@" >"$0"' "$TMP/fifo" "$CGKILL" "$@" "$CG/t/a" "$CG/t/b"
	[ "$status" != timeout ] || fail "hangs"
	dead "$reader"
	empty "$CG/t"
	thawed "$CG/t"
	run "$CGKILL" "$CG/t"
	wait "$reader" 2>/dev/null
}

for method in freeze signal; do
	point "--verbose ($method)"
	fills_a_pipe --verbose --method $method
done

point "--verbose and another signal, then KILL"
fills_a_pipe --verbose -s URG --timeout 100 KILL

point "a reader who is no victim, and takes his time, gets all of it"
spawn -c "$CG/t/a" crowd 4000 >/dev/null
last=$(spawn -c "$CG/t/b" sleeper)
# The reader begins when everybody is dead.
# shellcheck disable=SC2016
run sh -c '"$CGKILL" --verbose --method signal "$0/t/a" "$0/t/b" | {
		until grep -qx "populated 0" "$0/t/cgroup.events"; do sleep 0.02; done
		cat
	}' "$CG"
[ "$(grep -c 'sending signal 9 to pid' "$OUT")" = 4001 ] || fail "lines are missing"
out_has "to pid $last"
finish
