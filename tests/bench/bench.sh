#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# "make bench": what killing a cgroup costs, against a program that does nothing but write to
# cgroup.kill, and against other ways to do it. Absolute times on a busy machine are noise: what
# counts are the ratios, each the median over rounds in which all contenders ran in turn.
#
#     make bench                              # all of it, 25 minutes
#     make bench BENCH=startup,sizes          # these parts: startup sizes trees calls
#     make bench BENCH=sizes SIZES="10:0 1000:100" ROUNDS=3
#                                             # processes:cgroups, 0: all in one
#     make bench PEERS_EVERY=1                # other programs in every round, not only in every
#                                             # third where there are 10,000 processes or more
#
# Writes bench.md, bench.svg, and bench.csv with all measurements, to the build directory.
set -u
: "${top_srcdir:?}" "${top_builddir:?}"
source=$top_srcdir/tests/bench
programs=$top_builddir/tests/bench
. "$top_srcdir/tests/functional/lib.sh"
. "$top_srcdir/tests/functional/systemd/lib.sh"

: "${BENCH:=startup,sizes,trees,calls}" "${ROUNDS:=15}" "${PEERS_EVERY:=3}"
: "${SIZES:=10:0 100:0 1000:0 10000:0 30000:0 10000:10 10000:100 10000:1000 10000:10000}"
: "${TREES:=wide:100:100 wide:1000:1000 wide:10000:10000 deep:125:125 deep:250:250 deep:500:500 deep:1000:1000}"
OURS='write kernel freeze signal'
PEERS='loop xargs systemctl crun runc'
RESULT=$PWD/bench
LICENCE='SPDX-License-Identifier: GPL-2.0-or-later'
KILL_PROGRAM=$KILL
SYSTEMD_LIFE=7200
NAMES='write=bare write, static C
kernel=kill --cgroup
freeze=kill --cgroup --method freeze
signal=kill --cgroup --method signal
loop=shell loop, kill -9
xargs=find, xargs kill -9
systemctl=systemctl kill
crun=crun kill --all
runc=runc kill --all
procps=/bin/kill -0 $$
sh=sh -c "echo 1 >cgroup.kill"
pkill=pkill --cgroup'

skip_all() {
	echo "bench: $1" >&2
	exit 77
}

say() {
	echo "bench: $*" >&2
}

# What could not be measured, for the report.
leave_out() {
	say "left out: $*"
	echo " - $*" >>"$TMP/left-out"
}

wanted() {
	case ",$BENCH," in
	*",$1,"*) ;;
	*) return 1 ;;
	esac
}

load() {
	cut -d' ' -f1 /proc/loadavg
}

started=$(date +%s)
load_before=$(load)
. "$source/report.sh"
. "$source/startup.sh"
. "$source/sizes.sh"
. "$source/calls.sh"

: >"$TMP/raw"
: >"$TMP/report"
: >"$TMP/left-out"
need_cgroup
! wanted startup || measure_startup
! wanted calls || measure_calls
if wanted sizes || wanted trees; then
	prepare_rounds
	! wanted sizes || measure_sizes
	! wanted trees || measure_trees
fi
report
