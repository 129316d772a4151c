#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# "make lint": runs every checker on all our files; the results are TAP, and are
# in lint.log too. A checker that is not installed is skipped with a reason; with
# CI=true that is a failure, so that a check cannot go missing there unseen.
#
# As far as a checker allows, what is checked is fixed here and in .clang-tidy by name, and so does
# not depend on the checker's version.
#
# From the Makefile: top_srcdir, LINT_CPPFLAGS (to compile a source file),
# LINT_LISTED (the files that Makefile.am lists).
set -u
: "${top_srcdir:?}" "${LINT_CPPFLAGS:?}" "${LINT_LISTED:?}"
LC_ALL=C
export LC_ALL

number=0
: >lint.log
exec 3>&1 # for progress, where the output of a command is taken

result() {
	number=$((number + 1))
	echo "$1 $number - $2" | tee -a lint.log
}

# check <what> <program> <command>...: the command must succeed and print nothing.
check() {
	what=$1
	program=$2
	shift 2
	if command -v "$program" >/dev/null 2>&1; then
		echo "# $what"
		if output=$("$@" 2>&1) && [ -z "$output" ]; then
			result ok "$what"
		else
			result 'not ok' "$what"
			echo "$output" | sed 's/^/# /' | tee -a lint.log
		fi
	elif [ "${CI:-}" = true ]; then
		result 'not ok' "$what: $program is not installed"
	else
		result ok "$what # SKIP $program is not installed"
	fi
}

# Our files: those that git tracks or would track, or in a release, those that
# Makefile.am lists.
listed=$(for file in $LINT_LISTED; do echo "$file"; done)
ours=$(cd "$top_srcdir" && git ls-files -co --exclude-standard 2>/dev/null) ||
	ours=$listed

# files <pattern>: those of them that match.
files() {
	echo "$ours" | grep -E "$1" | while read -r file; do
		[ ! -f "$top_srcdir/$file" ] || echo "$top_srcdir/$file"
	done
}

