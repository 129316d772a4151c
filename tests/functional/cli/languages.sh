#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Every message in every language, in UTF-8 and in the encoding of former days; the program in
# each of them. Its catalogs are where it looks for them in a mount namespace only, but those of an
# installed program (INSTALLED is not empty), where they are.
. "${0%/*}/../lib.sh"
need_cgroup
need_tool unshare mount grep find
: "${localedir:=/usr/local/share/locale}"
MESSAGES=$HELPERS/messages
CATALOGS=$top_srcdir/po
LANGUAGES=$(grep -v '^#' "$CATALOGS/LINGUAS" | tr '\n' ' ')

set -- "$CATALOGS"/*.gmo
[ -e "$1" ] || skip_all "built without translations"
[ -x "$MESSAGES" ] || skip_all "no $MESSAGES"
for language in $LANGUAGES; do
	mkdir -p "$TMP/$language/LC_MESSAGES"
	cp "$CATALOGS/$language.gmo" "$TMP/$language/LC_MESSAGES/cgkill.mo"
done

# make_locale LANGUAGE_COUNTRY CHARSET: of it only the characters matter, which are the same for
# all languages, but for the i of Turkish. (localedef of glibc 2.36 does not survive ko_KR.)
make_locale() {
	case $1 in
	tr_TR) characters=tr_TR ;;
	*) characters=i18n ;;
	esac
	{
		printf 'LC_CTYPE\ncopy "%s"\nEND LC_CTYPE\n' $characters
		for category in COLLATE MONETARY NUMERIC TIME MESSAGES PAPER NAME ADDRESS TELEPHONE \
			MEASUREMENT IDENTIFICATION; do
			printf 'LC_%s\ncopy "POSIX"\nEND LC_%s\n' $category $category
		done
	} >"$TMP/locale"
	localedef --no-archive -c -i "$TMP/locale" -f "$2" "$TMP/$1.$2" >/dev/null 2>&1
	[ -e "$TMP/$1.$2/LC_CTYPE" ]
}

# A newer glibc, as of Debian 13, translates nothing in C.UTF-8.
if has_tool localedef && make_locale de_DE UTF-8; then
	UTF8=de_DE.UTF-8 LOCPATH=$TMP
	export LOCPATH
else
	UTF8=$(utf8_locale)
	[ -n "$UTF8" ] || skip_all "no locale C.UTF-8"
	! LANGUAGE=de LC_ALL=$UTF8 "$MESSAGES" "$TMP" cgkill "$CATALOGS/de.gmo" | grep -q '^not translated' ||
		skip_all "nothing is translated in $UTF8, and localedef cannot make another (package locales?)"
fi

messages() {
	run "$MESSAGES" "$TMP" cgkill "$CATALOGS/$language.gmo"
	status_is 0
	[ ! -s "$OUT" ] || fail 'something is wrong'
}

old_locale_of() {
	case $1 in
	ja) echo ja_JP EUC-JP ;;
	ko) echo ko_KR EUC-KR ;;
	pl) echo pl_PL ISO-8859-2 ;;
	pt_BR) echo pt_BR ISO-8859-1 ;;
	ru) echo ru_RU KOI8-R ;;
	sv) echo sv_SE ISO-8859-1 ;;
	tr) echo tr_TR ISO-8859-9 ;;
	uk) echo uk_UA KOI8-U ;;
	zh_CN) echo zh_CN GBK ;;
	*) echo "$1_$(echo "$1" | tr '[:lower:]' '[:upper:]') ISO-8859-1" ;;
	esac
}

for language in $LANGUAGES; do
	point "$language: all messages are translated, can be shown, and help fits 80 columns"
	LANGUAGE=$language LC_ALL=$UTF8 messages

	# shellcheck disable=SC2046 # words
	set -- $(old_locale_of "$language")
	point "$language: the same in $2"
	if ! has_tool localedef; then
		skip "localedef is not installed"
	elif ! make_locale "$1" "$2"; then
		skip "localedef cannot make $1.$2 (package locales?)"
	else
		LOCPATH=$TMP LC_ALL=$1.$2 messages
	fi
done

# --- the program -------------------------------------------------------------------------------

# What covers the catalogs' place, and nothing that the tests need.
place=$localedir
until [ -d "$place" ]; do
	place=${place%/*}
done
# shellcheck disable=SC2016
in_namespace='
	mount -t tmpfs tmpfs "$1" && mkdir -p "$2" && cp -R "$3"/*/ "$2" || exit 77
	shift 3
	exec "$@"'
translated() {
	if [ -n "${INSTALLED-}" ]; then
		LC_ALL=$UTF8 run "$@"
		return
	fi
	LC_ALL=$UTF8 run unshare -m sh -c "$in_namespace" sh "$place" "$localedir" "$TMP" "$@"
}

LANGUAGE=$language translated "$CGKILL" --version
if [ "$status" != 0 ] || ! grep -q nls "$OUT"; then
	echo "# no runs of the program: it does not look for translations, or $place cannot be covered"
	finish
fi

cgroup t t/one
one=$(spawn -c "$CG/t/one" sleeper 1)
five=$(spawn -c "$CG/t" sleeper 4)
headless=$(spawn -t 300 -c "$CG/t/one" headless)
[ ! -e "$CG/t/cgroup.freeze" ] || freeze "$CG/t"
# An option has a sentence of its own in each language.
english='no cgroup specified'
for language in $LANGUAGES; do
	point "$language: the program speaks it"
	LANGUAGE=$language translated "$CGKILL"
	status_is 1
	grep -q "cgkill" "$ERR" || fail "no name of the program"
	! grep -q "$english" "$ERR" || fail "not translated"

	point "$language: --help of both fits a screen"
	for program in "$KILL" "$CGKILL"; do
		LANGUAGE=$language translated "$program" --help
		status_is 0
		! grep -q '^Usage:' "$OUT" || fail "not translated"
		fits_screen
	done

	point "$language: --dry-run, with one process and with more"
	LANGUAGE=$language translated "$CGKILL" --dry-run "$CG/t"
	status_is 0
	err_empty
	! grep -q 'processes' "$OUT" || fail "not translated"

	if has_tool script && has_tool stty; then
		point "$language: --dry-run on a terminal of 40 columns"
		LANGUAGE=$language translated script -qec \
			"stty cols 40 rows 50; exec \"$CGKILL\" --dry-run \"$CG/t\"" /dev/null
		status_is 0
		tr -d '\r' <"$OUT" | sed '/^$/,$d' >"$TMP/table"
		[ "$(wc -l <"$TMP/table")" = 9 ] || fail "not one line for each"
		[ "$(LC_ALL=$UTF8 wc -L <"$TMP/table")" -le 40 ] || fail "wider than that"
	fi

	point "$language: JSON, signals, and options are the same in all languages"
	LANGUAGE=$language translated "$CGKILL" --dry-run --json --signal=int "$CG/t"
	status_is 0
	jq -r '.. | .signal? // empty' "$OUT" >"$TMP/signal" 2>&1
	has_line "$TMP/signal" INT || fail "no INT in it"
done
point "no process was signalled"
alive "$one" "$five" "$headless"

point "tr: words with an i, whose capital is another one there, in any case"
if LOCPATH=$TMP LC_ALL=tr_TR.ISO-8859-9 locale charmap 2>/dev/null | grep -q 8859-9; then
	for word in int INT SIGINT sigint Int; do
		LOCPATH=$TMP LC_ALL=tr_TR.ISO-8859-9 run "$KILL" -l "$word"
		status_is 0
		has_line "$OUT" 2 || fail "not 2: $word"
	done
else
	skip "no such locale"
fi
finish
