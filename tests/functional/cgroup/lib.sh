# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# For the tests of what may be in a cgroup.

# few_files COMMAND...: runs a command that cannot have a descriptor for each cgroup or process.
few_files() {
	# shellcheck disable=SC2016
	run sh -c 'ulimit -n 64 && exec "$@"' sh "$@"
}

# kills_frozen METHOD KIND DIR FROZEN: what is in DIR and below it dies, and FROZEN stays as it is.
kills_frozen() {
	pids=$(spawn -e -c "$3" "$2")
	freeze "$4"
	run "$KILL" --cgroup "$3" --method "$1"
	status_is 0
	dead "$pids"
	frozen "$4"
}
