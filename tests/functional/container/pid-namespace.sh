#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Processes of other PID namespaces: those of a nested one are seen, those of an outer one are "0"
# lines, which must never be passed on as PID 0.
. "${0%/*}/../lib.sh"
need_cgroup
need_tool unshare setsid
cgroup t t/a

nested() {
	run unshare --pid --fork --kill-child --mount-proc setsid -w "$@"
}

for method in $METHODS; do
	point "processes of a nested namespace die ($method)"
	pids=$(spawn -e -c "$CG/t" pidns)
	run "$KILL" --cgroup "$CG/t" --method "$method"
	killed "$CG/t" "$pids"
	thawed "$CG"
done

for method in freeze signal; do
	point "invisible processes: reported, no success, no other process hit ($method)"
	pids=$(spawn -e -c "$CG/t" sleeper 2)
	# The bystander is in the process group of the caller: kill(0) would hit it.
	# shellcheck disable=SC2016
	nested sh -c '
		sh -c "sleep 30" & bystander=$!
		"$KILL" --cgroup "$0" --method "$1"
		status=$?
		kill -0 $bystander && echo "bystander lives"
		kill -9 $bystander
		exit $status' "$CG/t" $method
	status_is 1
	err_has "PID namespace"
	err_lines 1
	out_has "bystander lives"
	still_alive "$pids"
	thawed "$CG"

	point "visible ones among them die ($method)"
	# shellcheck disable=SC2016
	nested sh -c '
		pids=$("$HELPERS/spawn" -e -c "$0" sleeper)
		"$KILL" --cgroup "$0" --method "$1"
		status=$?
		sleep 0.1
		for pid in $pids; do
			kill -0 $pid 2>/dev/null && echo "a visible one lives"
		done
		exit $status' "$CG/t" $method
	[ "$status" = 1 ] || [ "$status" = 64 ] || fail "status $status"
	err_has "PID namespace"
	out_lacks "lives"
	still_alive "$pids"
	thawed "$CG"

	point "with TERM as well ($method)"
	nested "$KILL" --cgroup "$CG/t" -s TERM --method $method
	status_is 1
	err_has "PID namespace"
	still_alive "$pids"
	thawed "$CG"
	"$KILL" --cgroup "$CG/t"
	dead "$pids"
done

point "signal 0 and -p: an invisible process is none that could be signalled"
pids=$(spawn -c "$CG/t" sleeper)
nested "$CGKILL" -0 "$CG/t"
status_is 1
nested "$CGKILL" -p "$CG/t"
[ ! -s "$OUT" ] || fail "PIDs were printed"
still_alive "$pids"

point "the kernel method reaches them from inside"
if kernel_has cgroup.kill; then
	nested "$CGKILL" --method kernel "$CG/t"
	status_is 0
else
	"$CGKILL" "$CG/t"
fi
dead "$pids"

for method in freeze signal; do
	point "the init of one's own namespace accepts no SIGKILL: reported, no success ($method)"
	# shellcheck disable=SC2016
	nested sh -c '
		echo 1 >"$0/t/cgroup.procs"
		pid=$("$HELPERS/spawn" -c "$0/t" sleeper)
		sh -c "echo 0 >\"\$0/cgroup.procs\" && exec \"\$@\"" "$0" "$KILL" --cgroup "$0/t" --method "$1"
		status=$?
		sleep 0.1
		kill -0 $pid 2>/dev/null && echo "the other one lives"
		exit $status' "$CG" $method
	[ "$status" = 1 ] || [ "$status" = 64 ] || fail "status $status"
	err_lines 1
	err_has "$CG/t" "PID 1, the init of this PID namespace, takes no KILL from within it"
	out_lacks lives
	thawed "$CG"
done

point "nor does it accept SIGSTOP: reported, no success"
# shellcheck disable=SC2016
nested sh -c '
	echo 1 >"$0/t/cgroup.procs"
	sh -c "echo 0 >\"\$0/cgroup.procs\" && exec \"\$@\"" "$0" "$CGKILL" -s STOP "$0/t"' "$CG"
status_is 1
err_lines 1
err_has "$CG/t" "PID 1, the init of this PID namespace, takes no STOP from within it"

# in_container RUN COMMANDS: with PID 1 of their PID namespace in $CG/t, where $1 is another process;
# $ENTER makes a command a member, too.
in_container() {
	_run=$1
	shift
	# shellcheck disable=SC2016
	$_run unshare --pid --fork --kill-child --mount-proc setsid -w sh -c '
		(
			echo 1 >"$0/t/cgroup.procs"
			set -- "$("$HELPERS/spawn" -c "$0/t" sleeper)" "$1"
			eval "$2"
		) &
		wait $!' "$CG" "$1"
}
# shellcheck disable=SC2090
export ENTER

point "what is in a container is killed from within, and it goes on: its cgroup is not a killed one"
if ! has_tool strace; then
	skip "strace is not installed"
