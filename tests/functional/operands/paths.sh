#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Cgroups given as paths, also odd ones, and as pid:<PID>.
. "${0%/*}/../lib.sh"
need_cgroup
newline='
'
latin=$(printf 'caf\351')
escape=$(printf 'red\033[31m')

# kills DIR COMMAND...: run below $CG, the command kills what is in $CG/DIR.
kills() {
	dir=$CG/$1
	shift
	mkdir -p "$dir"
	pids=$(spawn -c "$dir" sleeper)
	outside=$(spawn -c "$CG" sleeper)
	# shellcheck disable=SC2016
	run sh -c 'cd "$0" && exec "$@"' "$CG" "$@"
	status_is 0
	err_empty
	dead "$pids"
	alive "$outside"
}

point "an absolute path"
kills a "$CGKILL" "$CG/a"
point "a relative path"
kills a/b "$CGKILL" a/b
point "a relative path with .."
kills a/b "$CGKILL" a/../a/b/.
point "the working directory"
# shellcheck disable=SC2016
kills a sh -c 'cd a && exec "$CGKILL" .'
point "trailing slashes"
kills a "$CGKILL" "$CG/a///"
point "a symbolic link"
ln -s "$CG/a" "$TMP/link"
kills a "$CGKILL" "$TMP/link"
point "a symbolic link with a slash, to a link"
ln -s link "$TMP/link2"
kills a "$CGKILL" "$TMP/link2/"
point "a symbolic link in the middle of the path"
kills a/b "$CGKILL" "$TMP/link/b"

point "a symbolic link to nowhere is not a name"
ln -s "$CG/nowhere" "$TMP/dangling"
run "$CGKILL" "$TMP/dangling"
refused "no such cgroup"

point "a path of more than 4095 bytes is an error, and a way around it works"
"$HELPERS/nest" deep "$CG/a" 25 "$(printf '%0180d' 0)"
long=$(printf "%0180d/" 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0)
run "$CGKILL" "$CG/a/$long"
status_is 1
err_lines 1
pids=$(spawn -e -c "$CG/a" sleeper)
run "$CGKILL" "$CG/a"
status_is 0
dead "$pids"

# The kernel allows no newline in the name of a cgroup, but a path may have one.
for name in "with space" "$latin" "$escape" "-x" "star*?[" '%s%n' 'quote"and'\'; do
	shown=$(printf '%s' "$name" | tr '#' _ | cat -v)
	point "a cgroup with an odd name: $shown"
	kills "$name" "$CGKILL" --verbose "$CG/$name"
	! LC_ALL=C grep -q "[$(printf '\001-\011\013-\037\177-\377')]" "$OUT" || fail "written raw on stdout"
	point "the same, with -p and with a failure: $shown"
	run "$CGKILL" -p "$CG/$name"
	status_is 0
	run "$CGKILL" --verbose "$CG/$name/missing"
	status_is 1
	err_lines 1
	! LC_ALL=C grep -q "[$(printf '\001-\011\013-\037\177-\377')]" "$ERR" || fail "written raw on stderr"
	rmdir "$CG/$name"
done

point "a path with a newline"
ln -s "$CG/a" "$TMP/two${newline}lines"
kills a "$CGKILL" --verbose "$TMP/two${newline}lines"
out_has "two\\012lines"
! grep -q "^lines" "$OUT" || fail "written raw on stdout"

point "control bytes are written as octal numbers"
run "$CGKILL" "$CG/$escape"
err_has "red\\033[31m"
run "$CGKILL" "$CG/two${newline}lines"
err_has "two\\012lines"
err_lines 1
run "$CGKILL" "$CG/$latin"
err_has "caf\\351"

point "a name in UTF-8 is readable, where the locale is"
utf8=$(utf8_locale)
if [ -n "$utf8" ]; then
	run env LC_ALL="$utf8" "$CGKILL" "$CG/$(printf 'caf\303\251')"
	status_is 1
	err_has "$(printf 'caf\303\251')"
else
	skip "no UTF-8 locale"
fi

# U+202E, right to left from here on, and U+2069, which ends such a thing, in the name of a cgroup
# that somebody else has made.
point "a name cannot reorder or hide what stands beside it"
reorder=$(printf 'a\342\200\256b\342\201\251')
mkdir "$CG/$reorder"
pids=$(spawn -t 300 -c "$CG/$reorder" sleeper)
for options in --dry-run "--dry-run --json" "-s URG --verbose" "-s URG --wait=0" -0; do
	# shellcheck disable=SC2086
	run env ${utf8:+LC_ALL="$utf8"} "$CGKILL" $options "$CG/$reorder" "$CG/none$reorder"
	cat "$OUT" "$ERR" >"$TMP/shown"
	! LC_ALL=C grep -q "$(printf '\342\200\256\|\342\201\251')" "$TMP/shown" ||
		fail "written raw with $options"
	err_has 'none''a\342\200\256b\342\201\251'
done
run "$CGKILL" "$CG/$reorder"
status_is 0
dead "$pids"

point "the longest names"
name=$(printf '%0255d' 0)
kills "$name" "$CGKILL" "$CG/$name"
finish
