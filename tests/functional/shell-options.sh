#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What is in shell/ knows the options and methods that the program has, and no others.
. "${0%/*}/shell-lib.sh"
need_shell_files
need_tool sed grep sort diff
[ -r "$SHELL_FILES/../src/options.c" ] || skip_all "no src/options.c"
PATH=$FAKES:$PATH
long_options >"$TMP/known"

# same FILE: it has the options of the program.
same() {
	sort -u "$1" | diff "$TMP/known" - >"$TMP/diff" || fail "$(cat "$TMP/diff")"
}

# code FILE: without the comments.
code() {
	grep -v '^[[:blank:]]*#' "$SHELL_FILES/$1"
}

point "there are options"
grep -qx -- --cgroup "$TMP/known" || fail "no --cgroup"

point "the function names them all"
code profile.d/cgkill.sh.in | grep -o -e ' --[a-z][a-z-]*' -e '"--[a-z][a-z-]*' | tr -d ' "' >"$TMP/named"
same "$TMP/named"

point "the function leaves to the shell only what some shell has"
{
	echo ". '$SNIPPET'"
	sed 's/.*/kill & x 2>\/dev\/null/' "$TMP/known"
} >"$TMP/script"
run sh "$TMP/script"
grep -o -e '--[a-z-]*' "$OUT" >"$TMP/handed"
printf '%s\n' --help --signal --version >>"$TMP/handed"
same "$TMP/handed"
[ "$(grep -c '^cgkill' "$OUT")" = 1 ] || fail "not --cgroup alone goes to cgkill"

point "the function takes each abbreviation that is not one of the shell's options, too"
while read -r option; do
	short=$option
	while [ "$short" != -- ]; do
		# shellcheck disable=SC2194 # it is the options that the word is looked for in
		case " --help --signal --version" in
		*" $short"*) echo "kill $short x 2>/dev/null && echo wrong $short" ;;
		*) echo "kill $short x >/dev/null 2>&1 || echo missed $short" ;;
		esac
		short=${short%?}
	done
done <"$TMP/known" >>"$TMP/script"
run sh "$TMP/script"
out_lacks wrong
out_lacks missed

point "completion in bash names them all"
# The array of _cgkill_options, and what is added to it.
code bash/cgkill | grep 'all+*=(' | grep -o -e '--[a-z-]*' >"$TMP/named"
same "$TMP/named"

point "completion in zsh names them all"
code zsh/_cgkill | grep "^	*['(o].*--" | grep -o -e '--[a-z][a-z-]*' >"$TMP/named"
same "$TMP/named"

point "completion in fish names them all"
code fish/completions/cgkill.fish | sed -n 's/^ *complete .* -l \([a-z-]*\) .*/--\1/p' >"$TMP/named"
same "$TMP/named"

point "completion knows the methods"
methods=$(sed -n 's/.*\[METHOD_[A-Z]*\] = "\([a-z]*\)".*/\1/p' "$SHELL_FILES/../src/options.c" | tr '\n' ' ')
methods=${methods% }
[ -n "$methods" ] || fail "there are none"
for file in bash/cgkill zsh/_cgkill fish/completions/cgkill.fish; do
	code "$file" | grep -q "[ (']${methods}[)']*" || fail "not in $file: $methods"
done
finish
