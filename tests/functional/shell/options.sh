#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What is in shell/ knows the options and methods that the program has, and no others.
. "${0%/*}/../lib.sh"
. "${0%/*}/lib.sh"
need_shell_files
need_tool sed grep sort diff dash
[ -r "$SHELL_FILES/../src/cli/options.c" ] || skip_all "no src/options.c"
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

point "the functions name them all, and no others"
for file in profile.d/cgkill.sh.in fish/conf.d/cgkill.fish.in; do
	code $file | grep -o -e ' --[a-z][a-z-]*' | tr -d ' ' | grep -vx -e --copy -e --description >"$TMP/named"
	same "$TMP/named"
done

point "the functions pass on all of them, and their abbreviations"
while read -r option; do
	while [ "$option" != -- ]; do
		echo "$option"
		option=${option%?}
	done
done <"$TMP/known" | sort -u >"$TMP/short"
sed 's/.*/kill<&><x>/' "$TMP/short" >"$TMP/wanted"
{
	echo ". '$SNIPPET'"
	sed 's/.*/kill & x/' "$TMP/short"
} >"$TMP/script"
run dash "$TMP/script"
err_empty
diff "$TMP/wanted" "$OUT" >"$TMP/diff" || fail "$(cat "$TMP/diff")"
if has_tool fish; then
	sed 1d "$TMP/script" >"$TMP/fish"
	PATH=$REAL:$PATH run fish "$TMP/fish"
	err_empty
	diff "$TMP/wanted" "$OUT" >"$TMP/diff" || fail "$(cat "$TMP/diff")"
fi

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
methods=$(sed -n 's/.*\[METHOD_[A-Z]*\] = "\([a-z]*\)".*/\1/p' "$SHELL_FILES/../src/engine/method.c" | tr '\n' ' ')
methods=${methods% }
[ -n "$methods" ] || fail "there are none"
for file in bash/cgkill zsh/_cgkill fish/completions/cgkill.fish; do
	code "$file" | grep -q "[ (']${methods}[)']*" || fail "not in $file: $methods"
done
finish
