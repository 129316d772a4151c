#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A demonstration: the same job, which is hard to catch, is started and killed in several ways, and
# what each of them leaves behind is shown.  Everything is in a separate cgroup with a random name,
# and nothing outside it is signalled.
#
#	demo.sh --possible    only say whether there is a cgroup to work in, before anything is built
#
# Exit status 77: it cannot; what to do is on stderr.
set -u
cd "${0%/*}/.." || exit

cgkill=${CGKILL:-src/cgkill}
spawn=${HELPERS:-tests/helpers}/spawn
job=    # our cgroup, once it is made
chains=20

# cannot <why> <what to do>...: each on its own line.
cannot() {
	echo "demo: not possible here: $1" >&2
	shift
	[ $# -eq 0 ] || printf '  %s\n' "$@" >&2
	exit 77
}

# wait_until <seconds> <command>...
wait_until() {
	tries=$(($1 * 100))
	shift
	until "$@"; do
		tries=$((tries - 1))
		[ "$tries" -gt 0 ] || return 1
		sleep 0.01
	done
}

#
# Cleaning up
#

is_empty() {
	grep -q '^populated 0$' "$job/cgroup.events"
}

# By the kernel for most processes, and one by one for those that it skips.  Such a PID was read a
# moment ago from our own cgroup, which never holds any process but ours.
kill_rest() {
	[ ! -e "$job/cgroup.kill" ] || echo 1 >"$job/cgroup.kill"
	cat "$job/cgroup.procs" "$job"/*/cgroup.procs | while read -r pid; do
		[ "$pid" -le 1 ] || kill -KILL "$pid"
	done
	is_empty
}

# Until it is gone: a process may have been on its way into it.
remove() {
	kill_rest
	find "$job" -depth -type d -exec rmdir {} \;
	[ ! -d "$job" ]
}

cleanup() {
	trap '' INT TERM HUP PIPE
	[ -z "$job" ] || wait_until 10 remove 2>/dev/null || echo "demo: cannot remove $job" >&2
	job=
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP
trap 'exit 141' PIPE
# A list of PIDs must not remain on the screen for hours.
trap '' TSTP

#
# The place
#

# mounted <type>: where, with which options, and which part of it; of the first one.
# mountinfo has \040 for a space, which is \0040 for printf.
mounted() {
	awk -v type="$1" '{
		for (i = 7; i < NF; i++)
			if ($i == "-" && $(i + 1) == type) { print $6, $4, $5; exit }
	}' /proc/self/mountinfo
}

capable_of_mounting() {
	effective=$(sed -n 's/^CapEff:[[:space:]]*//p' /proc/self/status)
	[ $((0x$effective >> 21 & 1)) -eq 1 ]
}

as_root=
[ "$(id -u)" -eq 0 ] || as_root='sudo '

# cannot_mount <what is wrong>
cannot_mount() {
	cannot "$1, and this container is not allowed to change that" \
		'start the container with that right, such as docker run --privileged --cgroupns=private,' \
		'or run ./bootstrap demo outside of it'
}

# In a hybrid or legacy layout /sys/fs/cgroup is a tmpfs for cgroup v1, which may be read-only.
no_cgroup2() {
	grep -qw cgroup2 /proc/filesystems || cannot 'this kernel has no cgroup2'
	[ -n "$as_root" ] || capable_of_mounting || cannot_mount 'no cgroup2 file system is mounted'
	place=/sys/fs/cgroup
	case $(awk '$5 == "/sys/fs/cgroup" { print $6 }' /proc/self/mountinfo | tail -n 1) in
	ro | ro,*) place=/run/cgroup2 ;;
	?*) place=/sys/fs/cgroup/unified ;;
	esac
	make_place=
	[ -d "$place" ] || make_place="${as_root}mkdir -p $place && "
	cannot 'no cgroup2 file system is mounted; mount it, then come back:' \
		"$make_place${as_root}mount -t cgroup2 none $place"
}

not_delegated() {
	if [ -S "${XDG_RUNTIME_DIR:-/run/user/$(id -u)}/systemd/private" ] &&
		command -v systemd-run >/dev/null 2>&1; then
		command='systemd-run --user --scope -p Delegate=yes ./bootstrap demo'
	elif command -v sudo >/dev/null 2>&1; then
		command='sudo ./bootstrap demo'
	else
		command='./bootstrap demo    # as root'
	fi
	cannot 'you are not root, and your cgroup is not delegated to you; try' "$command"
}

