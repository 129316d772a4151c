# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Part of rounds.sh: scenes that are about more than how many processes there are. Each has a
# number, a floor called "write" or "base", and the contenders "kill" and "old", an older build.
: "${BIN:?}" "${scene=}" "${processes=}"
: "${FREEZER=}" # a directory of cgroup v1's freezer that is ours, or empty
: "${MOUNT=}"   # where cgroup2 is mounted
: "${FILTER=}"  # the program tests/helpers/filter

# setting PROCESSES [OPTIONS]: of killtime.
setting() {
	processes=$1 options=${2-}
}

# ours COMMAND...: with the build that is measured.
ours() {
	in_cgroup "$ours" "$@"
}

write() {
	in_cgroup "$BIN/write-kill" "$@"
}

# act CONTENDER: in $scene, with $number.
act() {
	number=$processes ours=$BIN/kill
	[ "$1" != old ] || ours=$BIN/old/kill
	"act_$scene" "$1"
}

# Processes take 300 ms to obey: in one cgroup (base), or each in a cgroup of its own.
act_slow() {
	if [ "$1" = base ]; then
		setting "$number" "-e -k slow"
		ours -s TERM --wait --cgroup '{}'
	else
		setting "$number" "-e -k slow -c $number"
		ours -s TERM --wait --cgroup '{cgroups}'
	fi
}

# A sleeper in each of many cgroups, all of them operands, and the same when they are waited for.
act_operands() {
	setting "$number" "-c $number"
	if [ "$1" = write ]; then
		write '{cgroups}'
	else
		ours --cgroup '{cgroups}'
	fi
}

act_waited() {
	setting "$number" "-c $number"
	if [ "$1" = write ]; then
		write '{cgroups}'
	else
		options="$options -e"
		ours --wait --cgroup '{cgroups}'
	fi
}

# A cgroup alone (base), or after so many whose processes cannot die.
act_stuck() {
	if [ "$1" = base ]; then
		setting 1 "-c 1"
	else
		setting $((number + 1)) "-c $((number + 1)) -s $number ${FREEZER:+-f $FREEZER}"
	fi
	ours --cgroup '{cgroups}'
}

# A cgroup of version 1, as people write it (base), which is not complete: it does not wait until
# all are frozen.
act_v1() {
	home=$HOME_CGROUP HOME_CGROUP=$FREEZER
	setting "$number"
	if [ "$1" = base ]; then
		# shellcheck disable=SC2016
		in_cgroup sh -c 'echo FROZEN >"$1/freezer.state"
			kill -9 $(cat "$1/cgroup.procs")
			echo THAWED >"$1/freezer.state"' sh '{}'
	else
		ours --method freeze --cgroup '{}'
	fi
	status=$?
	HOME_CGROUP=$home
	return $status
}

# Armed before: from the event on. The event of the script is a change of a file.
ARMED=300
act_armed() {
	setting "$number" "-a $ARMED"
	case $1 in
	write) write --when $ARMED '{}' ;;
	watch)
		EVENTS=$BIN/memory.events
		export EVENTS
		echo oom_kill 0 >"$EVENTS"
		options="$options -o $EVENTS"
		PATH=$BIN:$PATH in_cgroup sh "$BIN/oom-watch.sh" '{}'
		;;
	*) ours --when $ARMED --cgroup '{}' ;;
	esac
}

# A signal that nobody dies of.
act_deaf() {
	setting "$number" "-k deaf"
	if [ "$1" = systemctl ]; then
		in_unit systemctl kill --signal=URG "$UNIT"
	else
		ours -s URG --cgroup '{}'
	fi
}

# Nobody but the caller, who is to be spared.
act_alone() {
	setting 0 "-i -e"
	ours --exclude-self --wait --cgroup '{}'
}

# The caller is in the cgroup, with others.
act_inside() {
	setting "$number"
	if [ "$1" = write ]; then
		write '{}'
	else
		options="-i -e"
		ours --wait --cgroup '{}'
	fi
}

# Trees side by side, each nine deep, with a process at the bottom of each.
act_trees() {
	setting "$number" "-c $number -b 8"
	if [ "$1" = write ]; then
		write '{}'
	else
		ours --method signal --cgroup '{}'
	fi
}

# Siblings are removed.
act_removed() {
	setting "$number" "-c $number -e"
	if [ "$1" = write ]; then
		write --remove '{cgroups}'
	else
		ours --remove --cgroup '{cgroups}'
	fi
}

# Cgroups are given by name, where there are many mounts.
act_named() {
	setting "$number" "-c $number"
	if [ "$1" = write ]; then
		write '{cgroups}'
	else
		options="$options -m $MOUNT"
		ours --cgroup '{cgroups}'
	fi
}

# As on a kernel without pidfd_open(2).
act_nopidfd() {
	setting "$number"
	if [ "$1" = write ]; then
		write '{}'
	else
		in_cgroup "$FILTER" ENOSYS pidfd_open -- "$ours" --method signal --cgroup '{}'
	fi
}
