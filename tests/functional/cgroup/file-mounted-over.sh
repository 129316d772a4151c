#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Something is mounted on a single file of a cgroup, be it a file of another cgroup: it is neither
# believed nor written to.
. "${0%/*}/../lib.sh"
need_cgroup
need_tool mount unshare
cgroup t t/a elsewhere
outside=$(spawn -t 300 -c "$CG/elsewhere" sleeper)
echo "$outside" >"$TMP/list"
mkfifo "$TMP/fifo"
export CG TMP

# over WHAT FILE COMMAND...: with a file of elsewhere of that name, or a list with a bystander in it,
# or a FIFO, on FILE of t/a.
over() {
	# shellcheck disable=SC2016
	run unshare --mount sh -c '
		case $0 in
		cgroup) what=$CG/elsewhere/$1 ;;
		file) what=$TMP/list ;;
		fifo) what=$TMP/fifo ;;
		esac
		mount --bind "$what" "$CG/t/a/$1" || exit 99
		shift
		exec "$@"' "$@"
}

# spared WORDS...: it is a failure that says why, and nobody outside was hit, nor frozen.
spared() {
	status_is 1
	err_has "$CG/t" "something is mounted there" "$@"
	still_alive "$outside"
	thawed "$CG"
}

start() {
	pids=$(spawn -c "$CG/t/a" immune)
}

end() {
	run "$KILL" --cgroup "$CG/t"
	killed "$CG/t" "$pids"
}

# Without openat2(2) the mounts are compared, of which statx(2) tells, or else name_to_handle_at(2).
# shellcheck disable=SC2086 # words
for how in openat2 "EPERM openat2" "ENOSYS openat2 statx"; do
	filter=
	if [ "$how" != openat2 ]; then
		filter="$HELPERS/filter $how --"
		if ! $filter true 2>/dev/null; then
			point "without $how"
			skip "system calls cannot be filtered here"
			continue
		fi
	fi
	start

	for file in cgroup.kill cgroup.freeze cgroup.events cgroup.type cgroup.procs; do
		kernel_has $file || continue
		case $file in
		cgroup.kill) method=auto ;;
		cgroup.freeze) method=freeze ;;
		*) method=signal ;;
		esac
		for what in cgroup file fifo; do
			point "$file: a $what mounted there ($how)"
			over $what $file $filter "$KILL" --cgroup --method $method "$CG/t/a"
			spared
			alive "$pids"
		done
	done

	for what in cgroup file; do
		point "$what on the list: another signal, -p, --dry-run and signal 0 do not believe it ($how)"
		over $what cgroup.procs $filter "$CGKILL" -s TERM "$CG/t"
		spared "cannot list all processes"
		over $what cgroup.procs $filter "$CGKILL" -p "$CG/t"
		spared "cannot list all processes"
		out_is ""
		over $what cgroup.procs $filter "$CGKILL" --dry-run "$CG/t"
		spared "cannot list all processes"
		out_lacks "$outside"
		over $what cgroup.procs $filter "$CGKILL" -0 "$CG/t"
		spared
	done

	for what in cgroup file; do
		point "$what on cgroup.threads ($how)"
		over $what cgroup.threads $filter "$CGKILL" -s TERM "$CG/t"
		spared "cannot list all processes"
		alive "$pids"
	done

	point "--dry-run says that the method cannot be used ($how)"
	if kernel_has cgroup.kill; then
		over cgroup cgroup.kill $filter "$CGKILL" --dry-run "$CG/t/a"
		spared "cannot use method kernel"
	fi

	point "the kernel kills all the same where only the list is hidden ($how)"
	if kernel_has cgroup.kill; then
		over file cgroup.procs $filter "$KILL" --cgroup "$CG/t/a"
		killed "$CG/t/a" "$pids"
		still_alive "$outside"
	fi
	end
done
finish