not_writable() {
	case $1 in
	ro | ro,*)
		capable_of_mounting || cannot_mount "$mount_point is read-only"
		cannot "$mount_point is read-only; try" "mount -o remount,rw,bind $mount_point"
		;;
	esac
	cannot "no cgroup can be made in $mount_point"
}

# make_cgroup <place>: our own cgroup in there, which a process can join.
make_cgroup() {
	[ -n "$1" ] || return 1
	job=$1/cgkill-demo-$(od -An -N4 -tx1 /dev/urandom | tr -d ' ')
	if mkdir "$job" 2>/dev/null; then
		sh -c 'echo $$ >"$1/cgroup.procs"' sh "$job" 2>/dev/null && return
		rmdir "$job"
	fi
	job=
	return 1
}

# Sets $job.
find_place() {
	[ -r /proc/self/mountinfo ] || cannot '/proc is not mounted; try' "${as_root}mount -t proc proc /proc"
	mount=$(mounted cgroup2)
	[ -n "$mount" ] || no_cgroup2
	mount_options=${mount%% *}
	mount=${mount#* }
	mount_root=${mount%% *}
	mount_point=$(printf '%b' "$(echo "${mount#* }" | sed 's/\\/\\0/g')")

	own=$(sed -n 's/^0:://p' /proc/self/cgroup)
	case $own in
	"$mount_root" | "${mount_root%/}"/*) own=$mount_point${own#"${mount_root%/}"} ;;
	*) own= ;;
	esac
	if [ -n "$as_root" ]; then
		make_cgroup "$own" || not_delegated
	else
		make_cgroup "$mount_point" || make_cgroup "$own" || not_writable "$mount_options"
	fi
}

# The workers leave thousands of orphans, which some process has to reap.
orphan_is_gone() {
	[ ! -e "/proc/$orphan" ]
}

need_init() {
	orphan=$(sh -c 'sh -c "echo \$\$; sleep 0.02" & sleep 0.01')
	wait_until 2 orphan_is_gone ||
		cannot 'PID 1 does not wait for orphans; start the container with --init'
}

#
# The job
#

# start <kind> <command>...: joins the cgroup of that name, then becomes the command.  Prints its
# PID.  Not a child of this script, since some shells report each child that is killed.
start() {
	into=$job/$1
	shift
	# shellcheck disable=SC2016 # for the inner shell
	sh -c 'echo $$ && exec >/dev/null 2>&1 && echo $$ >"$1/cgroup.procs" && shift && exec "$@"' \
		sh "$into" "$@" &
}

# Should all else fail, they end by themselves after a minute.
# shellcheck disable=SC2016 # for the inner shell
idle='trap "" TERM
	sleep 60 | {
		exec 3<&0
		n=300
		while [ $((n -= 1)) -gt 0 ]; do read -r line <&3 & done
		wait
	}'
daemons='setsid sleep 60 & setsid sleep 60 & exec setsid sleep 60'
# A fork without exec is the fastest way in a shell.  All of them together use less than half of all
# PIDs, so that no PID is recycled while it is in a list.
# shellcheck disable=SC2016 # for the inner shell
workers='chains=$1 left=$2
	work() {
		[ $((left -= 1)) -gt 0 ] || exec sleep 60
		work &
	}
	while [ $((chains -= 1)) -gt 0 ]; do work & done
	work'

count() {
	wc -l <"$job/$1/cgroup.procs"
}

# has <kind> <number>: at least that many
has() {
	[ "$(count "$1")" -ge "$2" ] 2>/dev/null
}

must() {
	wait_until 10 "$@" || {
		echo "demo: this did not happen within 10 seconds: $*" >&2
		exit 1
	}
}

start_job() {
	must kill_rest 2>/dev/null
	group=$(start idle setsid sh -c "$idle")
	start daemons setsid sh -c "$daemons" >/dev/null
	[ ! -x "$spawn" ] || "$spawn" -t 60 -c "$job/headless" headless >/dev/null || exit
	must has idle 300
	must has daemons 3
	start workers setsid sh -c "$workers" sh "$chains" "$hops" >/dev/null
	must has workers "$chains"
}

# What is left, such as "daemons 3, headless 1".
left() {
	list=
	for kind in idle daemons headless workers; do
		number=$(count "$kind")
		[ "$number" -eq 0 ] || list="$list${list:+, }$kind $((number))"
	done
	echo "${list:-nothing}"
}

# Milliseconds if date(1) supports them, else the kernel's count of 1/100 s.
now() {
	nanoseconds=$(date +%s%N)
	case $nanoseconds in
	*[!0-9]*) awk '{ print int($1 * 1000) }' /proc/uptime ;;
	*) echo $((nanoseconds / 1000000)) ;;
	esac
}

# No process in there has SIGKILL pending, which is bit 8 of the masks.
none_dying() {
	! cat "$job"/*/cgroup.procs | sed "s,.*,/proc/&/status," |
		xargs grep -q "Pnd:.*[13579bdf]..\$" 2>/dev/null
}

no_idle() {
	! has idle 1
}

# A killed process exists until it has run once more.  The idle ones never escape.
settle() {
	must no_idle
	sleep 0.1
}

#
# What is shown
#

show_job() {
	echo "A job in a cgroup of its own, with one below it for each kind of process:"
	echo
	echo "  job=$job"
	echo
	echo "  idle      $(count idle) in one process group; they ignore SIGTERM"
	echo "  daemons     $(count daemons) in sessions of their own"
	[ ! -x "$spawn" ] || echo "  headless    $(count headless) whose main thread has exited, others go on"
	echo "  workers    $chains that fork and exit, as do their children, again and again"
	echo
	echo "Each of these is tried on the whole job, started anew:"
}

# try <words> <command>: shows the command, and sets it for run().
tried=0
try() {
	tried=$((tried + 1))
	command=$2
	printf '\n%d. %s\n   $ %s\n' "$tried" "$1" "$command"
}

run() {
	job=$job sh -c "$command"
}

# It complains about processes that are gone before their turn.
run_quietly() {
	run 2>/dev/null
}

by_group() {
	grep -qx "$group" "$job/idle/cgroup.procs" || exit
	try 'By the process group, as pkill -g does it' "kill -9 -$group"
	run_quietly
	settle
	echo "   left: $(left) (in sessions of their own)"
}

# A race that the loop sometimes wins.
one_by_one() {
	# shellcheck disable=SC2016 # for run()
	try 'One by one' 'for pid in $(cat "$job"/*/cgroup.procs); do kill -9 $pid; done'
	for attempt in 1 2 3 4 5 6 7 8 9 10; do
		start_job
		run_quietly
		settle
		must none_dying
		left=$(left)
		[ "$left" = nothing ] || break
	done
	case $attempt,$left in
	*,nothing) echo "   left: nothing, $attempt times: this machine kills faster than it forks" ;;
	1,*) echo "   left: $left (forked after the list was read)" ;;
	*) echo "   left: $left (forked after the list was read; nothing, $((attempt - 1)) x before)" ;;
	esac
}

