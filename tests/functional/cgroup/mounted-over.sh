#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Something is mounted on a cgroup of the tree and hides it: what it looks like is never killed,
# and what it hides is never said to be done.
. "${0%/*}/../lib.sh"
need_cgroup
need_tool mount unshare
cgroup t t/over t/beside elsewhere elsewhere/below
outside=$(spawn -t 300 -c "$CG/elsewhere" sleeper)
hidden=$(spawn -t 300 -c "$CG/t/over" sleeper)
OUTSIDE=$outside
export CG OUTSIDE

# over HOW COMMAND...: with a cgroup of elsewhere, or files that look like one, on t/over.
over() {
	# shellcheck disable=SC2016
	run unshare --mount sh -c '
		case $0 in
		cgroup) mount --bind "$CG/elsewhere" "$CG/t/over" ;;
		files)
			mount -t tmpfs none "$CG/t/over" && cd "$CG/t/over" && mkdir below &&
				echo "$OUTSIDE" | tee cgroup.procs >below/cgroup.procs &&
				echo 0 >cgroup.freeze && : >cgroup.kill && echo domain >cgroup.type &&
				printf "populated 1\nfrozen 0\n" >cgroup.events
			;;
		esac || exit 99
		exec "$@"' "$@"
}

start() {
	pids="$(spawn -c "$CG/t" sleeper) $(spawn -c "$CG/t/beside" sleeper 2)"
}

not_complete() {
	status_is "$1"
	err_lines 1
	err_has "$CG/t" "$2"
}

for how in cgroup files; do
	for method in freeze signal; do
		point "$how mounted there: the others die, and it is no success ($method)"
		start
		over $how "$KILL" --cgroup "$CG/t" --method $method
		not_complete 1 "cannot list all processes"
		dead "$pids"
		still_alive "$outside" "$hidden"
		thawed "$CG"
	done

	point "$how mounted there: TERM does not reach them"
	start
	over $how "$CGKILL" -s TERM "$CG/t"
	not_complete 1 "cannot list all processes"
	dead "$pids"
	still_alive "$outside" "$hidden"

	point "$how mounted there: -p does not print them, and says that there may be others"
	start
	over $how "$CGKILL" -p "$CG/t"
	not_complete 1 "cannot list all processes"
	pids_are "$pids"

	point "$how mounted there: --dry-run does not show them, and says so"
	over $how "$CGKILL" --dry-run "$CG/t"
	not_complete 1 "cannot list all processes"
	out_has "3 processes in 2 cgroups"
	out_lacks "$outside"

	point "$how mounted there, and the caller is beside it: the others die, no success"
	# shellcheck disable=SC2016
	over $how sh -c 'echo 0 >"$0/t/beside/cgroup.procs" && exec "$@"' "$CG" \
		"$CGKILL" --exclude-self "$CG/t"
	status_is 1
	err_has "$CG/t" "cannot list all"
	dead "$pids"
	still_alive "$outside" "$hidden"
	thawed "$CG"

	point "$how mounted on the operand itself: only a cgroup is taken, and it is that one"
	if [ $how = files ]; then
		over files "$CGKILL" "$CG/t/over"
		refused "not on a cgroup file system"
	else
		other=$(spawn -c "$CG/elsewhere/below" sleeper)
		over cgroup "$CGKILL" "$CG/t/over/below"
		status_is 0
		dead "$other"
	fi
	still_alive "$outside" "$hidden"
done

for how in cgroup files; do
	point "$how mounted there: the kernel also kills what is hidden"
	[ $how = cgroup ] || hidden=$(spawn -t 300 -c "$CG/t/over" sleeper)
	kernel_has cgroup.kill || continue
	start
	over $how "$KILL" --cgroup "$CG/t"
	status_is 0
	err_empty
	dead "$pids" "$hidden"
	still_alive "$outside"

	point "$how mounted there: --remove says why not, and leaves it"
	over $how "$CGKILL" --remove "$CG/t"
	not_complete 1 "mounted"
	[ -d "$CG/elsewhere/below" ] || fail "the other cgroup is removed"
	still_alive "$outside"
	mkdir -p "$CG/t/over" "$CG/t/beside"
done

# The kernel says EBUSY, as it does for processes, but no waiting changes that.
for where in t/over t; do
	for options in "--remove --wait=9000" "--remove --wait=9000 --dry-run"; do
		point "$where is mounted on itself: $options says so at once"
		[ -d "$CG/t/over" ] || cgroup t/over
		# shellcheck disable=SC2016,SC2086 # words
		run_traced -f -T -e trace="$WAITS" unshare --mount sh -c '
			mount --bind "$0" "$0" || exit 99
			exec "$@"' "$CG/$where" "$CGKILL" $options "$CG/t"
		not_complete 1 "removed, because something is mounted there"
		slept_less 1000
	done
done

point "and is killed like any other"
pids=$(spawn -c "$CG/t/over" sleeper)
# shellcheck disable=SC2016
run unshare --mount sh -c 'mount --bind "$0/over" "$0/over" || exit 99
	exec "$CGKILL" --method signal "$0"' "$CG/t"
killed "$CG/t" "$pids"
finish