c_files=$(files '^(src|tests)/.*\.c$')
scripts=$(files '^(bootstrap|\.ci/run|.*\.sh|.*\.sh\.in|shell/bash/.*|examples/[^.]*)$
^packaging/.*(BUILD|\.preinst|\.postrm|/functional|/smoke)$')
manuals=$(files '^man/.*\.[1-9]$')
catalogs=$(printf '%s\n' "$top_srcdir"/po/*.po "$top_srcdir"/po-man/*.po)

# progress <total>: reads a line for every finished file.
progress() {
	files_done=0
	told=$(date +%s)
	while read -r _; do
		files_done=$((files_done + 1))
		now=$(date +%s)
		[ $((now - told)) -ge 3 ] || continue
		told=$now
		echo "# $what: $files_done of $1 files" >&3
	done
}

# each <files> <command>...: runs the command for each file, several at a time. Its output for a
# file is kept together; a silent failure is reported in words.
each() {
	list=$1
	shift
	# shellcheck disable=SC2016 # for the inner shell
	{
		echo "$list" | xargs -P "$(nproc)" -n 1 sh -c '
			output=$("$@" 2>&1) || : "${output:=$* has failed}"
			[ -z "$output" ] || printf "%s\n" "$output" >&5
			echo >&4' sh "$@" 4>&1 >&5 2>&5 | progress "$(echo "$list" | wc -l)"
	} 5>&1
}

# gcc's analyzer has no list of what to look for, only -Wno-. Disabled are:
# exposure-through-uninit-copy: for kernels
# fd-leak: also reports what dup2(2) puts in place of a standard stream, which stays open
# fd-phase-mismatch, fd-type-mismatch: for sockets, which we do not use
# imprecise-fp-arithmetic, undefined-behavior-strtok: for what we do not use
# symbol-too-complex, too-complex: about the analyzer, not about our code
# tainted-assertion: mistakes an errx(3) for bad input for a failed assertion
analyzer_checks='allocation-size deref-before-check double-fclose double-free
	exposure-through-output-file fd-access-mode-mismatch fd-double-close fd-use-after-close
	fd-use-without-check file-leak free-of-non-heap infinite-loop infinite-recursion
	jump-through-null malloc-leak mismatching-deallocation null-argument null-dereference
	out-of-bounds overlapping-buffers possible-null-argument possible-null-dereference
	putenv-of-auto-var shift-count-negative shift-count-overflow stale-setjmp-buffer
	tainted-allocation-size tainted-array-index tainted-divisor tainted-offset tainted-size
	unsafe-call-within-signal-handler use-after-free use-of-pointer-in-stale-stack-frame
	use-of-uninitialized-value va-arg-type-mismatch va-list-exhausted va-list-leak
	va-list-use-after-va-end write-to-const write-to-string-literal'

# without <checks>: the flags that disable everything else that this gcc would look for.
without() {
	gcc -Q --help=warnings | awk -v wanted="$1" '
		BEGIN { count = split(wanted, names); for (i = 1; i <= count; i++) keep[names[i]] }
		sub(/^ *-Wanalyzer-/, "") && !($1 in keep) { print "-Wno-analyzer-" $1 }'
}

analyzer() {
	# shellcheck disable=SC2046,SC2086 # flags are words
	each "$c_files" gcc -std=gnu11 -O2 -Wall -Wextra -Werror -fanalyzer \
		$(without "$analyzer_checks") $LINT_CPPFLAGS -DLOCALEDIR='"/"' -c -o /dev/null
}

tidy() {
	# On stderr it only counts the warnings that it does not show.
	# shellcheck disable=SC2016,SC2086 # for the inner shell; flags are words
	each "$c_files" sh -c '
		for file; do :; done
		exec clang-tidy --quiet "$file" -- "$@" 2>/dev/null' sh \
		-std=gnu11 -O2 $LINT_CPPFLAGS -DLOCALEDIR='"/"'
}

headers() {
	for header in $(files '^src/.*\.h$'); do
		# shellcheck disable=SC2086 # flags are words
		gcc -std=gnu11 -Wall -Wextra -Werror -fsyntax-only \
			$LINT_CPPFLAGS -x c "$header" || return
	done
}

# The library bsd tells it that err(3) does not return; normalCheckLevelMaxBranches only says that
# it could search longer.
bugs() {
	each "$c_files" cppcheck --quiet --std=c11 --library=bsd \
		--enable=warning,performance,portability --inline-suppr \
		--suppress=normalCheckLevelMaxBranches \
		--error-exitcode=1 -I "$top_srcdir/src" --include=config.h
}

shell() {
	each "$scripts" shellcheck
}

# syntax <files> <shell>
syntax() {
	for file in $1; do
		"$2" -n "$file" || return
	done
}

# The translated man pages, made from the current English ones; in a copy, since po4a updates the
# catalogs too.
translated=$(mktemp -d)
trap 'rm -rf "$translated"' EXIT
translate() {
	mkdir "$translated/man" &&
		cp "$top_srcdir"/man/*.1 "$translated/man" &&
		cp -R "$top_srcdir/po-man" "$translated" &&
		cd "$translated" && po4a -q --force po-man/po4a.cfg >/dev/null
}

translated_pages() {
	find "$translated/man" -path '*/man/*/*.1'
}

# po4a writes a date with \-, which mandoc does not understand.
mandoc_lint() {
	echo "$manuals" | xargs mandoc -Tlint -Wwarning
	for page in $(translated_pages); do
		mandoc -Tlint -Wwarning "$page"
	done | sed '/cannot parse date/d'
}

# A Chinese or Japanese line may have no space to adjust.
groff_lint() {
	each "$manuals" groff -t -man -Tutf8 -ww -z
	for page in $(translated_pages); do
		language=$(basename "$(dirname "$page")")
		groff -K utf8 -t -man -m "${language%_*}" -Tutf8 -ww -z "$page"
	done 2>&1 | sed '/cannot adjust line/d'
}

# language_of <page>: nothing for English.
language_of() {
	case $1 in
	*/man/*/*.1) basename "$(dirname "$1")" | sed 's/_.*//' ;;
	esac
}

# In overstruck characters the first one goes.
without_overstrike() {
	sed "s/.$(printf '\b')//g"
}

# by_groff <columns> <language> <page>: what man(1) shows of it.
by_groff() {
	GROFF_NO_SGR=1 groff -K utf8 -t -man ${2:+-m "$2"} -Tutf8 -ww "-rLL=$1n" "-rLT=$1n" "$3" |
		without_overstrike
}

# mandoc breaks a line only at a space, of which Chinese and Japanese have few.
by_mandoc() {
	case $2 in
	ja | zh) ;;
	*) mandoc -Tutf8 -O "width=$1" "$3" | without_overstrike ;;
	esac
}

