#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# System calls that a container's filter forbids, or that a kernel lacks: there is another way.
. "${0%/*}/../lib.sh"
need_cgroup
[ -x "$HELPERS/filter" ] || skip_all "no $HELPERS/filter"
"$HELPERS/filter" ENOSYS ioctl -- true || skip_all "system calls cannot be filtered here"
cgroup t t/a

for call in pidfd_send_signal pidfd_open; do
	for error in ENOSYS EPERM EACCES; do
		for signal in TERM KILL; do
			point "$call: $error, $signal"
			pids="$(spawn -e -c "$CG/t" sleeper 3) $(spawn -c "$CG/t/a" threads 2)"
			run "$HELPERS/filter" $error $call -- \
				"$CGKILL" -s $signal --method signal --wait=10000 "$CG/t"
			status_is 0
			err_empty
			dead "$pids"
		done

	done
done

# What matters is that they die: FILE... cannot be opened, or written if its path is given.
for error in ENOMEM EINTR EMFILE ENFILE; do
	for files in cgroup.kill "cgroup.kill cgroup.freeze" "$CG/t/cgroup.kill" \
		"$CG/t/cgroup.kill $CG/t/cgroup.freeze"; do
		point "$error from $(echo "$files" | sed "s|$CG/t/|writing |g")"
		if ! has_tool strace; then
			skip "strace is not installed"
			continue
		fi
		pids=$(spawn -e -c "$CG/t" sleeper)
		# shellcheck disable=SC2086 # words
		run_failing $error $files -- "$CGKILL" --verbose --wait "$CG/t"
		killed "$CG/t" "$pids"
		case $files in
		*freeze) methods_are "kernel freeze signal" ;;
		*) methods_are "kernel freeze" ;;
		esac
	done
done

for number in 4 5 6 7 8; do
	# Libraries take one, and others may be open.
	# shellcheck disable=SC2016
	sh -c 'ulimit -n "$0" && exec "$@"' "$number" "$CGKILL" --version >/dev/null 2>&1 || continue
	point "a method that was asked for, with $number descriptors: what fails is said"
	pids=$(spawn -c "$CG/t" sleeper)
	# shellcheck disable=SC2016
	run sh -c 'ulimit -n "$0" && exec "$@"' $number "$CGKILL" --method freeze "$CG/t"
	if [ "$status" != 0 ]; then
		status_is 1
		err_lines 1
		grep -q 'Too many open files\|ulimit -n' "$ERR" || fail "that is not said"
		thawed "$CG/t"
		run "$KILL" --cgroup "$CG/t"
	fi
	killed "$CG/t" "$pids"
done
finish
