#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Little memory is enough, however far apart the PIDs are: 1 MB for data, and in a cgroup 160 KiB more
# than any program needs (Linux 5.10; newer ones: 128).
. "${0%/*}/../lib.sh"
need_cgroup
cgroup t t/a

start() {
	pids="$(spawn -e -c "$CG/t" sleeper 10) $(spawn -c "$CG/t/a" headless)"
}

for method in $METHODS; do
	point "with 1 MB for data ($method)"
	if has_tool prlimit; then
		start
		run prlimit --data=1000000 "$CGKILL" --wait --method "$method" "$CG/t"
		if [ "${SANITIZERS-no}" = no ]; then
			status_is 0
			dead "$pids"
		else
			skip "the sanitizers need more"
		fi
		run "$CGKILL" --wait "$CG/t"
	else
		skip "prlimit is not installed"
	fi
done

# --- the memory of a cgroup ----------------------------------------------------------------------

# Whether a cgroup can be limited; $LIMITED is one, for cgroup v1 where that has the controller.
limits_memory() {
	[ "${SANITIZERS-no}" = no ] || { skip "the sanitizers need more"; return 1; }
	_v1=$(mount_of cgroup memory)
	if [ -n "$_v1" ]; then
		LIMITED=$_v1/${CG##*/} FILE=memory.limit_in_bytes SWAP=memory.swappiness
		# shellcheck disable=SC2016
		at_exit 'rmdir "$LIMITED"'
	elif grep -qsw memory "$CG/cgroup.controllers"; then
		LIMITED=$CG/m FILE=memory.max SWAP=memory.swap.max
		echo +memory >"$CG/cgroup.subtree_control"
	else
		skip "no cgroup has a memory controller"
		return 1
	fi
}

# run_with KIB COMMAND...: in a new cgroup that may have so much memory, or in $BELOW below it.  Who dies
# for lack of it while others are frozen cannot thaw them.
BELOW=
run_with() {
	_kib=$1
	shift
	mkdir "$LIMITED" || fail "cannot make a cgroup with a limit"
	[ ! -e "$LIMITED/$SWAP" ] || echo 0 >"$LIMITED/$SWAP"
	echo "$((_kib * 1024))" >"$LIMITED/$FILE"
	[ -z "$BELOW" ] || mkdir "$LIMITED$BELOW" || fail "cannot make a cgroup below it"
	run_in "$LIMITED$BELOW" "$@"
	[ -z "$BELOW" ] || wait_until rmdir "$LIMITED$BELOW" 2>/dev/null || fail "cannot remove what is below"
	wait_until rmdir "$LIMITED" 2>/dev/null || fail "cannot remove it"
	[ ! -e "$CG/t/cgroup.freeze" ] || echo 0 >"$CG/t/cgroup.freeze"
}

# The least with which any program runs each time, in KiB.  Not every run needs the same: what the
# kernel frees is not free at once, and each CPU keeps some of it.
find_least() {
	least=96
	_times=0
	while [ $_times -lt 5 ] && [ $least -lt 2048 ]; do
		run_with $least "$HELPERS/least" /dev/null
		if [ "$status" = 0 ]; then
			_times=$((_times + 1))
		else
			_times=0 least=$((least + 8))
		fi
	done
	echo "# any program needs $least KiB"
}

# lives_with KIB KIND N OPTION...: in one of some attempts.
lives_with() {
	_limit=$1 _kind=$2 _number=$3
	shift 3
	for _attempt in 1 2 3 4 5 6 7 8 9 10; do
		pids=$(spawn -c "$CG/t" "$_kind" "$_number")
		run_with "$_limit" "$CGKILL" "$@" "$CG/t"
		[ "$status" != 0 ] || break
		# shellcheck disable=SC2086 # words
		kill -9 $pids 2>/dev/null
	done
	status_is 0
	dead "$pids"
}

least=
for method in $METHODS; do
	point "in a cgroup that may have 160 KiB more than any program needs ($method)"
	limits_memory || continue
	[ -n "$least" ] || find_least
	for options in '' --wait --verbose '-s TERM'; do
		[ "$method $options" != 'kernel -s TERM' ] || continue
		# shellcheck disable=SC2086 # words
		lives_with $((least + 160)) sleeper 10 --method "$method" $options
	done
	lives_with $((least + 160)) headless 1 --method "$method"
done

# That is, where any program needs 160, as on an idle machine.
point "armed before, in a cgroup that may have 256 KiB"
if kernel_has cgroup.kill && limits_memory; then
	[ -n "$least" ] || find_least
	limit=$((least > 160 ? least + 96 : 256))
	lives_with $limit sleeper 10 --when 200ms
	lives_with $limit sleeper 10 --when 200ms --wait
	lives_with $limit sleeper 10 --when 200ms --mrelease --wait
	BELOW=/below
	lives_with $limit sleeper 10 --when 200ms --mrelease --wait
	BELOW=
fi

# Whether there is a limit is asked before a thread is started, which takes memory.
point "the limit is found, though a mount before has a control character in its name"
if ! has_tool unshare || ! has_tool strace; then
	skip "unshare or strace is not installed"
elif limits_memory; then
	pids=$(spawn -c "$CG/t" sleeper)
	mkdir "$LIMITED" "$TMP/mount" "$TMP/$(printf 'a\rb')"
	echo 1000K >"$LIMITED/$FILE"
	mount=$(mount_of cgroup memory)
	operand=$CG/t
	[ -n "$mount" ] || mount=$MNT operand=$TMP/mount${CG#"$MNT"}/t
	# shellcheck disable=SC2016
	run_traced -f -e trace=clone3,clone,execve unshare -m sh -c 'mount -t tmpfs none "$1" &&
		mount --bind "$2" "$3" && umount -l "$2" && echo 0 >"$3/$4/cgroup.procs" &&
		exec "$0" --mrelease "$5"' "$CGKILL" "$TMP"/a*b "$mount" "$TMP/mount" \
		"${LIMITED#"$mount/"}" "$operand"
	status_is 0
	err_empty
	dead "$pids"
	! sed '1,/execve.*"--mrelease"/d' "$TRACE" | grep clone || fail "it starts a thread"
	wait_until rmdir "$LIMITED" 2>/dev/null || fail "cannot remove it"
	rmdir "$TMP"/a*b "$TMP/mount"
fi

# By signals that takes half a megabyte: the kernel does not free a pidfd at once.
point "the same with many processes"
if kernel_has cgroup.kill && limits_memory; then
	lives_with $((least + 160)) sleeper 300
fi
finish
