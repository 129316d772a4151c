#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# check.sh <test>...: runs functional tests with every run of the program under valgrind
# (wrapper.sh), and prints TAP: a point for every test, which passes if none of the logs of its
# runs tells of an error, of memory that was not freed, or of a descriptor that was left open.
#
# Whether the program does what it should is for "make check" to say: valgrind is slow, and knows
# neither new system calls nor SIGRTMAX. So what else fails in a test is told, but not counted.
set -u
: "${KILL:?the path of the program}" "${CGKILL:?the path of cgkill}"
: "${LIMIT:=60}" "${TRIES:=300}" "${JOBS:=$(($(nproc) * 2))}"
# A bomb that is slowly killed takes all others their time.
: "${BOMB:=8}" "${SUITE_LIMIT:=1200}"
export LIMIT TRIES JOBS BOMB SUITE_LIMIT
here=${0%/*}

skip_all() {
	echo "1..0 # SKIP $1"
	exit 0
}

# What valgrind can do nothing with.
why_not() {
	case $1 in
	descriptors | errors | fallback | interrupt | interrupt-wait | no-pidfd | pid-errors | \
		pid-recycled | recycled-pid)
		echo "its runs are under strace" ;;
	pid-timeout) echo "valgrind does not know pidfd_open(2), without which --timeout ends" ;;
	no-proc | pid-no-proc) echo "valgrind needs /proc" ;;
	completion-* | shell-options) echo "it is shells and not the program that it runs" ;;
	output) echo "its runs have standard descriptors closed, and valgrind would fill them" ;;
	systemd* | example-systemd | example-openrc)
		echo "its services run in a file system of their own, which cannot hold the logs" ;;
	esac
}

# Many runs of these differ only in operands, or in the method: one in so many has to do.
sample() {
	case $1 in
	pid-list) echo 33 ;;
	pid-forms | pid-wrong) echo 9 ;;
	# There are four methods to choose from, so these numbers meet all of them.
	exclude-self | inside) echo 5 ;;
	dry-run | pid-groups | remove | vanish | wait) echo 3 ;;
	bad-operands | command-line | finish-delegated | follow-up | frozen | mover | names | once | \
		operands | pid-names | pid-output | pid-state | several | signals) echo 2 ;;
	esac
}

# A place that any user can reach and write to, since some tests change theirs.
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
		mkdir -m 1777 "$VALGRIND_DIR/$name"
		one_in=$(sample "$name")
		[ -n "$one_in" ] || continue
		echo "$one_in" >"$VALGRIND_DIR/$name/sample"
		: >"$VALGRIND_DIR/$name/count"
		chmod 666 "$VALGRIND_DIR/$name/count"
	done
}

# judge <test>: what its logs tell, as a TAP point without a number.
judge() {
	reason=$(sed -n 's/^1\.\.0 # SKIP //p' "$VALGRIND_DIR/output/$1.log")
	failed=$(grep -c '^not ok' "$VALGRIND_DIR/output/$1.log")
	[ "$failed" = 0 ] ||
		echo "# $1: $failed of its $(grep -c '^[not ]*ok' "$VALGRIND_DIR/output/$1.log") points fail under valgrind"
	find "$VALGRIND_DIR/$1" -name 'log.*' -exec cat {} + |
		awk -v name="$1" -v reason="${reason:-none of its runs could be had, or there was no time left}" \
			-v logs="$(find "$VALGRIND_DIR/$1" -name 'log.*' | wc -l)" '
		function log_ends() {
			# Who is killed by a signal frees and closes nothing.
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
		# Notes of valgrind on itself.
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

# What was not looked at, and why.
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

names='' tests='' left_out=''
for test; do
	name=$(basename "$test" .sh)
	if [ -n "$(why_not "$name")" ]; then
		left_out="$left_out $name"
	else
		names="$names $name" tests="$tests $test"
	fi
done
# shellcheck disable=SC2086 # words
prepare $names
# shellcheck disable=SC2086 # words
"$here/../suite.sh" "$VALGRIND_DIR/output" $tests >/dev/null
{
	for name in $names; do
		judge "$name"
	done
	for name in $left_out; do
		echo "ok - $name # SKIP $(why_not "$name")"
	done
	limits
} | awk '/^(not )?ok / { n++ } { print } END { print "1.." n + 0 }'
