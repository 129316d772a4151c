#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# vm.sh <directory> <test>...: runs tests on Debian's kernels in virtual machines, and prints a
# single TAP for all of them.  The kernels, and the console and TAP of each, remain in the
# directory.
#
# From the environment, besides what the tests need:
#	KERNELS     which; "6.1+hybrid" is 6.1 with cgroup v1 beside cgroup2, "6.1+v1" without that
#	GUESTS      how many at the same time
#	VM_LIMIT    maximum seconds for each
#	VM_QUICK    if not empty, without the tests that do not depend on the kernel
#	VM_SHELL    a shell in the first of them, instead of tests
#	MACHINE     of which architecture they are; see machine.sh
set -u
: "${top_srcdir:?}" "${KERNELS:=5.10 6.1 6.12 sid experimental}" "${GUESTS:=$(nproc)}" "${VM_LIMIT:=1800}"
: "${JOBS:=4}" "${LIMIT:=60}" "${TRIES:=500}" "${TEST_LIMIT:=800}" "${BOMB:=50}"
directory=$1
shift
here=$top_srcdir/tests/vm
. "$here/../name.sh"
. "$here/machine.sh"
export MACHINE

skip_all() {
	echo "1..0 # SKIP $1"
	exit
}

# These depend on the program or on systemd.
needs_no_kernel() {
	case $(name_of "$1") in
	systemd/delegate | cli/output | cli/print) return 1 ;;
	cgroup/growth | cli/* | shell/* | systemd/*) ;;
	delivery/errors | delivery/interrupt | delivery/signals) ;;
	examples/ansible | examples/openrc | examples/readme | examples/runit-s6 | examples/systemd) ;;
	operands/bad | operands/hints | operands/names | operands/paths | operands/patterns) ;;
	process/forms | process/groups | process/list | process/names | process/output) ;;
	process/wrong | tools/* | waiting/interrupt | waiting/progress) ;;
	*) return 1 ;;
	esac
}

# guest <kernel> <seconds> <words> <option>...: with "exec" in $exec, in place of this shell.
exec=''
guest() {
	kernel=$directory/${1%+*}/vmlinuz seconds=$2 words=$3
	shift 3
	$exec "$here/guest.sh" "$accelerator" "$seconds" "$kernel" "$directory/root.cpio" "$words" "$@"
}

# On some machines with a /dev/kvm no guest gets anywhere: see whether one ends.
accelerator_for() {
	accelerator=kvm
	[ "$MACHINE" = amd64 ] && [ -w /dev/kvm ] && guest "$1" 10 PROBE=1 </dev/null >/dev/null 2>&1 ||
		accelerator=tcg,thread=multi
}

# The freezer of cgroup v1 makes the kernel change its own code, which newer kernels (7.2, 7.3) do not
# survive where each CPU is emulated by a thread of its own.
accelerator_of() {
	case $1 in
	*+v1) echo "$accelerator" | sed 's/multi/single/' ;;
	*) echo "$accelerator" ;;
	esac
}

layout() {
	case $1 in
	*+hybrid | *+v1) echo "LAYOUT=${1#*+}" ;;
	*) echo "LAYOUT=unified cgroup_no_v1=all" ;;
	esac
}

# Runs the tests on one kernel, in a separate shell; nothing is printed.
run_tests() {
	exec='exec'
	place=$directory/$1
	accelerator=$(accelerator_of "$1")
	mkdir -p "$place"
	rm -f "$place/console" "$place/tap"
	: >"$place/console"
	: >"$place/tap"
	began=$(date +%s)
	# shellcheck disable=SC2046 # words
	guest "$1" "$VM_LIMIT" \
		"$(layout "$1") JOBS=$JOBS BOMB=$BOMB LIMIT=$LIMIT TRIES=$TRIES TEST_LIMIT=$TEST_LIMIT \
SUITE_LIMIT=$((VM_LIMIT * 9 / 10))" \
		$(console_to "$place/console") $(results_to "$place/tap") \
		</dev/null >"$place/qemu" 2>&1 &
	trap 'kill $!; wait $!; exit 143' TERM
	wait $!
	echo $(($(date +%s) - began)) >"$place/seconds"
	cat "$place/qemu" >>"$place/console"
}

# --- what they say -----------------------------------------------------------------------------

# point <status> <description> <file>: a point of TAP, with the end of the file if it failed.
point() {
	if [ "$1" = 0 ]; then
		echo "ok - $2"
	else
		echo "not ok - $2"
		tail -n 20 "$3" | tr -d '\r' | cat -v | sed 's/^/#   /'
	fi
}

# Is the TAP complete?
is_complete() {
	awk '
		/^(not )?ok / { points++ }
		/^1\.\.[0-9]/ { plan = substr($1, 4) + 0 }
		END { exit !(plan && plan == points) }' "$1"
}

# What a kernel prints about its own faults, or if memory is short.
complaints() {
	grep -aE 'WARNING|BUG|Oops|Kernel panic|INFO: |Out of memory|general protection' "$1"
}

results() {
	place=$directory/$1
	is_complete "$place/tap"
	point $? "runs all tests to their end" "$place/console"
	! complaints "$place/console" >"$place/complaints"
	point $? "no complaint of the kernel" "$place/complaints"
	sed -n '/^1\.\./d; s/^\(not \)*ok [0-9]* - /\1ok - /; p' "$place/tap"
}

# number <name>: numbers points that have no number, with a name before each.
summarize() {
	awk '
		/^(not )?ok - / {
			sub(/ok - /, "ok " ++points " - ")
		}
		{ print }
		END { print "1.." points + 0 }'
}

# --- all of it ---------------------------------------------------------------------------------

tools='ldd'
[ "$MACHINE" = amd64 ] || tools='mmdebstrap'
for tool in ${emulator%% *} busybox cpio $tools; do
	command -v "$tool" >/dev/null 2>&1 || skip_all "there is no $tool"
done
[ "$MACHINE" != amd64 ] || [ "$(uname -m)" = x86_64 ] ||
	skip_all "this is no x86_64, as the kernels are"
mkdir -p "$directory" || exit

# The kernels: "<kernel> <version>", or "<kernel> - <why not>".
# shellcheck disable=SC2046 # words
set_of_kernels=$("$here/kernels.sh" "$directory" $(
	for kernel in $KERNELS; do echo "${kernel%+*}"; done)) || exit

version_of() {
	echo "$set_of_kernels" | sed -n "s/^${1%+*} //p" | head -n 1
}

usable=
absent=
for kernel in $KERNELS; do
	case $(version_of "$kernel") in
	-*) absent="$absent $kernel" ;;
	*) usable="$usable $kernel" ;;
	esac
done
first=${usable# }
first=${first%% *}
[ -n "$first" ] || skip_all "there is no kernel: $(version_of "${KERNELS%% *}")"

left_out=
if [ -n "${VM_QUICK-}" ]; then
	tests=
	for test; do
		if needs_no_kernel "$test"; then
			left_out="$left_out $(name_of "$test")"
		else
			tests="$tests $test"
		fi
	done
	# shellcheck disable=SC2086 # words
	set -- $tests
fi

SOURCES=$directory/${first%+*}/apt/sources.list "$here/root.sh" "$directory" "$@" || exit
accelerator_for "$first"

if [ -n "${VM_SHELL-}" ]; then
	guest "$first" 86400 "$(layout "$first") SHELL_ONLY=1" -serial mon:stdio
	exit
fi

# shown <kernel>: its name, while it runs.
shown() {
	[ "$MACHINE" = amd64 ] || printf '%s, ' "$MACHINE"
	echo "$1"
}

# For each guest, how many tests have ended, and the last one with its seconds.
progress() {
	for kernel in $begun; do
		[ ! -e "$directory/$kernel/seconds" ] || continue
		tr -d '\r' <"$directory/$kernel/console" | awk -v name="$(shown "$kernel")" -v all=$# '
			/^# [^ ]+\/[^ ]+: [0-9]+ s$/ { ended++; last = substr($0, 3) }
			END { if (ended) printf "# %s: %d of %d tests, %s\n", name, ended, all, last }'
	done
}

# await_guests <number> <test>...: until at most that many are running.
await_guests() {
	most=$1
	shift
	said=
	while :; do
		running=0
		for pid in $guests; do
			! kill -0 "$pid" 2>/dev/null || running=$((running + 1))
		done
		[ $running -gt "$most" ] || return 0
		sleep 1
		now=$(progress "$@")
		[ "$now" = "$said" ] || echo "$now" | grep -vxF -e "$said"
		said=$now
	done
}

run_all() {
	begun=
	guests=
	for kernel in $usable; do
		await_guests $((GUESTS - 1)) "$@"
		echo "# $(shown "$kernel"): $# tests"
		begun="$begun $kernel"
		rm -f "$directory/$kernel/seconds"
		run_tests "$kernel" &
		guests="$guests $!"
	done
	await_guests 0 "$@"
}

trap 'kill $guests 2>/dev/null; wait' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
guests=
run_all "$@"
trap - EXIT

{
	[ -z "$left_out" ] || echo "ok -$left_out # SKIP the kernel does not decide of it"
	for kernel in $absent; do
		echo "ok - Linux $kernel # SKIP $(version_of "$kernel" | cut -c 3-)"
	done
} >"$directory/absent"
for kernel in $usable; do
	name="Linux $(version_of "$kernel" | sed 's/-.*//')"
	[ "$MACHINE" = amd64 ] || name="$MACHINE, $name"
	[ "$kernel" = "${kernel%+*}" ] || name="$name, ${kernel#*+}"
	echo "# $name: $(cat "$directory/$kernel/seconds") s with ${accelerator%,*}"
	results "$kernel" | sed "s/^\(not \)*ok - /&$name: /"
done | cat "$directory/absent" - | summarize