by_kernel() {
	[ -e "$job/cgroup.kill" ] && [ -x "$spawn" ] || return
	# shellcheck disable=SC2016 # for run()
	try 'By the kernel' 'echo 1 >"$job/cgroup.kill"'
	start_job
	run
	settle
	left=$(left)
	case $left in
	nothing) echo "   left: $left" ;;
	*) echo "   left: $left (only its main thread is signalled, which has exited)" ;;
	esac
}

# by_cgkill <words> <option>...
by_cgkill() {
	words=$1
	shift
	try "$words" "$cgkill $* \"\$job\""
	start_job
	began=$(now)
	run || exit 1
	ended=$(now)
	echo "   left: $(left), after $((ended - began)) ms"
	is_empty || exit 1
}

next() {
	for example in "$mount_point/system.slice" "$mount_point"/*/ '<a cgroup>'; do
		case $example in */cgkill-*) continue ;; esac # of a test, and soon gone
		! grep -qs '^populated 1$' "$example/cgroup.events" || break
	done
	echo
	echo "Its cgroups are removed again.  Try next, and nobody is killed:"
	echo "   src/cgkill --dry-run ${example%/}"
	echo "   man man/cgkill.1"
	echo "   ./bootstrap check    # the tests, in a few minutes"
}

find_place
if [ "${1-}" = --possible ]; then
	cleanup
	exit
fi
need_init
[ -x "$cgkill" ] || cannot "$cgkill is not built" './bootstrap build'

hops=$(($(cat /proc/sys/kernel/pid_max) / 2 / chains))
[ "$hops" -le 800 ] || hops=800
mkdir "$job/idle" "$job/daemons" "$job/headless" "$job/workers" || exit

start_job
show_job
by_group
one_by_one
by_kernel
by_cgkill 'By cgkill: the kernel first, then whatever it has passed over' --wait
by_cgkill 'By cgkill as on a kernel without cgroup.kill' --method freeze --wait
cleanup
next
