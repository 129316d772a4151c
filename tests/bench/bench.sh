#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What killing a cgroup costs, against a program that does nothing but write to
# cgroup.kill. Figures of a busy machine are noise: what counts are the ratios, each
# the median over rounds in which all commands ran in turn.
#
#     make bench                      # all of it, some minutes
#     make bench BENCH="10 1000"      # these numbers of processes
set -eu

: "${KILL:?}" "${top_builddir:?}"
bench=$top_builddir/tests/bench
rounds=${ROUNDS:-15}
LC_ALL=C
export LC_ALL

if [ "$(id -u)" -ne 0 ]; then
	echo 'bench: only root can make cgroups to measure in' >&2
	exit 77
fi
mount=$(awk '{ for (i = 7; i <= NF; i++) if ($i == "-" && $(i + 1) == "cgroup2" && $4 == "/") { print $5; exit } }' /proc/self/mountinfo)
if [ -z "$mount" ]; then
	echo 'bench: no cgroup2 file system is mounted' >&2
	exit 77
fi
cgroup=$(mktemp -d "$mount/cgkill-bench-XXXXXX")
trap 'rmdir "$cgroup"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

echo "Until nothing lives (median, ratio to the first), until the command ended, peak"
echo "resident set; $rounds rounds; $(uname -r), $(nproc) CPUs, $(date +%F)"
for size in ${BENCH:-0:1 10:1 100:1 1000:1 1000:100 10000:1 10000:1000}; do
	processes=${size%:*}
	cgroups=${size#*:}
	[ "$cgroups" != "$size" ] || cgroups=1
	echo
	echo "$processes processes in $cgroups cgroup(s)"
	"$bench/killtime" "$processes" "$cgroups" "$rounds" "$cgroup" \
		"$bench/write-kill" '{}' -- \
		"$KILL" --cgroup '{}' -- \
		"$KILL" --cgroup --method freeze '{}' -- \
		"$KILL" --cgroup --method signal '{}' |
		sed "s|$bench/||; s|$KILL|kill|"
done

if command -v strace >/dev/null; then
	echo
	mkdir "$cgroup/empty"
	calls=$(strace -f -o '| wc -l' "$KILL" --cgroup "$cgroup/empty")
	rmdir "$cgroup/empty"
	echo "System calls for an empty cgroup, from execve to exit: $((calls - 1))"
fi
