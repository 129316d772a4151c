#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# "make bench": what killing a cgroup costs, against a program that does nothing but write to
# cgroup.kill, and against other ways to do it. Absolute times on a busy machine are noise: what
# counts are the ratios, each the median over rounds in which all contenders ran in turn.
#
#     make bench                              # all of it, half an hour
#     make bench BENCH=startup,sizes          # these parts: startup sizes trees calls engine growth
#     make bench BENCH=sizes SIZES="10:0 1000:100" ROUNDS=3
#                                             # processes:cgroups, 0: all in one
#     make bench PEERS_EVERY=1                # other programs in every round, not only in every
#                                             # third where there are 10,000 processes or more
#     make bench BENCH=engine ENGINE="slow:100 deaf:10" OLD_KILL=/usr/local/bin/kill
#                                             # scenes of engine.sh, also with an older build
#     make bench BENCH=growth GROWTH="10 100" # numbers for the scenes of growth.sh
#
# Writes bench.md, bench.svg, growth.svg, and bench.csv with all measurements, to the build
# directory.
set -u
: "${top_srcdir:?}" "${top_builddir:?}"
source=$top_srcdir/tests/bench
programs=$top_builddir/tests/bench
. "$top_srcdir/tests/functional/lib.sh"
. "$top_srcdir/tests/functional/systemd/lib.sh"

: "${BENCH:=startup,sizes,trees,calls,engine,growth}" "${ROUNDS:=15}" "${PEERS_EVERY:=3}"
: "${OLD_KILL=}"
: "${SIZES:=10:0 100:0 1000:0 10000:0 30000:0 10000:10 10000:100 10000:1000 10000:10000}"
: "${TREES:=wide:100:100 wide:1000:1000 wide:10000:10000 deep:125:125 deep:250:250 deep:500:500 deep:1000:1000}"
OURS='write kernel freeze signal'
PEERS='loop xargs systemctl crun runc'
RESULT=$PWD/bench
GROWTH_RESULT=$PWD/growth
LICENCE='SPDX-License-Identifier: GPL-2.0-or-later'
KILL_PROGRAM=$KILL
SYSTEMD_LIFE=7200
NAMES='base=bare write, C, with the C library only
write=bare write, static C
kernel=kill --cgroup
kill=kill --cgroup
old=kill --cgroup, the older build
freeze=kill --cgroup --method freeze
signal=kill --cgroup --method signal
loop=shell loop, kill -9
watch=a script with inotifywait and cgkill
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

# wanted PART...: any of these.
wanted() {
	for part; do
		case ",$BENCH," in
		*",$part,"*) return 0 ;;
		esac
	done
	return 1
}

# put_programs DIR: all that rounds.sh needs.
put_programs() {
	mkdir -p "$1/old"
	cp "$KILL_PROGRAM" "$programs/write-kill" "$programs/killtime" \
		"$source/oom-watch.sh" "$source/rounds.sh" "$source/contenders.sh" "$source/scenes.sh" "$1"
	ln -s kill "$1/cgkill"
	[ -z "$OLD_KILL" ] || cp "$OLD_KILL" "$1/old/kill"
}

# How many more processes this machine can hold, with some left for others.
room() {
	used=$(sed 's,.*/\([0-9]*\) .*,\1,' /proc/loadavg)
	limit=$(cat /proc/sys/kernel/pid_max)
	[ "$limit" -lt "$(cat /proc/sys/kernel/threads-max)" ] ||
		limit=$(cat /proc/sys/kernel/threads-max)
	echo $((limit - used - 500))
}

# collect WHAT COMMAND...: the measurements that the command prints. It is waited for, so that a
# signal need not wait for it.
collect() {
	what=$1
	shift
	began=$(date +%s)
	"$@" >"$TMP/lines" 2>"$TMP/problem" &
	if wait $!; then
		cat "$TMP/lines" >>"$TMP/raw"
	else
		leave_out "$what: $(tail -n 1 "$TMP/problem")"
	fi
	say "$what: $(($(date +%s) - began)) s"
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
. "$source/engine.sh"
. "$source/growth.sh"

: >"$TMP/raw"
: >"$TMP/report"
: >"$TMP/left-out"
[ -z "$OLD_KILL" ] || [ -x "$OLD_KILL" ] || skip_all "OLD_KILL: no program $OLD_KILL"
need_cgroup
! wanted startup || measure_startup
! wanted calls || measure_calls
! wanted engine growth || prepare_scenes
! wanted growth || measure_growth
! wanted engine sizes trees || prepare_rounds
! wanted engine || measure_engine
! wanted sizes || measure_sizes
! wanted trees || measure_trees
report
