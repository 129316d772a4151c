#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# "make fuzz", "make check-fuzz": fuzz.sh <seconds> [<target>...] builds each fuzz-<target>.c
# with clang's libFuzzer and feeds it texts for that many seconds; a TAP point for each.
#
# From the Makefile: top_srcdir, FUZZ_CPPFLAGS (to compile a source file), FUZZ_LIBS. Also:
# FUZZ_CC (the compiler), FUZZ_JOBS (how many run at a time). All results are below build-fuzz; the
# texts that reached new code remain there, in corpus, for the next time.
set -u
: "${top_srcdir:?}" "${FUZZ_CPPFLAGS:?}" "${FUZZ_LIBS=}" "${FUZZ_CC:=clang}"
: "${FUZZ_JOBS:=$(nproc)}"
LC_ALL=C.UTF-8 # names are shown in it
export LC_ALL
seconds=$1
shift

sources=$top_srcdir/tests/fuzz
out=build-fuzz

give_up() {
	echo "not ok 1 - $1"
	echo 1..1
	exit 1
}

# In CI nobody would notice.
skip_all() {
	[ "${CI:-}" != true ] || give_up "$1"
	echo "1..0 # SKIP $1"
	exit 0
}

# compile <option> <source>...: each to an object, several at a time.
compile() {
	option=$1
	shift
	# shellcheck disable=SC2086,SC2016 # flags are words; for the inner shell
	printf '%s\n' "$@" | xargs -P "$FUZZ_JOBS" -I '{}' sh -c '
		source=$1
		shift
		exec "$@" -o "$0/$(basename "$source" .c).o" -c "$source"' $out '{}' \
		"$FUZZ_CC" -std=gnu11 -g -O1 -fno-omit-frame-pointer -fno-sanitize-recover=all \
		-fsanitize=fuzzer-no-link,address,undefined \
		$FUZZ_CPPFLAGS -I"$sources" -DLOCALEDIR='"/"' "$option"
}

link_target() {
	# shellcheck disable=SC2086 # words
	"$FUZZ_CC" -fsanitize=fuzzer,address,undefined -o "$out/fuzz-$1" \
		"$out/fuzz-$1.o" $out/fuzz.o $out/program.a $FUZZ_LIBS
}

# An archive, from which a target gets only what it uses and does not define itself.
build() {
	compile -Dmain=program_main "$top_srcdir"/src/*.c "$top_srcdir"/src/*/*.c &&
		compile -Wall "$sources"/fuzz*.c || return
	rm -f $out/program.a
	for source in "$top_srcdir"/src/*.c "$top_srcdir"/src/*/*.c; do
		ar rc $out/program.a $out/"$(basename "$source" .c)".o || return
	done
	for target; do
		link_target "$target" || return
	done
}

# The words that the program knows, from its own tables, and numbers at the ends of ranges. A
# word of the command line is a line.
dictionary() {
	sed -n 's/^.*{ "\(--[a-z-]*\)", [a-z]*_argument,.*/"\1"\n"\1\\x0a"/p' \
		"$top_srcdir/src/cli/options.c"
	sed -n 's/^\t{ [A-Z0-9]*, "\([A-Z0-9]*\)" },/"\1"/p' "$top_srcdir/src/base/signals.c"
	for word in RTMIN RTMAX SIG infinity 0.5s 500ms 2min 1h cgkill alpha beta pid: name: auto kernel freeze signal \
		SigPnd: ShdPnd: SigBlk: SigIgn: SigCgt: 0:: /../ '\x0a-' '-p\x0a' '-r\x0a' '-a\x0a' \
		2147483647 2147483648 4294967296 18446744073709551615; do
		echo "\"$word\""
	done
}

run_target() {
	mkdir -p "$out/corpus/$1"
	"$out/fuzz-$1" -max_total_time="$seconds" -timeout=30 -rss_limit_mb=1024 -max_len=12288 \
		-dict=$out/dictionary -artifact_prefix="$out/$1-" -print_final_stats=1 \
		"$out/corpus/$1" "$sources/seeds/$1" >"$out/$1.log" 2>&1 </dev/null
	echo "status $?" >>"$out/$1.log"
}

# The number after a word, in the last line that contains it.
figure() {
	sed -n "s/.*$2 *\([0-9]*\).*/\1/p" "$out/$1.log" | tail -n 1
}

# The result of a run, as a TAP point.
result() {
	number=$((number + 1))
	executions=$(figure "$1" number_of_executed_units:)
	if grep -q '^status 0$' "$out/$1.log" && [ "${executions:-0}" -gt 0 ]; then
		echo "ok $number - $1"
		echo "# $1: $executions texts, $(figure "$1" cov:) edges, $(figure "$1" ft:) features"
		return
	fi
	failed=1
	echo "not ok $number - $1"
	grep -av '^#[0-9]' "$out/$1.log" | tail -n 40 | sed 's/^/# /'
	artifact=$(sed -n 's/.*Test unit written to //p' "$out/$1.log")
	[ -z "$artifact" ] || echo "# again: LC_ALL=$LC_ALL $out/fuzz-$1 $artifact"
}

has_fuzzer() {
	echo 'int LLVMFuzzerTestOneInput(void) { return 0; }' >$out/empty.c
	"$FUZZ_CC" -fsanitize=fuzzer,address,undefined -o $out/empty $out/empty.c &&
		$out/empty -runs=1
}

mkdir -p $out || exit
has_fuzzer >/dev/null 2>&1 || skip_all "$FUZZ_CC does not build with libFuzzer and the sanitizers"
# shellcheck disable=SC2046 # words
[ $# -gt 0 ] || set -- $(cd "$sources" && echo fuzz-*.c | sed 's/fuzz-\([a-z]*\)\.c/\1/g')
echo "# building $# targets"
if ! build "$@" >$out/build.log 2>&1; then
	sed 's/^/# /' $out/build.log
	give_up 'the targets do not build'
fi
dictionary >$out/dictionary

number=0
failed=0
running=0
for target; do
	echo "# $target: for $seconds s"
	run_target "$target" &
	running=$((running + 1))
	[ $((running % FUZZ_JOBS)) -ne 0 ] || wait
done
wait
for target; do
	result "$target"
done
echo "1..$number"
exit $failed
