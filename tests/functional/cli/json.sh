#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# --json: what was done and what failed, as one object at the end; the messages are the same.
. "${0%/*}/../lib.sh"
. "${0%/*}/../container/lib.sh"
need_cgroup
need_tool jq
cgroup t t/a u

# json FILTER VALUE: what jq -c prints.
json() {
	_value=$(jq -c "$1" "$OUT" 2>&1)
	[ "$_value" = "$2" ] || fail "$1 is $_value, not $2"
}

# result PLACE OUTCOME: of an operand.
result() {
	json ".cgroups[$1].outcome" "\"$2\""
}

ends_with() {
	status_is "$1"
	json .status "$1"
}

for method in $METHODS; do
	point "all are killed: how many, and by which method ($method)"
	pids=$(spawn -e -c "$CG/t" sleeper 2)
	run "$CGKILL" --json --method "$method" --wait "$CG/t"
	killed "$CG/t" "$pids"
	ends_with 0
	json '.cgroups | length' 1
	json '.cgroups[0] | del(.operand, .path)' "{\"signals\":[{\"signal\":\"KILL\",\"method\":\
\"$method\",\"processes\":2}],\"outcome\":\"done\",\"empty\":true,\"removed\":false,\
\"survivors\":[],\"errors\":[]}"
done

point "the path that a name stands for"
run "$CGKILL" --json "$NAME/t"
ends_with 0
json '.cgroups[0] | [.operand, .path]' "[\"$NAME/t\",\"$CG/t\"]"

point "each signal of --timeout, and that it is removed; its path is where it was"
cgroup gone
pids="$(spawn -c "$CG/gone" sleeper 2) $(spawn -c "$CG/gone" immune)"
run "$CGKILL" --json -s TERM --timeout 100 KILL --remove "$CG/gone"
ends_with 0
dead "$pids"
json '.cgroups[0].signals | map([.signal, .processes])' '[["TERM",3],["KILL",1]]'
json '.cgroups[0] | [.path, .removed]' "[\"$CG/gone\",true]"

point "out of time: who is left, and what holds them"
pid=$(spawn -c "$CG/t/a" immune)
run "$CGKILL" --json -s TERM --wait=100 "$CG/t"
ends_with 124
result 0 late
json '.cgroups[0] | [.empty, .left]' '[false,1]'
json '.cgroups[0].survivors | map([.pid, .name, .state, .why, .cgroup])' \
	"[[$pid,\"spawn\",\"sleeping\",\"ignores-signal\",\"$NAME/t/a\"]]"
json '.cgroups[0].errors' '[{"kind":"late","message":"not empty in time; 1 process left"}]'
err_lines 2
err_has "not empty in time; 1 process left" "$pid spawn: sleeping, ignores TERM"

point "frozen, and by which cgroup"
if kernel_has cgroup.freeze; then
	freeze "$CG/t"
	run "$CGKILL" --json -s TERM --wait=100 "$CG/t/a"
	ends_with 124
	json '.cgroups[0].survivors | map([.pid, .why, .by.cgroup])' "[[$pid,\"frozen\",\"$CG/t\"]]"
	echo 0 >"$CG/t/cgroup.freeze"
fi
"$CGKILL" --wait "$CG/t"

point "traced, and by whom"
reports=$(spawn -c "$CG/t" traceexit)
tracer=$(echo "$reports" | sed -n 's/^helper //p')
at_exit "kill -9 $tracer"
run "$CGKILL" --json --wait=100 "$CG/t"
ends_with 124
json '.cgroups[0].survivors | map([.why, .by.pid, .by.name])' "[[\"traced\",$tracer,\"spawn\"]]"
kill -9 "$tracer"
empty "$CG/t"

point "the first 20 of those left, and how many there are"
spawn -c "$CG/t" immune 25 >"$TMP/pids"
run "$CGKILL" --json -s TERM --wait=100 "$CG/t"
ends_with 124
json '.cgroups[0] | [.left, (.survivors | length), (.errors | length)]' '[25,20,1]'
"$CGKILL" --wait "$CG/t"

