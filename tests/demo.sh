#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The main job, to watch: makes a small tree of cgroups with processes that are
# hard to catch, and kills it with "kill --cgroup", twice. Everything is in one
# cgroup of its own with a random name, and only what is in there is signalled.
# Exit status 77: this is no place where a cgroup can be made.
set -u

kill_program=${KILL:-${0%/*}/../src/kill}
demo=	# our cgroup, once it is made

cannot() {
	echo "demo: not possible here: $1" >&2
	exit 77
}

cgroups() {
	find "$demo" -type d | sort
}

# is_empty: neither our cgroup nor one below it has a process.
is_empty() {
	grep -q '^populated 0$' "$demo/cgroup.events"
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

# What is left after a failure or Ctrl-C. Such a PID was read a moment ago from
# a cgroup of ours, and no process but ours is ever in there.
kill_rest() {
	for cgroup in $(cgroups); do
		while read -r pid; do
			[ "$pid" -le 1 ] || kill -KILL "$pid" 2>/dev/null
		done <"$cgroup/cgroup.procs"
	done
	is_empty
}

cleanup() {
	trap '' INT TERM HUP PIPE
	[ -n "$demo" ] || return
	wait_until 5 kill_rest
	find "$demo" -depth -type d -exec rmdir {} \;
	demo=
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP
trap 'exit 141' PIPE

# "make_cgroup <place>": a cgroup of ours in there that a process can join.
make_cgroup() {
	[ -n "$1" ] || return 1
	demo=$1/cgkill-demo-$(od -An -N4 -tx1 /dev/urandom | tr -d ' ')
	if mkdir "$demo" 2>/dev/null; then
		sh -c 'echo $$ >"$1/cgroup.procs"' sh "$demo" 2>/dev/null && return
		rmdir "$demo"
	fi
	demo=
	return 1
}

# The first cgroup2 mount: which cgroup it shows, and where. mountinfo has \040
# for a space, which is \0040 for printf.
mount=$(awk '{ for (i = 7; i < NF; i++) if ($i == "-" && $(i + 1) == "cgroup2") { print $4, $5; exit } }' \
	/proc/self/mountinfo)
[ -n "$mount" ] || cannot 'no cgroup2 file system is mounted'
mount_root=${mount%% *}
mount_point=$(printf '%b' "$(echo "${mount#* }" | sed 's/\\/\\0/g')")

own=$(sed -n 's/^0:://p' /proc/self/cgroup)
case $own in
"$mount_root" | "${mount_root%/}"/*) own=$mount_point${own#"${mount_root%/}"} ;;
*) own= ;;
esac

[ -x "$kill_program" ] || cannot "$kill_program is not built"
if [ "$(id -u)" -eq 0 ]; then
	make_cgroup "$mount_point" || make_cgroup "$own" ||
		cannot "no cgroup can be made in $mount_point"
else
	make_cgroup "$own" ||
		cannot "your cgroup is not delegated to you; try: systemd-run --user --scope -p Delegate=yes ./bootstrap demo"
fi

# start <cgroup> <command>...: a process that says its PID, joins, and then becomes
# the command. Not a child of this script, since some shells tell of each that is killed.
start() {
	into=$demo/$1
	shift
	# shellcheck disable=SC2016 # for the inner shell
	started="$started $(sh -c 'echo $$ && exec >/dev/null &&
		echo $$ >"$1/cgroup.procs" && shift && exec "$@"' sh "$into" "$@" &)"
}

# Whether all have become their command, and none is still on its way.
all_started() {
	for pid in $started; do
		[ -d "/proc/$pid" ] || return 1
		! grep -qa 'cgroup\.procs' "/proc/$pid/cmdline" || return 1
	done
}

# They end by themselves after five minutes, should all else fail.
start_all() {
	mkdir -p "$demo/web/workers" "$demo/cron" || exit 1
	started=
	# shellcheck disable=SC2016 # for the inner shell
	start web/workers sh -c 'for n in $(seq 3000); do sleep 0.1 & sleep 0.1 & wait; done'
	start web sh -c 'trap "" TERM; sleep 300; exit'
	start cron setsid sleep 300
	start . sleep 300
	wait_until 5 all_started || {
		echo "demo: the processes did not start" >&2
		exit 1
	}
}

show() {
	for cgroup in $(cgroups); do
		below=${cgroup#"$demo"}
		indent=$(echo "$below" | sed 's,[^/],,g; s,/,    ,g')
		echo "  $indent${cgroup##*/}/"
		while read -r pid; do
			command=$({ tr '\0' ' ' <"/proc/$pid/cmdline"; } 2>/dev/null | cut -c 1-60)
			# One of those that come and go may be gone by now.
			[ -z "$command" ] || echo "  $indent    $pid  $command"
		done <"$cgroup/cgroup.procs"
	done
}

# Milliseconds, where date(1) has them; else what the kernel counts in 1/100 s.
now() {
	nanoseconds=$(date +%s%N)
	case $nanoseconds in
	*[!0-9]*) awk '{ print int($1 * 1000) }' /proc/uptime ;;
	*) echo $((nanoseconds / 1000000)) ;;
	esac
}

# kill_all <option>...
kill_all() {
	start_all
	show
	echo
	echo "\$ src/kill $*"
	began=$(now)
	"$kill_program" "$@" || exit 1
	wait_until 10 is_empty || {
		echo "demo: it is not empty after 10 seconds" >&2
		show
		exit 1
	}
	ended=$(now)
	show
	echo "cgroup.events says: $(grep populated "$demo/cgroup.events"), after $((ended - began)) ms"
}

echo 'A tree of cgroups, with processes that fork again and again (in workers), ignore'
echo 'SIGTERM (in web), and are daemons in a session of their own (in cron):'
echo
kill_all --cgroup "$demo"
echo
echo 'The same, as on a kernel without cgroup.kill: freeze, signal, thaw.'
echo
kill_all --method freeze --cgroup "$demo"
