#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# -l, -L and -t: what they print, in a pipe and on a terminal, and that -s takes all of it.
. "${0%/*}/../lib.sh"
. "${0%/*}/lib.sh"
need_witness
T=$(witness plain)
RTMIN=$("$HELPERS/witness" rtmin)

# list 'ARGUMENTS' 'LINES' [STATUS]: words are lines.
list() {
	point "kill $1"
	eval "run \"\$KILL\" $1"
	status_is "${3:-0}"
	# shellcheck disable=SC2086
	out_is "$(for _word in $2; do echo "$_word"; done)"
	if [ "${3:-0}" = 0 ]; then
		err_empty
	else
		[ -s "$ERR" ] || fail "nothing is said"
	fi
}

list '-l 9' KILL
list '-l 0' EXIT
list '-l 32' 32
list "-l $RTMIN" RTMIN
list "-l $((RTMIN + 3))" RTMIN+3
list '-l 63' RTMAX-1
list '-l 64' RTMAX
list '-l 65' '' 1
list '-l 127' '' 1
list '-l 128' EXIT
list '-l 137' KILL
list "-l $((128 + RTMIN + 3))" RTMIN+3
list '-l 255' '' 1
list '-l 256' EXIT
list '-l 265' KILL
list '-l 2313' KILL
list '-l 99999999999' '' 1
list '-l HUP' 1
list '-l SIGHUP' 1
list '-l hup' 1
list '-l sighup' 1
list '-l RTMIN' "$RTMIN"
list '-l RTMIN+3' $((RTMIN + 3))
list '-l RTMAX-3' 61
list '-l RTMAX' 64
list '-l RT3' $((RTMIN + 3))
list '-l IOT' 6
list '-l CLD' 17
list '-l POLL' 29
list '-l IO' 29
list '-l EXIT' 0
list '-l NOSUCH' '' 1
list '-l 9 15' 'KILL TERM'
list '-l HUP 9' '1 KILL'
list '-l 9 NOSUCH 15' 'KILL TERM' 1
list '-l 9 65 HUP ""' 'KILL 1' 1
list '-l9' KILL
list '-lHUP' 1
list '-l9 HUP' 'KILL 1'
list '-l=9' KILL
list '--list 9' KILL
list '--list=9' KILL
list '--li=HUP' 1
list '-l 0x4001' 'HUP TERM'
list '-l 0X4001' '' 1
list '--list=0x4001' 'HUP TERM'
list '-l=0x100' KILL
list '-l 0x0' ''
list '-l 0xffffffffffffffff0' '' 1
list '-l 0x' '' 1
list '-l -- 9' KILL
list '-l -- -1' '' 1
list '-l -1' '' 1
list '-l ""' '' 1
list '-l 6' ABRT
list '-l 17' CHLD
list '-l 29' POLL
list '-l 1.5' '' 1
list '-l 9x' '' 1
list '-l +9' '' 1
list '-l " 9"' '' 1
list '-l 10 -USR1' USR1 1

point "-l: unknown ones are reported, one a line"
run "$KILL" -l NOSUCH 9 65
status_is 1
err_lines 2
err_has NOSUCH 65

for all in -l --list; do
	point "$all in a pipe: every name, EXIT first, one a line"
	run "$KILL" "$all"
	status_is 0
	err_empty
	# shellcheck disable=SC2046
	"$KILL" -l $(seq 0 31) $(seq "$RTMIN" 64) >"$TMP/names"
	cmp -s "$TMP/names" "$OUT" || fail "$(diff "$TMP/names" "$OUT")"
	[ "$(head -n 3 "$OUT" | tr '\n' ' ')" = "EXIT HUP INT " ] || fail "$(head -n 3 "$OUT")"
	[ "$(tail -n 1 "$OUT")" = RTMAX ] || fail "$(tail -n 1 "$OUT")"
	! grep -qvx '[A-Z0-9]*[-+0-9]*' "$OUT" || fail "not all are names"
done

for all in -L --table; do
	point "$all in a pipe: number and name, one a line"
	run "$KILL" "$all"
	status_is 0
	err_empty
	for number in $(seq 1 31); do
		printf '%2d %-8s\n' "$number" "$("$KILL" -l "$number")"
	done >"$TMP/table"
	printf '%2d %-8s\n' "$RTMIN" RTMIN 64 RTMAX >>"$TMP/table"
	cmp -s "$TMP/table" "$OUT" || fail "$(diff "$TMP/table" "$OUT")"
done

point "-t: number, name and description, EXIT and real-time signals too"
run "$KILL" -t
status_is 0
err_empty
[ "$(wc -l <"$OUT")" = $((32 + 65 - RTMIN)) ] || fail "$(wc -l <"$OUT") lines"
out_has ' 1 HUP      Hangup' ' 9 KILL     Killed' '15 TERM     Terminated' "$RTMIN RTMIN    Real"
grep -q '^ 0 EXIT     .' "$OUT" || fail "no EXIT"
grep -q '^64 RTMAX    .' "$OUT" || fail "no RTMAX"
! grep -qvx '[ 0-9][0-9] [A-Z][-+A-Z0-9 ]* .*' "$OUT" || fail "not all are lines of a table"
point "-t 9"
run "$KILL" -t 9
status_is 0
out_is ' 9 KILL     Killed'
point "-t HUP term 9 137"
run "$KILL" -t HUP term 9 137
status_is 0
out_is ' 1 HUP      Hangup
15 TERM     Terminated
 9 KILL     Killed
 9 KILL     Killed'