# --- what fails --------------------------------------------------------------------------------

point "operands that are refused, among others"
pids=$(spawn -c "$CG/t" sleeper)
run "$CGKILL" --json "$CG/none" "$CG/t" "$TMP" "$CG/t/cgroup.procs"
ends_with 64
dead "$pids"
err_lines 3
json '.cgroups | map(.operand)' "[\"$CG/none\",\"$CG/t\",\"$TMP\",\"$CG/t/cgroup.procs\"]"
json '.cgroups | map(.outcome)' '["refused","done","refused","refused"]'
json '.cgroups | map(.errors[0].kind)' '["missing",null,"not-a-cgroup","not-a-cgroup"]'
json '.cgroups[0] | del(.operand)' \
	'{"signals":[],"outcome":"refused","survivors":[],"errors":[{"kind":"missing","message":"no such cgroup"}]}'

point "patterns that do not name one cgroup"
if "$KILL" --version | grep -q libmount; then
	cgroup one-of-two two-of-two
	run "$CGKILL" --json "name:${CG##*/}-no" 'name:*-of-two'
	ends_with 1
	json '.cgroups | map([.outcome, .errors[0].kind])' \
		'[["refused","missing"],["refused","ambiguous"]]'
	rmdir "$CG/one-of-two" "$CG/two-of-two"
else
	skip "built without libmount"
fi

point "one that is malformed: nothing is done"
pids=$(spawn -c "$CG/t" sleeper)
run "$CGKILL" --json "$CG/t" pid:x
ends_with 1
alive "$pids"
json '.cgroups | map([.outcome, .errors[0].kind])' '[["refused",null],["refused","malformed"]]'

point "a method that cannot be used"
if has_tool strace; then
	run_failing EACCES cgroup.freeze -- "$CGKILL" --json --method freeze "$CG/t"
	ends_with 1
	json '.cgroups[0] | [.path, .outcome, .errors]' "[\"$CG/t\",\"refused\",[{\"kind\":\"method\",\
\"message\":\"cannot use method freeze (cgroup.freeze): Permission denied\"}]]"
	alive "$pids"
else
	skip "strace is not installed"
fi

point "a method that fails when some have been killed"
if has_tool strace; then
	victim=$(spawn -c "$CG/u" sleeper)
	# It is asked for, opened, and read again when the first walk is over.
	run_traced -P cgroup.freeze -e trace=openat,openat2 \
		-e inject=openat,openat2:error=EIO:when=3 "$CGKILL" --json --method freeze "$CG/u"
	ends_with 1
	dead "$victim"
	json '.cgroups[0] | [.outcome, .signals, .errors[0].kind]' \
		'["failed",[{"signal":"KILL","method":"freeze","processes":1}],"method"]'
else
	skip "strace is not installed"
fi

point "too few open files: an error that is about none of the operands"
run sh -c 'ulimit -n 24 && exec "$@"' sh "$CGKILL" --json "$CG/t" "$CG/u" "$CG/t/a"
ends_with 1
json '.errors | length' 1
json '.cgroups | map([.operand, .outcome])' \
	"[[\"$CG/t\",\"refused\"],[\"$CG/u\",\"refused\"],[\"$CG/t/a\",\"refused\"]]"
alive "$pids"
"$CGKILL" --wait "$CG/t"

point "processes that may not be signalled"
if has_tool setpriv; then
	need_user
	own=$(spawn -u "$uid" -c "$CG/t" sleeper)
	foreign=$(spawn -c "$CG/t" sleeper)
	as_user "$CGKILL" --json --method signal "$CG/t"
	ends_with 64
	result 0 some
	json '.cgroups[0] | [.signals[0].processes, .empty, .errors[0].kind]' '[1,false,"not-signalled"]'
	dead "$own"
	alive "$foreign"
	"$CGKILL" --wait "$CG/t"
else
	skip "setpriv is not installed"
fi

point "signal 0"
pids=$(spawn -c "$CG/t" sleeper)
run "$CGKILL" --json -0 "$CG/t" "$CG/u"
ends_with 64
json '.cgroups | map([.outcome, .signals, .empty, .errors[0].kind])' \
	'[["done",[],false,null],["failed",[],true,"nobody"]]'
