#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What a terminal shows of a long wait: a line that says what is waited for, and disappears.
. "${0%/*}/../lib.sh"
. "${0%/*}/../container/lib.sh"
need_cgroup
need_user
need_tool script stty
cgroup t u
ESC=$(printf '\033')
CR=$(printf '\r')

# on_terminal COLUMNS COMMAND...: what the terminal gets is in $OUT.
# shellcheck disable=SC2016
echo 'stty cols "$COLUMNS_" && exec "$@"' >"$TMP/start"
on_terminal() {
	columns=$1
	shift
	quoted=$(for word; do printf " '%s'" "$word"; done)
	run env COLUMNS_="$columns" script -qec "sh -c '. $TMP/start' sh $quoted" /dev/null </dev/null
}

# What is left on the lines of the terminal when all was written.
final_screen() {
	sed "s/.*$CR$ESC\\[K//; s/$CR\$//" "$OUT"
}

progress_lines() {
	tr '\r' '\n' <"$OUT" | grep -c 'left after'
}

# shown WORDS...: a progress line had them.
shown() {
	tr '\r' '\n' <"$OUT" | grep 'left after' >"$TMP/lines"
	for _words in "$@"; do
		grep -qF -e "$_words" "$TMP/lines" || fail "no progress line says: $_words"
	done
}

# begin NAME RUN...: run in the background; end NAME: look at it when it is over.
begin() {
	name=$1
	shift
	{
		OUT=$TMP/out-$name ERR=$TMP/err-$name
		"$@"
		echo "$status" >"$TMP/status-$name"
	} &
}
end() {
	OUT=$TMP/out-$1 ERR=$TMP/err-$1
	status=$(cat "$TMP/status-$1")
}

pids=$(spawn -c "$CG/t" immune)
spawn -c "$CG/u" immune 2 >/dev/null
cgroup early inside follow
bad="$CG/$(printf 'a\033[31mb')"
mkdir "$bad"
spawn -c "$CG/inside" immune >/dev/null
spawn -c "$CG/follow" immune >/dev/null
spawn -c "$bad" immune >/dev/null

spawn -t 5 -c "$CG/early" immune 3 >/dev/null
begin early on_terminal 200 "$CGKILL" -s TERM --wait=15000 "$CG/early"
begin late on_terminal 200 "$CGKILL" -s TERM --wait=3500 "$CG/t"
begin second on_terminal 200 "$CGKILL" -s TERM --wait=1700 "$CG/t"
begin several on_terminal 200 "$CGKILL" -s TERM --wait=3500 "$CG/t" "$CG/u"
begin narrow on_terminal 20 "$CGKILL" -s TERM --wait=3500 "$CG/t"
begin inside on_terminal 200 sh -c "$ENTER" "$CG/inside" \
	"$CGKILL" -s TERM --wait=3500 --exclude-self "$CG/inside"
begin follow on_terminal 200 "$CGKILL" -s TERM --timeout 3500 KILL --wait "$CG/follow"
begin name on_terminal 200 "$CGKILL" -s TERM --wait=3500 "$bad"
cgroup foreign
spawn -u "$uid" -c "$CG/foreign" immune >/dev/null
# shellcheck disable=SC2086 # words
begin foreign on_terminal 200 $AS_USER "$CGKILL" -s TERM --wait=3500 "$CG/foreign"
begin file run "$CGKILL" -s TERM --wait=3500 "$CG/u"
"$CGKILL" -s TERM --wait=3500 "$CG/u" 2>&1 | cat >"$TMP/out-pipe" &
# shellcheck disable=SC2016
begin stdout on_terminal 200 sh -c 'exec "$@" 2>"$0"' "$TMP/file" "$CGKILL" -s TERM --wait=3500 "$CG/u"
wait

point "a line after a second, renewed, and gone at the end"
end early
status_is 0
shown "3 processes left after" "$CG/early"
[ "$(progress_lines)" -ge 2 ] || fail "it is not renewed"
[ -z "$(final_screen)" ] || fail "left on the screen: $(final_screen)"
tail -c 4 "$OUT" | grep -q "$ESC\[K" || fail "the last thing is not that the line is cleared"

point "out of time: it is gone before the survivors are named"
end late
status_is 124
shown "1 process left after" "$CG/t"
! final_screen | grep -q "left after" || fail "left on the screen"
final_screen | grep -q "^cgkill: .*not empty in time" || fail "the message is not whole"
final_screen | grep -q "^cgkill: $pids spawn: sleeping" || fail "the survivor is not named"

point "it comes after one second, not after two"
end second
status_is 124
shown "1 process left after"

point "several cgroups"
end several
status_is 124
shown "3 processes left after" "in 2 cgroups"

point "a narrow terminal: one line only"
end narrow
status_is 124
tr '\r' '\n' <"$OUT" | sed "s/^$ESC\[K//" | grep 'process left' >"$TMP/lines"
[ -s "$TMP/lines" ] || fail "no line"
! grep -v not.empty "$TMP/lines" | grep -q '....................' ||
	fail "as wide as the terminal, or wider"

point "a cgroup that holds the caller"
end inside
status_is 124
shown "1 process left after" "$CG/inside"

point "a terminal that belongs to somebody else"
end foreign
status_is 124
shown "1 process left after"
[ "$(progress_lines)" -ge 2 ] || fail "it is not renewed"

point "while a --timeout runs, too"
end follow
status_is 0
shown "1 process left after" "$CG/follow"
[ -z "$(final_screen)" ] || fail "left on the screen: $(final_screen)"

point "an unprintable name does not reach the terminal"
end name
status_is 124
shown 'a\033[31mb'
! grep -qF "${ESC}[31m" "$OUT" || fail "it does"

point "a wait of less than a second shows nothing"
on_terminal 200 "$CGKILL" -s TERM --wait=300 "$CG/u"
status_is 124
[ "$(progress_lines)" = 0 ] || fail "shows a line"
! grep -q "$ESC" "$OUT" || fail "escapes on the terminal"

point "no line in a pipe or a file"
end file
status_is 124
err_has "not empty in time"
err_lacks "left after"
! grep -q "[$CR$ESC]" "$ERR" || fail "control characters"
[ ! -s "$OUT" ] || fail "stdout is not empty"
OUT=$TMP/out-pipe
out_has "not empty in time"
out_lacks "left after"
! grep -q "[$CR$ESC]" "$OUT" || fail "control characters"

point "no line when only standard output is a terminal"
end stdout
status_is 124
[ ! -s "$OUT" ] || fail "the terminal shows something"
grep -q "not empty in time" "$TMP/file" || fail "the file lacks the message"
! grep -q "[$CR$ESC]" "$TMP/file" || fail "control characters"
finish