point "-t HUP NOSUCH 9"
run "$KILL" -t HUP NOSUCH 9
status_is 1
out_is ' 1 HUP      Hangup
 9 KILL     Killed'
err_lines 1
err_has NOSUCH

# On a terminal of some width the same words are there, and lines are filled.
on_terminal() {
	script -qec "stty cols $1 && '$KILL' $2" /dev/null </dev/null 2>/dev/null | tr -d '\r' >"$OUT"
}
words() {
	tr -s ' \n' '\n' | sed '/^$/d'
}
for option in -l -L; do
	for width in 80 40 132 5; do
		point "$option on a terminal of $width columns"
		if ! has_tool script; then
			skip "script is not installed"
			continue
		fi
		on_terminal "$width" "$option"
		"$KILL" "$option" >"$TMP/pipe"
		[ -s "$OUT" ] || fail "stdout is empty"
		[ "$(words <"$OUT")" = "$(words <"$TMP/pipe")" ] || fail "not the words as in a pipe"
		longest=$(awk 'length > n { n = length } END { print n + 0 }' "$OUT")
		entry=$(awk 'length > n { n = length } END { print n + 0 }' "$TMP/pipe")
		[ "$longest" -le "$width" ] || [ "$longest" -le "$entry" ] || fail "$longest columns"
		# No line could have held the next line's first entry, too.
		if [ "$option" = -l ]; then
			awk -v width="$width" 'last && length(last) + 1 + length($1) <= width { print last }
				{ last = $0 }' "$OUT" >"$TMP/short"
			[ ! -s "$TMP/short" ] || fail "lines that are not filled: $(cat "$TMP/short")"
		else
			[ "$(wc -l <"$OUT")" -lt 31 ] || [ "$width" -lt 24 ] || fail "no columns"
		fi
	done
done

point "a terminal that does not tell its width has 80 columns"
if has_tool script; then
	on_terminal 80 -l
	cp "$OUT" "$TMP/80"
	on_terminal 0 -l
	cmp -s "$TMP/80" "$OUT" || fail "$(cat "$OUT")"
else
	skip "script is not installed"
fi

point "-t on a terminal is the same as in a pipe"
if has_tool script; then
	on_terminal 80 -t
	"$KILL" -t >"$TMP/pipe"
	out_has KILL
	cmp -s "$TMP/pipe" "$OUT" || fail "$(diff "$TMP/pipe" "$OUT")"
	point "-l 9 HUP on a terminal is the same as in a pipe"
	on_terminal 80 '-l 9 HUP'
	out_is 'KILL
1'
else
	skip "script is not installed"
fi

# taken NAME NUMBER: by -s, by -NAME, and in the way back.
taken() {
	run "$KILL" -l "$1"
	status_is 0
	out_is "$2"
	case $1 in
	KILL | STOP)
		_pid=$(spawn -w "$TMP/ends" sleeper)
		run "$KILL" -s "$1" "$_pid"
		status_is 0
		if [ "$1" = KILL ]; then
			dead "$_pid"
		else
			wait_until grep -q '^State:.T' "/proc/$_pid/status" || fail "not stopped"
		fi
		;;
	*)
		run "$KILL" -s "$1" "$T"
		status_is 0
		run "$KILL" "-$1" "$T"
		status_is 0
		;;
	esac
}

point "-s and -<signal> take every name that -l prints"
number=0
for name in $("$KILL" -l); do
	taken "$name" "$number"
	case $number in
	0 | 9 | 19) got "$T" '' ;;
	*)
		# Two of a kind may be merged.
		_got=$("$HELPERS/witness" read "$TMP/log" "$T")
		[ "$_got" = "$number" ] || [ "$_got" = "$number $number" ] || fail "$name: got $_got"
		;;
	esac
	number=$((number + 1))
	[ $number != 32 ] || number=$RTMIN
done
[ "$number" = 65 ] || fail "the last one is $((number - 1))"

point "-s takes every name and every number that -L prints"
"$KILL" -L >"$TMP/table"
while read -r number name; do
	taken "$name" "$number"
	[ "$number" = 9 ] || [ "$number" = 19 ] || run "$KILL" -s "$number" "$T"
	status_is 0
	_got=$("$HELPERS/witness" read "$TMP/log" "$T" | tr ' ' '\n' | sort -u)
	[ "$number" = 9 ] || [ "$number" = 19 ] || [ "$_got" = "$number" ] || fail "$name: got $_got"
done <"$TMP/table"
[ "$(grep -c . "$TMP/table")" = 33 ] || fail "not 33 lines"
finish