alive "$pids"
"$CGKILL" --wait "$CG/t"

# --- the caller --------------------------------------------------------------------------------

point "--exclude-self: empty but for the caller, so not removed"
pids="$(spawn -c "$CG/t" sleeper) $(spawn -c "$CG/t/a" sleeper 2)"
run_in "$CG/t" "$CGKILL" --json --exclude-self --method signal --remove "$CG/t"
ends_with 1
dead "$pids"
json '.cgroups[0] | [.outcome, .empty, .removed, .signals[0].processes, .errors[0].kind]' \
	'["failed",true,false,3,"not-removed"]'

for method in $METHODS; do
	point "it is written before the caller kills itself ($method)"
	pids=$(spawn -c "$CG/t/a" sleeper 2)
	run_in "$CG/t" "$CGKILL" --json --method "$method" "$CG/t"
	[ "$status" = 137 ] || fail "status $status"
	dead "$pids"
	json .status 0
	result 0 "done"
	json '.cgroups[0].signals | map(.processes) | add' 2
done

# --- how it is written -------------------------------------------------------------------------

point "any name"
name=$(printf 'a"b\\c\t\033[2Jd\351')
mkdir "$CG/$name"
run "$CGKILL" --json "$CG/$name"
ends_with 0
grep -q '"operand": ".*a\\"b\\\\c\\u0009\\u001b\[2Jd' "$OUT" || fail "not escaped"
run "$CGKILL" --remove "$CG/$name"

point "whoever reads it may be a victim"
mkfifo "$TMP/fifo"
reader=$(spawn -c "$CG/u" sleeper 3<>"$TMP/fifo")
dd if=/dev/zero of="$TMP/fifo" bs=4096 oflag=nonblock 2>/dev/null
pids=$(spawn -c "$CG/t" sleeper)
# shellcheck disable=SC2016
run sh -c 'exec "$@" >"$0"' "$TMP/fifo" "$CGKILL" --json --method signal "$CG/none" "$CG/t" "$CG/u"
[ "$status" != timeout ] || fail "it does not end"
dead "$pids" "$reader"

point "output that cannot be written is an error"
if [ -w /dev/full ]; then
	# shellcheck disable=SC2016
	run sh -c '"$0" --json "$1" >/dev/full' "$CGKILL" "$CG/t"
	status_is 1
	err_has "write error"
else
	skip "no /dev/full"
fi

point "nothing is allocated for it before the first signal"
if has_tool strace && [ -e "$CG/t/cgroup.kill" ]; then
	for option in "" --json; do
		# shellcheck disable=SC2086
		run_traced -e trace=brk,mmap,openat,openat2 "$CGKILL" $option "$CG/t"
		sed '/"cgroup.kill"/,$d' "$TRACE" | grep -c '^brk\|^mmap' >"$TMP/calls$option"
	done
	cmp -s "$TMP/calls" "$TMP/calls--json" || fail "$(cat "$TMP/calls--json") calls for memory"
else
	skip "no strace, or no cgroup.kill"
fi

point "the schema has each kind of error"
if [ -e "$top_srcdir/src/show/results.c" ]; then
	kinds=$(sed -n 's/^\t\[EVENT_.*"\(.*\)",$/\1/p' "$top_srcdir/src/show/results.c")
	[ -n "$kinds" ] || fail "no kinds in src/show/results.c"
	known=$(sed -n '/"ambiguous"/,/]/p' "$top_srcdir/doc/cgkill.schema.json")
	for kind in $kinds; do
		case $known in
		*"\"$kind\""*) ;;
		*) fail "not $kind" ;;
		esac
	done
else
	skip "the sources are not here"
fi

point "what it does not go with"
for options in "--json -p" "--json --verbose"; do
	# shellcheck disable=SC2086
	run "$CGKILL" $options "$CG/t"
	status_is 1
	[ ! -s "$OUT" ] || fail "something is printed with $options"
done
finish
