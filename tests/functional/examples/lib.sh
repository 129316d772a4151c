# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# For the tests of what is in examples/, each in the environment that it is for, with need_cgroup
# and need_examples at the beginning.

# Debian's runit, OpenRC and sshd, where ./bootstrap has unpacked them.
: "${INITS:=${top_builddir:-${top_srcdir:?}}/build-inits}"
case $INITS in
/*) ;;
*) INITS=$PWD/$INITS ;;
esac

# The examples are in $EXAMPLES, find the program to be tested in PATH, and make their cgroups below
# $CG.
need_examples() {
	# shellcheck disable=SC2034
	EXAMPLES=$top_srcdir/examples
	mkdir "$TMP/bin"
	ln -s "$CGKILL" "$TMP/bin/cgkill"
	PATH=$TMP/bin:$PATH
	CGROUP_PARENT=$CG
	export CGROUP_PARENT
}

# no_cgroups PATTERN: none of them is left below $CG.
no_cgroups() {
	_left=$(find "$CG" -mindepth 1 -name "$1")
	[ -z "$_left" ] || fail "left: $_left"
}

# all_pids DIR: of all processes in there and below.
all_pids() {
	find "$1" -name cgroup.procs -exec cat {} + 2>/dev/null | grep -vx 0
}

has_pids() {
	[ "$(all_pids "$1" | wc -l)" -ge "$2" ]
}

# as_new DIR: nobody was ever killed there by the kernel, as far as that shows: who is born in it
# lives, and whom it starts elsewhere.
as_new() {
	mkdir -p "$CG/new" "$CG/other"
	run_in "$CG/new" "$HELPERS/newborn" "$1"
	status_is 0
	run_in "$1" "$HELPERS/newborn" "$CG/other"
	status_is 0
}

# The next signal comes when a script has just begun to end; "$1" is a script, "$TMP/hit" that.
hit_again() {
	# shellcheck disable=SC2016 # for the script
	sed 's/^end_[a-z]*() {$/&\n[ -n "${hit-}" ] || { hit=1; kill -s TERM $$; }/' "$1" >"$TMP/hit"
	chmod 755 "$TMP/hit"
}

# A program that comes into its cgroup when cgkill, for the first time, is about to remove that.
come_late() {
	mkdir "$TMP/late"
	cat >"$TMP/late/cgkill" <<'END'
#!/bin/sh
trace=${0%/*}/trace
case " $* " in
*" --remove "*) ;;
*) exec "$CGKILL" "$@" ;;
esac
for cgroup; do :; done
strace -o "$trace" -E ASAN_OPTIONS=detect_leaks=0 -e trace=unlinkat,rmdir -e inject=unlinkat,rmdir:delay_enter=500ms:when=1 \
	"$CGKILL" "$@" &
until grep -q '(' "$trace" 2>/dev/null; do sleep 0.02; done
"$HELPERS/spawn" -c "$cgroup" sleeper >"${0%/*}/pid"
wait $!
END
	chmod 755 "$TMP/late/cgkill"
}

# The beginning of the first process of a machine in namespaces.
first_process() {
	cat <<'END_FIRST'
set -e
# farm DIRECTORY FILE...: the files appear in the directory, beside what is in there.
farm() {
	directory=$1 farm=/run/farm$1
	shift
	mkdir -p "$farm" "$farm.real"
	mount --bind "$directory" "$farm.real"
	ln -s "$farm.real"/* "$farm"
	ln -sf "$@" "$farm"
	mount --bind "$farm" "$directory"
}
END_FIRST
}

# --- examples in texts -------------------------------------------------------------------------

# Each is a file below $EXAMPLES_OF: TEXT/NUMBER, with its title in NUMBER.title. A test names all of
# them, and none_forgotten says which it has not.
EXAMPLES_OF=$TMP/examples-of

# split_manual PAGE: what stands between .EX and .EE. The title is that of the .TP in EXAMPLES, the
# first line elsewhere.
split_manual() {
	mkdir -p "$EXAMPLES_OF/$1"
	awk -v dir="$EXAMPLES_OF/$1" '
		/^\.EX/ { file = dir "/" (++number); title = words; words = ""; named = 0; next }
		/^\.EE/ { print title >(file ".title"); close(file ".title"); close(file); file = ""; next }
		file != "" { if (title == "") title = $0; print >file; next }
		/^\.S[HS]/ { examples = $0 == ".SH EXAMPLES" }
		/^\.TP/ { named = examples; words = ""; next }
		/^\./ { named = 0; next }
		named { words = words $0 " " }' "${top_srcdir:?}/man/$1.1"
	for file in "$EXAMPLES_OF/$1"/*; do
		without_roff <"$file" >"$file.new" && mv "$file.new" "$file"
	done
}

# split_readme: each block of indented lines behind an empty line, which ends where a line is not
# indented. The title is its first line.
split_readme() {
	mkdir -p "$EXAMPLES_OF/README"
	awk -v dir="$EXAMPLES_OF/README" '
		$0 == "" { empty++; next }
		!/^    / { file = "" }
		file != "" { for (; empty > 0; empty--) print "" >file }
		/^    / && file == "" && empty {
			file = dir "/" (++number)
			print substr($0, 5) >(file ".title")
			close(file ".title")
		}
		file != "" { print substr($0, 5) >file }
		{ empty = 0 }' "${top_srcdir:?}/README"
}

# find_example TEXT "BEGINNING OF ITS TITLE": sets $file.
find_example() {
	for file in "$EXAMPLES_OF/$1"/*.title; do
		case $(head -n 1 "$file") in
		"$2"*)
			: >"${file%.title}.done"
			file=${file%.title}
			return
			;;
		esac
	done
	fail "no such example: $2"
	return 1
}

# tested_elsewhere TEXT TITLE TEST: that test has the title.
tested_elsewhere() {
	tested_after "$1" "$2" "$2" "$3"
}

# tested_after TEXT WORDS TITLE TEST: that test looks for these words, which stand before it.
tested_after() {
	find_example "$1" "$3" || return
	grep -qF -e "$2" "${top_srcdir:?}/tests/$4" || fail "tests/$4 does not know: $2"
}

none_forgotten() {
	point "none has been forgotten"
	for file in "$EXAMPLES_OF"/*/*.title; do
		[ -e "${file%.title}.done" ] || fail "not tested: $(cat "$file")"
	done
}