# fits <columns> <page> <command>...: no line of it is wider.
fits() {
	columns=$1 page=$2
	shift 2
	for how; do
		width=$($how "$columns" "$(language_of "$page")" "$page" | wc -L)
		[ "$width" -le "$columns" ] || echo "$page: $how: $width columns, not $columns"
	done
}

# Tables, and commands to paste, are never broken, and where a line has few words, nor is a long
# word: with 40 columns it is about the text of the English pages, with groff, which can break a path.
# Only in a locale with UTF-8 do characters have their width.
man_widths() {
	LC_ALL=C.UTF-8
	for page in $manuals; do
		sed '/^\.EX/,/^\.EE/d; /^\.TS/,/^\.TE/d' "$page" >"$translated/${page##*/}"
		fits 40 "$translated/${page##*/}" by_groff
	done
	for page in $manuals $(translated_pages); do
		fits 80 "$page" by_groff by_mandoc
		fits 120 "$page" by_groff by_mandoc
	done 2>&1 | sed '/cannot adjust line/d'
	LC_ALL=C
}

catalog_syntax() {
	each "$catalogs" msgfmt -c -o /dev/null
}

# complete <template> <catalog>...
complete() {
	template=$1
	shift
	for catalog; do
		msgcmp "$catalog" "$template" || return
	done
}

# Such as the commands of the examples in the man pages.
same() {
	for catalog in "$top_srcdir"/po-man/*.po; do
		awk -f "$top_srcdir/po-man/same.awk" "$catalog" | cmp - "$catalog" || return
	done
}

# README and NEWS are text for people, the GPL remains unchanged, seeds of the fuzzer contain
# nothing but the input of a parser, and some of Debian's files cannot have comments.
spdx() {
	for file in $(files .); do
		case ${file#"$top_srcdir"/} in
		COPYING | README | NEWS | tests/README | *.pot | tests/fuzz/seeds/*) continue ;;
		*/debian/changelog | */debian/copyright | */debian/source/format) continue ;;
		esac
		head -n 5 "$file" | grep -q 'SPDX-License-Identifier: GPL-2.0-or-later' ||
			echo "$file: no SPDX-License-Identifier line at the top"
	done
}

executable() {
	for file in $scripts; do
		if head -n 1 "$file" | grep -q '^#!'; then
			[ -x "$file" ] || echo "$file: has #! but is not executable"
		else
			[ ! -x "$file" ] || echo "$file: is executable but has no #!"
		fi
	done
}

