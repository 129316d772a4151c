#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# check.sh <test>...: runs functional tests with every run of the program under valgrind
# (wrapper.sh), and prints TAP: a point for every test, which passes if none of the logs of its runs
# reports an error, memory that was not freed, or a descriptor that was left open.
#
# Whether the program does what it should is up to "make check": valgrind is slow, and knows neither
# new system calls nor SIGRTMAX. So other failures of a test are reported, but not counted.  Because
# it is slow, only a sample is run; with VALGRIND_ALL=1 all tests are run, with all their runs.
set -u
: "${KILL:?the path of the program}" "${CGKILL:?the path of cgkill}"
: "${LIMIT:=60}" "${TRIES:=300}" "${JOBS:=$(($(nproc) * 2))}"
# A bomb that is killed slowly takes CPU time from all other tests.
: "${BOMB:=8}" "${SUITE_LIMIT:=1200}"
export LIMIT TRIES JOBS BOMB SUITE_LIMIT
here=${0%/*}
. "$here/../name.sh"

skip_all() {
	echo "1..0 # SKIP $1"
	exit 0
}

# Tests that valgrind cannot handle.
why_not() {
	case $1 in
	cgroup/growth | cli/descriptors | delivery/errors | delivery/fallback | delivery/mrelease | \
		delivery/no-pidfd | process/errors | together/pace | together/stuck | together/times | \
		waiting/moved | waiting/newcomers | */interrupt | */recycled)
		echo "its runs are under strace" ;;
	*/no-proc) echo "valgrind needs /proc" ;;
	shell/completion-* | shell/options) echo "it is shells and not the program that it runs" ;;
	cli/output) echo "its runs have standard descriptors closed, and valgrind would fill them" ;;
	systemd/* | examples/ansible | examples/openrc | examples/systemd)
		echo "its services run in a file system of their own, which cannot hold the logs" ;;
	esac
}

# From these tests, the first run of each shape (see wrapper.sh) and one in so many of the others.
# According to gcov they reach every function that any test reaches in runs that end by themselves.
sample() {
	case $1 in
	cgroup/crowd | cgroup/fork-bomb | cgroup/kernel-thread | cgroup/mounted-over | \
		cgroup/threaded | cgroup/wide | cli/dry-run | container/cgroup-namespace | \
		container/pid-namespace | container/read-only | process/other-proc | shell/kill-fish | \
		waiting/progress | waiting/remove | waiting/survivors) echo 1 ;;
	cgroup/inside | cli/json | container/finish | operands/hints | operands/names | \
		operands/patterns | v1/frozen | v1/mixed) echo 3 ;;
	cgroup/exclude-self | cli/command-line | operands/bad | process/list | process/names | \
		process/state | process/timeout | waiting/wait | waiting/when) echo 9 ;;
	process/forms) echo 50 ;;
	esac
}

# A place that any user can reach and write to, since some tests change their user.
prepare() {
	VALGRIND_DIR=$(mktemp -d "${TMPDIR:-/tmp}/cgkill-valgrind-XXXXXX") || exit
	trap 'rm -rf "$VALGRIND_DIR"' EXIT
	trap 'exit 129' HUP INT TERM
	chmod 755 "$VALGRIND_DIR"
	mkdir "$VALGRIND_DIR/real" "$VALGRIND_DIR/bin"
	cp "$KILL" "$VALGRIND_DIR/real/kill"
	cp "$CGKILL" "$VALGRIND_DIR/real/cgkill"
	cp "$here/wrapper.sh" "$VALGRIND_DIR/bin/kill"
	cp "$here/wrapper.sh" "$VALGRIND_DIR/bin/cgkill"
	cp "$here/suppressions" "$VALGRIND_DIR"
	KILL=$VALGRIND_DIR/bin/kill
	CGKILL=$VALGRIND_DIR/bin/cgkill
	export VALGRIND_DIR KILL CGKILL
	for name; do
		mkdir -p "$VALGRIND_DIR/${name%/*}" && chmod 755 "$VALGRIND_DIR/${name%/*}"
		mkdir -m 1777 "$VALGRIND_DIR/$name"
		[ -z "${VALGRIND_ALL-}" ] || continue
		sample "$name" >"$VALGRIND_DIR/$name/sample"
		: >"$VALGRIND_DIR/$name/count"
		: >"$VALGRIND_DIR/$name/shapes"
		chmod 666 "$VALGRIND_DIR/$name/count" "$VALGRIND_DIR/$name/shapes"
	done
}

# judge <test>: the verdict of its logs, as a TAP point without a number.
judge() {
	reason=$(sed -n 's/^1\.\.0 # SKIP //p' "$VALGRIND_DIR/output/$1.log")
	failed=$(grep -c '^not ok' "$VALGRIND_DIR/output/$1.log")
	[ "$failed" = 0 ] ||
		echo "# $1: $failed of its $(grep -c '^[not ]*ok' "$VALGRIND_DIR/output/$1.log") points fail under valgrind"
	find "$VALGRIND_DIR/$1" -name 'log.*' -exec cat {} + |
		awk -v name="$1" -v reason="${reason:-none of its runs could be had, or there was no time left}" \
			-v logs="$(find "$VALGRIND_DIR/$1" -name 'log.*' | wc -l)" '
		function log_ends() {
			# A process that is killed by a signal frees and closes nothing.
			if (wrong || (left && !signalled)) {
				if (++failed <= 3)
					reports = reports "\n#   " command text
			} else if (summary && !signalled) {
				ended++
			}
			command = text = ""
			lines = wrong = left = open = summary = signalled = 0
		}
		/^==[0-9]+== Memcheck, / { log_ends() }
		# Messages of valgrind about itself.
		/^--[0-9]+--/ {
			if (/being killed with SIGKILL/)
				signalled = 1
			next
		}
		{ sub(/^==[0-9]+== */, "") }
		/^Command: / { command = $0; sub(/^Command: [^ ]*\//, "", command); next }
		command != "" && NF && ++lines <= 40 { text = text "\n#   | " $0 }
		/^Process terminating with default action of signal / {
			signalled = 1
			if ($8 ~ /^(4|5|6|7|8|11|31)$/)
				wrong = 1
		}
		/^ERROR SUMMARY: / { summary = 1; if ($3 != 0) wrong = 1 }
		/^Warning: / || /^valgrind: / { wrong = 1 }
		/^(definitely|indirectly|possibly) lost: / { if ($3 != "0") left = 1 }
		/^still reachable: / { if ($3 != "0") left = 1 }
		open { if (!/<inherited from parent>/) left = 1; open = 0 }
		/^Open / { open = 1 }
		END {
			log_ends()
			if (!logs)
				printf "ok - %s # SKIP %s", name, reason
			else if (failed)
				printf "not ok - %s: an error, a leak or an open descriptor in %d of %d runs%s",
					name, failed, logs, reports
			else
				printf "%sok - %s: no error, leak or open descriptor in %d runs, %d killed",
					ended ? "" : "not ", name, logs, logs - ended
			print ""
		}'
}

# What was not checked, and why.
limits() {
	find "$VALGRIND_DIR" -name plain -exec cat {} + | sort | uniq -c |
		sed 's/^ *\([0-9]*\) /# not under valgrind: \1 runs /'
	calls=$(find "$VALGRIND_DIR" -name 'log.*' -exec sed -n 's/.*unhandled .*syscall: //p' {} + |
		sort -un | tr '\n' ' ')
	[ -z "$calls" ] || echo "# valgrind does not know, so the program did without, system call $calls"
}

[ "$(id -u)" = 0 ] || skip_all "not root"
command -v valgrind >/dev/null || skip_all "valgrind is not installed"
valgrind --quiet "$KILL" -l >/dev/null 2>&1 || skip_all "valgrind does not work here"

names='' tests='' impossible='' left_out=''
for test; do
	name=$(name_of "$test")
	if [ -n "$(why_not "$name")" ]; then
		impossible="$impossible $name"
	elif [ -n "$(sample "$name")${VALGRIND_ALL-}" ]; then
		names="$names $name" tests="$tests $test"
	else
		left_out="$left_out $name"
	fi
done
# shellcheck disable=SC2086 # words
prepare $names
# shellcheck disable=SC2086,SC2069 # words; only what it says of its progress
PROGRESS=1 "$here/../suite.sh" "$VALGRIND_DIR/output" $tests 2>&1 >/dev/null
{
	for name in $names; do
		judge "$name"
	done
	for name in $impossible; do
		echo "ok - $name # SKIP $(why_not "$name")"
	done
	[ -z "$left_out" ] || echo "ok -$left_out # SKIP the others reach the same"
	limits
} | awk '/^(not )?ok / { n++ } { print } END { print "1.." n + 0 }'
