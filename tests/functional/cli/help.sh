#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# --help fits a screen; it, the manual and the program have the same options.
. "${0%/*}/../lib.sh"
need_tool awk sed grep

for option in -h --help; do
	point "kill $option: usage on stdout, which fits a screen"
	run "$KILL" "$option"
	status_is 0
	err_empty
	out_has Usage: --signal --cgroup "kill(1)"
	fits_screen
done
point "cgkill --help fits a screen, too"
run "$CGKILL" --help
status_is 0
fits_screen
run "$KILL" --help
point "--help has no tabs and no blanks at the end of a line"
! grep -q '	\| $' "$OUT" || fail "$(grep -n '	\| $' "$OUT")"

for option in -V -v --version; do
	point "kill $option: one line"
	run "$KILL" "$option"
	status_is 0
	err_empty
	[ "$(wc -l <"$OUT")" = 1 ] || fail "not one line"
	grep -q '^kill from .* [0-9]' "$OUT" || fail "no name and number"
done

# The long options, and the short ones, of the help: the words before the description.
run "$KILL" --help
sed -n 's/^ \{1,5\}\(-.*\)/\1/p' "$OUT" | sed 's/  .*//' >"$TMP/options"
grep -o -- '--[a-z][a-z-]*' "$TMP/options" | sort -u >"$TMP/help"
grep -o -w -- '-[a-zA-Z]' "$TMP/options" | sort -u >"$TMP/help-short"

point "--help names long options and short ones"
grep -qx -- --signal "$TMP/help" || fail "no --signal"
grep -qx -- -s "$TMP/help-short" || fail "no -s"

# same WHAT FILE WHAT FILE: the sets of words are the same.
same() {
	for _word in $(comm -23 "$2" "$4"); do
		fail "$_word is in $1, not in $3"
	done
	for _word in $(comm -13 "$2" "$4"); do
		fail "$_word is in $3, not in $1"
	done
}

point "--help and kill(1) have the same long options"
manual=$top_srcdir/man/kill.1
if [ -r "$manual" ]; then
	# The lines that head a paragraph.
	awk '/^\.(TP|TQ)/ { tag = 1; next } tag { print } { tag = 0 }' "$manual" |
		sed 's/\\f[A-Z]//g; s/\\-/-/g; s/"//g' >"$TMP/tags"
	grep -o -- '--[a-z][a-z-]*' "$TMP/tags" | sort -u >"$TMP/manual"
	same --help "$TMP/help" "kill(1)" "$TMP/manual"
	point "kill(1) has the short options of --help"
	grep -o -w -- '-[a-zA-Z] *' "$TMP/tags" | tr -d ' ' | sort -u >"$TMP/manual-short"
	for word in $(comm -23 "$TMP/help-short" "$TMP/manual-short"); do
		fail "$word is not in kill(1)"
	done
else
	skip "no $manual"
fi

point "--help and the program have the same long options"
source=$top_srcdir/src/cli/options.c
if [ -r "$source" ]; then
	sed -n 's/^.*{ "\(--[a-z-]*\)", [a-z]*_argument,.*/\1/p' "$source" | sort -u >"$TMP/known"
	same --help "$TMP/help" "the program" "$TMP/known"
else
	skip "no $source"
fi
finish
