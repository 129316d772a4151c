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

section() {
	printf '## %s\n\n' "$1" >>"$TMP/report"
	shift
	[ $# = 0 ] || printf '%s\n\n' "$*" >>"$TMP/report"
}

# table SIZES WHAT [CONTENDERS]: of all that was measured; these are patterns.
table() {
	awk -v sizes="$1" -v what="$2" -v only="${3-}" -v names="$NAMES" \
		-f "$source/table.awk" "$TMP/stats" >>"$TMP/report"
}

caption() {
	printf '%s\n\n' "$*" >>"$TMP/report"
}

# --- start-up ----------------------------------------------------------------------------------

# A locale that is not installed is made if its source is available.
find_locale() {
	locale -a 2>/dev/null | grep -qix 'de_DE\.utf-\{0,1\}8' && return
	mkdir "$TMP/locale" &&
		localedef -i de_DE -f UTF-8 "$TMP/locale/de_DE.UTF-8" 2>/dev/null &&
		LOCPATH=$TMP/locale && export LOCPATH
}

startup_command() {
	case $1 in
	write) echo "$programs/write-kill $CG/startup" ;;
	kernel) echo "$KILL_PROGRAM --cgroup $CG/startup" ;;
	procps) echo "/bin/kill -0 $$" ;;
	sh) echo "sh -c 'echo 1 >$CG/startup/cgroup.kill'" ;;
	pkill) echo "pkill --cgroup $NAME/startup" ;;
	esac
}

# startup_once LOCALE ROUND CONTENDER: the median of some runs.  pkill reads all of /proc, and
# fails if it finds no process.
startup_once() {
	runs=50
	[ "$3" != pkill ] || runs=5
	LC_ALL=$1 hyperfine -N --ignore-failure --style none --warmup 5 --runs $runs \
		--export-csv "$TMP/hyperfine" "$(startup_command "$3")" >/dev/null 2>&1 || return
	tail -n 1 "$TMP/hyperfine" | tr ',' ' ' | awk -v key="startup:$1 $2 $3" \
		'{ n = NF; print key, $(n - 4) * 1e3, $(n - 4) * 1e3, ($(n - 3) + $(n - 2)) * 1e3, 0, 0, 0 }' \
		>>"$TMP/raw"
}

startup_rounds() {
	locale=$1
	shift
	round=0
	while [ $round -lt "$ROUNDS" ]; do
		round=$((round + 1))
		for contender; do
			startup_once "$locale" $round "$contender" ||
				skip_all "hyperfine $contender failed"
		done
		first=$1
		shift
		set -- "$@" "$first"
	done
}

measure_startup() {
	has_tool hyperfine || {
		leave_out 'start-up: hyperfine is not installed'
		return
	}
	cgroup startup
	set -- write kernel sh
	[ ! -x /bin/kill ] || set -- "$@" procps
	if pkill --help 2>/dev/null | grep -q -e --cgroup; then
		set -- "$@" pkill
	else
		leave_out "pkill --cgroup: not in $(pkill --version 2>&1 | head -n 1)"
	fi
	startup_rounds C "$@"
	if find_locale; then
		startup_rounds de_DE.UTF-8 "$@"
	else
		leave_out 'start-up in de_DE.UTF-8: no such locale, and localedef cannot make it'
	fi
	unset LOCPATH
}

report_startup() {
	grep -q '^startup' "$TMP/stats" || return 0
	section 'Start-up' "An empty cgroup; each figure is the median of $ROUNDS medians of 50 runs" \
		'(pkill: 5; hyperfine -N). Milliseconds, then the ratio to the floor with its quartiles.'
	table '^startup' ms
	table '^startup' ratio
}

# --- numbers of processes ----------------------------------------------------------------------

# From here on everything runs in the namespaces of our own systemd, or without if systemd cannot
# be started.
prepare_rounds() {
	bin=$TMP/bin HOME_CGROUP=$CG/bench
	skip_all() {
		leave_out "systemctl, crun, runc: $1"
		PEERS='loop xargs'
		SYSTEMD_PID=
	}
	# So that its kill remains the machine's.
	KILL=/bin/kill
	start_systemd
	KILL=$KILL_PROGRAM
	if [ -n "$SYSTEMD_PID" ]; then
		bin=$ROOT/run/test/bin HOME_CGROUP=/sys/fs/cgroup/bench
		mkdir -p "$CG/systemd/bench/driver"
	else
		mkdir -p "$CG/bench"
	fi
	mkdir -p "$bin"
	cp "$KILL_PROGRAM" "$programs/write-kill" "$programs/killtime" "$source/rounds.sh" "$bin"
	choose_peers
}

