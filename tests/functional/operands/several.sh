#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Several operands: each is tried, and the status says how many failed.
. "${0%/*}/../lib.sh"
need_cgroup
cgroup a b c

start() {
	a=$(spawn -c "$CG/a" sleeper)
	b=$(spawn -c "$CG/b" sleeper)
	c=$(spawn -c "$CG/c" sleeper)
}

for method in $METHODS; do
	point "all succeed ($method)"
	start
	run "$CGKILL" --method "$method" "$CG/a" "$CG/b"
	status_is 0
	dead "$a" "$b"
	alive "$c"

	point "one of three fails: 64, the others are done ($method)"
	start
	for bad in "$CG/none" "$TMP" "$0"; do
		run "$CGKILL" --method "$method" "$CG/a" "$bad" "$CG/b"
		status_is 64
		err_lines 1
		dead "$a" "$b"
		alive "$c"
	done

	point "the first one fails ($method)"
	start
	run "$KILL" --cgroup "$CG/none" "$CG/a" --method "$method"
	status_is 64
	dead "$a"

	point "the last one fails ($method)"
	start
	run "$KILL" --cgroup "$CG/a" "$CG/none" --method "$method"
	status_is 64
	dead "$a"

	point "all fail ($method)"
	run "$CGKILL" --method "$method" "$CG/none" "$CG/none2"
	status_is 1
	err_lines 2
done

point "the same cgroup twice"
start
run "$CGKILL" "$CG/a" "$CG/a"
status_is 0
dead "$a"

point "a cgroup and one below it, in either order"
cgroup a/x
x=$(spawn -c "$CG/a/x" sleeper)
run "$CGKILL" "$CG/a/x" "$CG/a"
status_is 0
dead "$x"
x=$(spawn -c "$CG/a/x" sleeper)
run "$CGKILL" "$CG/a" "$CG/a/x"
status_is 0
dead "$x"

point "several operands with signal 0: one is empty"
start
run "$CGKILL" -0 "$CG/b" "$CG/a/x"
status_is 64
alive "$b"

# limited OPTION N: 24 operands, each of which needs descriptors.
cd "$CG" || exit
limited() {
	start
	# shellcheck disable=SC2016
	run sh -c 'ulimit "$0" "$1" && shift && exec "$@"' "$1" "$2" "$CGKILL" a none b \
		a/x a/x a/x a/x a/x a/x a/x a/x a/x a/x a/x a/x a/x a/x a/x a/x a/x a/x a/x a/x c
}
point "more operands than descriptors, whose number may grow"
limited -Sn 20
status_is 64
err_lines 1
dead "$a" "$b" "$c"
# See also together/descriptors.sh.
point "more operands than descriptors, whose number may not grow: an error, and nobody is killed"
limited -n 24
status_is 1
still_alive "$a" "$b" "$c"
run "$CGKILL" a b c
cd /

point "a process that refuses the signal in one operand has not got it in the enclosing one, either"
if has_tool setpriv; then
	start
	public_programs
	run setpriv --reuid "$(private_uid)" --regid "$(private_uid)" --clear-groups \
		"$CGKILL" -s TERM "$CG/b" "$CG/b" "$CG"
	status_is 1
	err_has "not permitted"
	still_alive "$a" "$b" "$c"
	run "$CGKILL" "$CG/a" "$CG/b" "$CG/c"
else
	skip "setpriv is not installed"
fi

point "several operands by different methods of naming"
if "$KILL" --version | grep -q libmount; then
	start
	run "$CGKILL" "pid:$a" "$NAME/b" "$CG/c"
	status_is 0
	dead "$a" "$b" "$c"
else
	skip "built without libmount"
fi
finish