elif kernel_has cgroup.kill; then
	# shellcheck disable=SC2016
	in_container "run_traced -f -y -e trace=openat,openat2,kill" '
		sh -c "$ENTER" "$0/t" "$CGKILL" "$0/t"
		echo "status $?"
		kill -0 $1 2>/dev/null && echo "the other one lives"'
	out_has "status 137"
	out_lacks lives
	err_has "takes no KILL from within it"
	grep -q 'kill([0-9]*, SIGKILL)' "$TRACE" || fail "it does not end itself by kill(2)"
	! grep "<$CG/t>, \"cgroup[.]kill" "$TRACE" || fail "cgroup.kill was opened"
fi

point "--dry-run and -p do not count it among those that are killed, but with another signal"
# shellcheck disable=SC2016
in_container run '"$CGKILL" --dry-run "$0/t"; "$CGKILL" -s TERM --dry-run "$0/t" | tail -n 3'
status_is 0
out_has ": 1 process in 2 cgroups" "and PID 1, the init of this PID namespace, which takes no KILL" \
	": 2 processes in 2 cgroups"
# shellcheck disable=SC2016
in_container run '"$CGKILL" -p "$0/t" | grep -vx "$1"; "$CGKILL" -p -s TERM "$0/t" | grep -vx "$1"'
out_is 1
# shellcheck disable=SC2016
in_container run '"$CGKILL" --dry-run --json "$0/t" | tr -d " \n\t"'
out_has '"processes":1' '"init":true'

point "nor do --verbose and --json count it among those that were signalled"
# Two processes, and PID 1; the caller is outside, and inside beside them. What the kernel kills, and
# who is beside the caller, is counted from lists, for which an emulator may take too long.
# shellcheck disable=SC2016
two='"$HELPERS/spawn" -c "$0/t/a" sleeper >/dev/null; '
# shellcheck disable=SC2016
inside='sh -c "$ENTER" "$0/t"'
for method in $METHODS; do
	for place in '' "$inside"; do
		case ${EMULATED:+$method:$place} in
		'' | freeze: | signal:) ;;
		*) continue ;;
		esac
		in_container run "$two$place \"\$CGKILL\" --verbose --exclude-self --method $method \"\$0/t\""
		[ "$(awk '/KILL sent to/ { sum += $(NF - 4) } END { print sum }' "$OUT")" = 2 ] ||
			fail "not two ($method, $place): $(grep 'sent to' "$OUT")"
		in_container run "$two$place \"\$CGKILL\" --json --exclude-self --method $method \"\$0/t\""
		[ "$(awk '/"processes"/ { sum += $2 } END { print sum }' "$OUT")" = 2 ] ||
			fail "not two in JSON ($method, $place)"
	done
done

point "invisible processes are counted where the kernel kills them, not where nobody does"
if [ -z "${EMULATED-}" ]; then
	pids=$(spawn -c "$CG/t" sleeper 2)
	for method in signal kernel; do
		[ $method = signal ] || kernel_has cgroup.kill || continue
		# shellcheck disable=SC2016
		nested sh -c '
			"$HELPERS/spawn" -c "$0" sleeper >/dev/null
			sh -c "$ENTER" "$1" "$CGKILL" --verbose --exclude-self "$0" --method "$2"' \
			"$CG/t" "$CG/t" $method
		out_has "KILL sent to 1 process by method signal"
	done
	still_alive "$pids"
	if kernel_has cgroup.kill; then
		# shellcheck disable=SC2016
		nested "$CGKILL" --verbose --method kernel "$CG/t"
		out_has "KILL sent to 2 processes by method kernel"
	fi
	run "$CGKILL" --wait "$CG/t"
else
	skip "an emulator may take too long to count them"
fi

point "out of time: it is named as what it is"
# shellcheck disable=SC2016
in_container run '"$CGKILL" --wait=100 "$0/t"'
status_is 124
err_has "1 process left" "the init of this PID namespace, which takes no KILL from within it"

point "16,400 lines of 0, which fill any buffer; the last process is visible"
used=$(find /proc -maxdepth 1 -name '[0-9]*' | wc -l)
most=$(sort -n /proc/sys/kernel/pid_max /proc/sys/kernel/threads-max | head -n 1)
# A 32-bit kernel has 240 MB of addresses for their stacks.
if awk '/^VmallocTotal:/ { exit $2 >= 1000000 }' /proc/meminfo; then
	skip "the kernel has no room for so many"
elif [ "$most" -gt $((used + 20500)) ]; then
	spawn -c "$CG/t" crowd 16400 >/dev/null
	# shellcheck disable=SC2016
	nested sh -c '
		pid=$("$HELPERS/spawn" -c "$0" sleeper)
		"$KILL" --cgroup "$0" --method signal
		status=$?
		sleep 0.1
		kill -0 $pid 2>/dev/null && echo "the visible one lives"
		exit $status' "$CG/t"
	[ "$status" = 1 ] || [ "$status" = 64 ] || fail "status $status"
	err_has "PID namespace"
	out_lacks lives
	[ "$(wc -l <"$CG/t/cgroup.procs")" -eq 16400 ] || fail "some of the invisible ones died"
else
	skip "there is no room for so many processes"
fi
finish