# shellcheck disable=SC2016
rounds() {
	if [ -n "$SYSTEMD_PID" ]; then
		sh -c 'echo 0 >"$0/cgroup.procs" && exec "$@"' "$CG/systemd/bench/driver" \
			nsenter -t "$SYSTEMD_PID" -m -p -C -u -i env BIN=/run/test/bin \
			HOME_CGROUP="$HOME_CGROUP" PEERS_EVERY="$PEERS_EVERY" sh /run/test/bin/rounds.sh "$@"
	else
		BIN=$bin HOME_CGROUP=$HOME_CGROUP PEERS_EVERY=$PEERS_EVERY sh "$bin/rounds.sh" "$@"
	fi
}

# Those that can kill three processes here.
choose_peers() {
	peers=
	for peer in $PEERS; do
		if rounds 3:0 1 "$peer" >"$TMP/probe" 2>"$TMP/problem" &&
			grep -q ' 0$' "$TMP/probe"; then
			peers="$peers $peer"
		else
			leave_out "$(tail -n 1 "$TMP/problem" | grep . || echo "$peer: does not kill")"
		fi
	done
}

# How many more processes this machine can hold, with some left for others.
room() {
	used=$(sed 's,.*/\([0-9]*\) .*,\1,' /proc/loadavg)
	limit=$(cat /proc/sys/kernel/pid_max)
	[ "$limit" -lt "$(cat /proc/sys/kernel/threads-max)" ] ||
		limit=$(cat /proc/sys/kernel/threads-max)
	echo $((limit - used - 500))
}

