#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Options and operands in any order, both names of the program, and what is refused.
. "${0%/*}/../lib.sh"
need_cgroup

for name in "$KILL" "$CGKILL"; do
	point "${name##*/} --help"
	run "$name" --help
	status_is 0
	out_has "Usage:" "${name##*/} [options]" "--signal" "--method" "--verbose"
	err_empty

	point "${name##*/} --version"
	run "$name" --version
	status_is 0
	out_has "cgkill" "0."
	err_empty
done

cgroup a

# kills "DESCRIPTION" COMMAND...: the command kills everything in $CG/a, and nothing else.
outside=$(spawn -t 300 -c "$CG" sleeper)
kills() {
	point "$1"
	shift
	pids=$(spawn -c "$CG/a" sleeper 2)
	run "$@"
	status_is 0
	err_empty
	dead "$pids"
	alive "$outside"
}

kills "kill --cgroup DIR" "$KILL" --cgroup "$CG/a"
kills "kill --cgroup=DIR" "$KILL" --cgroup="$CG/a"
kills "cgkill DIR" "$CGKILL" "$CG/a"
kills "cgkill --cgroup DIR" "$CGKILL" --cgroup "$CG/a"
# shellcheck disable=SC2016
kills "the program is told by the last component of argv[0]" \
	sh -c 'ln -s "$1" "$0/cgkill" && exec "$0/cgkill" "$2"' "$TMP" "$CGKILL" "$CG/a"
kills "operand first, options after it" "$KILL" --cgroup "$CG/a" -s KILL --method signal
kills "cgkill, operand first" "$CGKILL" "$CG/a" -s KILL
kills "-SIGNAL before --cgroup" "$KILL" -KILL --cgroup "$CG/a"
kills "-SIGNAL after the operand" "$CGKILL" "$CG/a" -9
kills "an option between --cgroup and the operand" "$KILL" --cgroup --method freeze "$CG/a"
kills "--signal=SIGNAL" "$CGKILL" --signal=KILL "$CG/a"
kills "-- before the operand" "$KILL" --cgroup -- "$CG/a"
kills "--cgroup=DIR, further operands after --" "$KILL" --cgroup="$CG/a" -- "$CG/a"

point "several operands"
cgroup b c
pids="$(spawn -c "$CG/a" sleeper) $(spawn -c "$CG/b" sleeper) $(spawn -c "$CG/c" sleeper)"
run "$KILL" --cgroup="$CG/a" "$CG/b" -s KILL "$CG/c"
status_is 0
dead "$pids"

point "after --, an operand may look like an option"
mkdir -- "$CG/-9"
pids=$(spawn -c "$CG/-9" sleeper)
run sh -c 'cd "$0" && exec "$@"' "$CG" "$CGKILL" -- -9
status_is 0
dead "$pids"

pids=$(spawn -t 300 -c "$CG/a" sleeper 2)
# refuses "DESCRIPTION" COMMAND...: fails, says something, signals nothing.
refuses() {
	point "refused: $1"
	shift
	run "$@"
	status_is 1
	[ -s "$ERR" ] || fail "stderr is empty"
	still_alive "$pids"
}

refuses "an unknown option" "$KILL" --no-such-option --cgroup "$CG/a"
refuses "an unknown option after the operand" "$KILL" --cgroup "$CG/a" --no-such-option
refuses "no operand" "$KILL" --cgroup
refuses "no operand for cgkill" "$CGKILL"
refuses "an unknown method" "$KILL" --method no-such-method --cgroup "$CG/a"
refuses "an empty method" "$KILL" --method= --cgroup "$CG/a"
refuses "an unknown signal" "$KILL" -s NOSUCHSIGNAL --cgroup "$CG/a"
refuses "a signal out of range" "$KILL" -s 4711 --cgroup "$CG/a"
refuses "an empty signal" "$KILL" -s "" --cgroup "$CG/a"
refuses "no signal" "$KILL" --cgroup "$CG/a" -s
refuses "--method kernel with a signal other than KILL" "$KILL" --method kernel -s TERM --cgroup "$CG/a"
for option in -a -r -l -L; do
	refuses "--cgroup with $option" "$KILL" "$option" --cgroup "$CG/a"
done

# says "WORDS" COMMAND...: the same, and says this.
says() {
	words=$1
	shift
	refuses "$* ($words)" "$@"
	err_has "$words"
}

says "unknown option: --waitt" "$CGKILL" --waitt "$CG/a"
says "ambiguous option: --ver" "$KILL" --ver 1
says "option takes no argument: --remove=5s" "$CGKILL" --remove=5s "$CG/a"
says "option requires an argument: --method" "$CGKILL" "$CG/a" --method
says "a signal nor an option: -wait" "$CGKILL" -wait "$CG/a"
says "invalid time (such as 500, 500ms, 5s, 2min, 1h): --wait=5x" "$CGKILL" --wait=5x "$CG/a"
says "1h): --wait=" "$CGKILL" "$CG/a" --wait=
says "time out of range (at most 596h): --wait=597h" "$CGKILL" --wait=597h "$CG/a"
says "1h): --timeout 5x" "$CGKILL" --timeout 5x KILL "$CG/a"
says "1h): --timeout=5x" "$CGKILL" --timeout=5x KILL "$CG/a"
says "a signal must follow --timeout 5000, which this is not: $CG/a" "$CGKILL" --timeout 5000 "$CG/a"
says "a signal must follow --timeout 5s, which this is not: TREM" \
	"$CGKILL" --timeout 5s TREM "$CG/a"
says "a signal must follow --timeout 5s" "$CGKILL" "$CG/a" --timeout 5s
says "unknown method (auto, kernel, freeze, signal): --method kern" "$CGKILL" --method kern "$CG/a"
says "out of range: -q 5x" "$CGKILL" -TERM -q 5x "$CG/a"
says "invalid signal name or number: -s TREM" "$CGKILL" -s TREM "$CG/a"
says "no cgroup specified" "$CGKILL" --wait=5s

# Without the equals sign it is an operand, and nobody would wait.
for time in 500 5s 0.5s 2min infinity 597h; do
	says "$time: no such cgroup; did you mean --wait=$time?" "$CGKILL" --wait "$time" "$CG/a"
	err_lines 1
done
says "did you mean --wait=5s?" "$CGKILL" "$CG/a" --wait 5s
says "did you mean --wait=5s?" "$CGKILL" --dry-run "$CG/a" --wait 5s
out_is ''

point "a cgroup that is called like a time"
cgroup 5s
odd=$(spawn -c "$CG/5s" sleeper)
run sh -c 'cd "$0" && exec "$@"' "$CG" "$CGKILL" --wait 5s
status_is 0
dead "$odd"

point "a time with a unit, in both modes"
odd=$(spawn -c "$CG/5s" immune)
run "$CGKILL" -s HUP --wait=0.01s "$CG/5s"
status_is 124
run "$KILL" -s HUP --timeout 0.01s KILL "$odd"
status_is 0
dead "$odd"

point "output that cannot be written is an error"
if [ -w /dev/full ]; then
	# shellcheck disable=SC2016
	run sh -c '"$0" --cgroup -p "$1" >/dev/full' "$KILL" "$CG/a"
	status_is 1
	[ -s "$ERR" ] || fail "stderr is empty"
else
	skip "no /dev/full"
fi
finish