# Makefile.am lists every file, so that none is forgotten in a release; the seeds of the fuzzer
# are listed as a directory.
lists() {
	for file in $(echo "$ours" | grep -E '^(src|man|packaging|po-man|shell|tests|examples|doc)/'); do
		[ -f "$top_srcdir/$file" ] || continue
		case $file in tests/fuzz/seeds/*) file=tests/fuzz/seeds ;; esac
		echo "$listed" | grep -qxF "$file" || echo "$file: not in Makefile.am"
	done
}

# The folders of src/ are layers, the lowest first: none includes what is above it, and up to the
# engine none prints, reports or translates.
layers() {
	above='base kernel engine show cli modes'
	word='(^|[^[:alnum:]_])'
	files '^src/.*/' | grep -vE "/src/($(echo "$above" | tr ' ' '|'))/[^/]*$" |
		sed 's/$/: in none of the layers/'
	while [ "$above" ]; do
		layer=$(files "^src/${above%% *}/.*\.[ch]\$")
		above=$(echo "$above" | sed 's/^[a-z]* *//')
		[ "$above" ] || break
		echo "$layer" | xargs grep -nE "^#[[:blank:]]*include \"($(echo "$above" | tr ' ' '|'))/"
		case " $above " in *' show '*) ;; *) continue ;; esac
		echo "$layer" | xargs grep -nE \
			"$word(v?[fd]?printf|f?put(s|c|char|wc|ws)|fwrite|perror|(v?warn|v?err)(x|c)?)(_unlocked)?\(([^0-9]|\$)
$word(stdout|stderr|STDOUT_FILENO|STDERR_FILENO)([^[:alnum:]_]|\$)
${word}report_[a-z_]*\(
$word(_|N_|P_|[a-z]*gettext|nls_[a-z]*)\(|libintl\.h"
	done
}

# The picture of them is that of the sources.
picture() {
	"$top_srcdir/doc/layers.sh" "$top_srcdir/src" | cmp - "$top_srcdir/doc/layers.svg" ||
		echo "make layers draws it anew"
}

# po/POTFILES.in lists every source file with a message.
messages() {
	for file in $(files '^src/.*\.[ch]$'); do
		grep -qE '(^|[^A-Za-z_])(_|N_|P_)\(("|$)' "$file" || continue
		grep -qxF "${file#"$top_srcdir"/}" "$top_srcdir/po/POTFILES.in" ||
			echo "$file: not in po/POTFILES.in"
	done
}

check 'gcc -fanalyzer' gcc analyzer
check 'headers stand alone' gcc headers
check 'clang-tidy' clang-tidy tidy
check 'cppcheck' cppcheck bugs
check 'shellcheck' shellcheck shell
check 'bash -n' bash syntax "$(files '^shell/(bash|profile.d)/')" bash
check 'zsh -n' zsh syntax "$(files '^shell/(zsh|profile.d)/')" zsh
check 'fish -n' fish syntax "$(files '^shell/fish/')" fish
check 'po4a' po4a translate
check 'mandoc -Tlint' mandoc mandoc_lint
check 'groff -t -ww' groff groff_lint
check 'man pages at 40, 80 and 120 columns' groff man_widths
check 'msgfmt -c' msgfmt catalog_syntax
# The Makefile has just renewed the template.
check 'every message is translated' msgcmp complete \
	"$top_srcdir/po/cgkill.pot" "$top_srcdir"/po/*.po
check 'man pages are translated' po4a complete \
	"$translated/po-man/cgkill-man.pot" "$top_srcdir"/po-man/*.po
check 'what is the same in every language' awk same
check 'SPDX line in every file' grep spdx
check 'scripts are executable' grep executable
check 'Makefile.am lists every file' grep lists
check 'packages and man pages are of this version' sed "$top_srcdir/packaging/versions.sh" check
check 'POTFILES.in lists every file with messages' grep messages
check 'layers' grep layers
check 'picture of the layers' cmp picture
echo "1..$number"
skipped=$(grep -c '# SKIP' lint.log)
bad=$(grep -c '^not ok' lint.log)
echo "$((number - bad - skipped)) passed, $bad failed, $skipped skipped"
[ "$bad" -eq 0 ]