# measure_size SIZE CONTENDER...
measure_size() {
	processes=${1#*[a-z]:}
	processes=${processes%:*}
	if [ "$processes" -gt "$(room)" ]; then
		leave_out "$1: kernel.pid_max and kernel.threads-max leave room for $(room) processes"
		return
	fi
	size=$1
	shift
	began=$(date +%s)
	# Waited for, so that a signal need not wait for it.
	rounds "$size" "$ROUNDS" "$@" >"$TMP/size" 2>"$TMP/problem" &
	if wait $!; then
		cat "$TMP/size" >>"$TMP/raw"
	else
		leave_out "$size: $(tail -n 1 "$TMP/problem")"
	fi
	say "$size: $(($(date +%s) - began)) s"
}

measure_sizes() {
	for size in $SIZES; do
		# shellcheck disable=SC2086 # words
		measure_size "$size" $OURS $peers
	done
}

# Sizes that have already been measured with the peers are not measured again.
measure_trees() {
	for size in $TREES; do
		# shellcheck disable=SC2086 # words
		grep -q "^${size#wide:} " "$TMP/raw" || measure_size "$size" $OURS
	done
}

report_sizes() {
	grep -q '^[0-9]' "$TMP/stats" || return 0
	section 'Number of processes' "The time from the start of the command until cgroup.events" \
		"says that nobody lives, in milliseconds: medians of $ROUNDS rounds; from 10,000" \
		"processes on, other programs took part in one of $PEERS_EVERY rounds. All ran in the" \
		'namespaces of a systemd of their own, where there is one.'
	caption 'Processes in one cgroup:'
	table '^[0-9]+:0$' ms
	caption 'Ratio to the bare write in the same round: median [quartiles].'
	table '^[0-9]+:0$' ratio
	caption 'Processes spread over cgroups side by side:'
	table '^[0-9]+:[1-9]' ms
	table '^[0-9]+:[1-9]' ratio
	caption 'Milliseconds until the command itself had ended:'
	table '^[0-9]+:' own
	caption 'Milliseconds of CPU that it used (systemctl has systemd work for it):'
	table '^[0-9]+:' cpu
	section 'Memory' 'Peak resident set in KiB.'
	table '^[0-9]+:' rss '^(write|kernel|freeze|signal)$'
}

report_trees() {
	grep -Eq '^(deep|wide)' "$TMP/stats" || return 0
	section 'Trees' 'One process in each cgroup; microseconds for each cgroup, which stay the same' \
		'where the cost is linear. First cgroups side by side:'
	awk '{ n = split($1, part, ":"); if (!/^deep/ && part[n] == part[n - 1]) print }' \
		"$TMP/stats" >"$TMP/stats.square"
	awk -v sizes=. -v what=each -v only='^(write|kernel|freeze|signal)$' -v names="$NAMES" \
		-f "$source/table.awk" "$TMP/stats.square" >>"$TMP/report"
	caption 'One in the other (the kernel sets no limit to the depth, cgroup.max.depth may):'
	table '^deep' each
	table '^deep' ratio
}

# --- system calls ------------------------------------------------------------------------------

# count_calls METHOD PROCESSES CGROUPS: prints how many, from execve to exit.
count_calls() {
	mkdir "$CG/calls" || return
	"$programs/killtime" -c "$3" "$2" "$CG/calls" strace -c -U calls,name -o "$TMP/calls" \
		"$KILL_PROGRAM" --cgroup --method "$1" '{}' >/dev/null
	rmdir "$CG/calls"
	awk '$2 == "total" { print $1 }' "$TMP/calls"
}

# The limit is the number for an empty cgroup, plus 3 for each process and 6 for each cgroup.
measure_calls() {
	has_tool strace || {
		leave_out 'system calls: strace is not installed'
		return
	}
	for method in kernel freeze signal; do
		none=$(count_calls $method 0 0)
		for size in 1000:0 1000:100 10000:0 10000:1000; do
			calls=$(count_calls $method "${size%:*}" "${size#*:}")
			echo "$method $none $size ${calls:--}"
		done
	done >"$TMP/call-counts"
}

report_calls() {
	[ -s "$TMP/call-counts" ] || return 0
	section 'System calls' 'From execve to exit (strace -c). At most those for an empty cgroup,' \
		'3 for each process and 6 for each cgroup are aimed at.'
	awk '
		NR == 1 { print "| method | empty cgroup | processes:cgroups | calls | for each process | at most | met |"
			  print "|---|---:|---:|---:|---:|---:|---|" }
		{
			split($3, size, ":")
			limit = $2 + 3 * size[1] + 6 * (size[2] + 1)
			printf "| %s | %d | %s | %d | %.3f | %d | %s |\n", $1, $2, $3, $4,
				($4 - $2) / size[1], limit, $4 <= limit ? "yes" : "**no**"
		}
		END { print "" }' "$TMP/call-counts" >>"$TMP/report"
}

# --- the report --------------------------------------------------------------------------------

first_line() {
	"$@" 2>/dev/null | head -n 1
}

machine() {
	echo "<!-- $LICENCE -->"
	echo '# What killing a cgroup costs'
	echo
	echo " - $(first_line "$KILL_PROGRAM" --version)"
	echo " - $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1), $(nproc) CPUs," \
		"$(awk '/^MemTotal/ { printf "%.0f GiB", $2 / 1048576 }' /proc/meminfo), Linux $(uname -r)"
	echo " - $(date -u '+%F %H:%M UTC'), took $(($(date +%s) - started)) s," \
		"load $load_before before and $(load) after"
	for tool in /bin/kill crun runc systemctl hyperfine; do
		! has_tool $tool || echo " - $(first_line $tool --version)"
	done
	echo ' - repeat it with: make bench'
	echo
	if [ -s "$TMP/left-out" ]; then
		printf 'Left out:\n\n'
		cat "$TMP/left-out"
		echo
	fi
}

load() {
	cut -d' ' -f1 /proc/loadavg
}

# Blocks of lines, as plot.gp expects them: first those of one cgroup.
plot_data() {
	for contender in $OURS $PEERS; do
		label=$(echo "$NAMES" | sed -n "s/^$contender=//p")
		awk -v contender="$contender" -v label="$label" '
			/^[0-9]/ && $2 == contender && $4 != "-" {
				split($1, size, ":")
				if (size[2] > 0 && size[1] != 10000)
					next
				if (!lines++)
					printf "\"%s\"\n", label
				line = size[1] " " size[2] " " $4 " " $5
				if (size[2] == 0)
					print line
				else
					spread = spread line "\n"
			}
			END { if (lines) print spread "\n" }' "$TMP/stats"
	done
}

plot() {
	plot_data >"$RESULT.dat"
	[ -s "$RESULT.dat" ] || return 0
	has_tool gnuplot || {
		leave_out 'the plot: gnuplot is not installed'
		return
	}
	if gnuplot -e "data = '$RESULT.dat'; image = '$RESULT.svg'" \
		-e "contenders = $(grep -c '^"' "$RESULT.dat")" "$source/plot.gp"; then
		sed -i "1a <!-- $LICENCE -->" "$RESULT.svg"
	else
		leave_out 'the plot: gnuplot failed'
	fi
}

report() {
	sort -s -k1,1V "$TMP/raw" | awk -f "$source/stats.awk" >"$TMP/stats"
	plot
	report_startup
	report_sizes
	report_trees
	report_calls
	{
		machine
		printf '## Goals\n\n'
		awk -f "$source/goals.awk" "$TMP/stats"
		cat "$TMP/report"
	} >"$RESULT.md"
	{
		echo 'size,round,contender,ms_until_empty,ms_until_ended,ms_of_cpu,peak_kib,status,left'
		tr ' ' ',' <"$TMP/raw"
	} >"$RESULT.csv"
	cat "$RESULT.md"
	say "wrote $RESULT.md, $RESULT.csv and, if there are sizes to plot, $RESULT.svg"
}

started=$(date +%s)
load_before=$(load)
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
