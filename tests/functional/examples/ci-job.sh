#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# examples/ci-job: jobs of a CI runner that would rather stay.
. "${0%/*}/../lib.sh"
. "${0%/*}/lib.sh"
need_cgroup
need_examples
need_tool setsid mktemp
JOB=$EXAMPLES/ci-job
export TMPDIR="$TMP/tmp"
mkdir "$TMPDIR"
uid=$(private_uid)
outside=$(spawn -t 300 -c "$CG" sleeper)

# cleaned: nothing of the job is left, and nobody else was hit.
cleaned() {
	no_cgroups 'ci-job-*'
	[ -z "$(ls "$TMPDIR")" ] || fail "files are left: $(ls "$TMPDIR")"
	thawed "$CG"
	alive "$outside"
}

# A job can write down its processes there.
pids=$TMP/pids

point "status and output are those of the command"
run "$JOB" 60 sh -c 'echo out; echo err >&2; exit 7'
status_is 7
out_is out
[ "$(cat "$ERR")" = err ] || fail "stderr is not: err"
cleaned

point "a job with a success"
run "$JOB" 60 true
status_is 0
err_empty
cleaned

point "that is ended by a signal of its own"
# shellcheck disable=SC2016
run "$JOB" 60 sh -c 'kill -USR1 $$'
status_is 138
cleaned

point "that does not exist"
run "$JOB" 60 /nonexistent/command
status_is 127
cleaned

point "that can use SIGINT and SIGQUIT"
run "$JOB" 60 sed -n 's/^SigIgn:.*\(.\)$/\1/p' /proc/self/status
status_is 0
case $(cat "$OUT") in
0 | 1 | 8 | 9) ;;
*) fail "they are ignored: $(cat "$OUT")" ;;
esac

point "that leaves daemons in sessions of their own"
# shellcheck disable=SC2016
run "$JOB" 60 sh -c '(setsid sh -c "echo \$\$ >>$0; exec sleep 300" &)
	(trap "" TERM HUP; setsid sh -c "echo \$\$ >>$0; exec sleep 300" &)
	until [ "$(grep -c . "$0" 2>/dev/null)" = 2 ]; do sleep 0.02; done; exit 3' "$pids"
status_is 3
dead "$(cat "$pids")"
cleaned

point "that leaves cgroups of its own"
# shellcheck disable=SC2016
run "$JOB" 60 sh -c 'own=$0$(sed -n "s/^0:://p" /proc/self/cgroup)
	mkdir "$own/a" "$own/a/b"
	(echo 0 >"$own/a/b/cgroup.procs" && exec setsid sleep 300) &
	until grep -q . "$own/a/b/cgroup.procs"; do sleep 0.02; done' "$MNT"
status_is 0
cleaned

for kind in grow rabbit; do
	point "that is a fork bomb: $kind"
	# shellcheck disable=SC2016
	run "$JOB" 60 sh -c 'own=$1$(sed -n "s/^0:://p" /proc/self/cgroup)
		"$0/spawn" -t 60 -u "$2" -c "$own" "$3" "$4" && grep -c . "$own/cgroup.procs"' \
		"$HELPERS" "$MNT" "$uid" "$kind" "${BOMB:=50}"
	status_is 0
	[ "$(cat "$OUT")" -ge $((BOMB / 2)) ] || fail "the bomb did not grow"
	cleaned
done

point "whose time is over"
run "$JOB" 1 sh -c 'setsid sleep 300 & sleep 300'
status_is 124
cleaned

point "that ends by itself when its time is over"
run "$JOB" 0.5 sh -c 'trap "exit 3" TERM; while :; do sleep 0.1; done'
status_is 124
cleaned

point "of whom only a daemon hears of the end"
# shellcheck disable=SC2016
run "$JOB" 1 sh -c 'setsid sh -c "trap \"echo told >$0; exit\" TERM; while :; do sleep 0.1; done" &
	trap "" TERM; sleep 3 & wait; exit 0' "$TMP/told"
status_is 124
[ "$(cat "$TMP/told")" = told ] || fail "the daemon was not told"
cleaned

if kernel_has cgroup.freeze; then
	point "that obeys no signal and freezes itself: killed when its time is over"
	# shellcheck disable=SC2016
	run "$JOB" 1 sh -c 'trap "" TERM; echo 1 >"$0$(sed -n "s/^0:://p" /proc/self/cgroup)/cgroup.freeze"
		sleep 300' "$MNT"
	status_is 137
	cleaned
fi

# With a parent that ignores no signal, as the shell would in the background.
default_signals='env --default-signal=INT'
$default_signals true 2>/dev/null || default_signals=
for signal in HUP INT TERM; do
	point "whose runner gets SIG$signal"
	if [ "$default_signals$signal" = INT ]; then
		skip "env has no --default-signal"
		continue
	fi
	rm -f "$pids"
	# shellcheck disable=SC2016
	$default_signals timeout -k 3 $((LIMIT + 40)) "$JOB" 300 sh -c 'trap "" HUP INT TERM; setsid sleep 300 & echo $! $$ >"$0"
		wait' "$pids" >"$OUT" 2>"$ERR" &
	limiter=$!
	wait_until test -s "$pids" || fail "the job does not start"
	kill -s $signal "$(child_of $limiter)"
	wait $limiter
	status=$?
	case $signal in
	HUP) status_is 129 ;;
	INT) status_is 130 ;;
	TERM) status_is 143 ;;
	esac
	dead "$(cat "$pids")"
	cleaned
done

# run_until_signal SCRIPT: a job that would stay; SIGHUP to the script.
run_until_signal() {
	rm -f "$pids"
	# shellcheck disable=SC2016
	timeout -k 3 $((LIMIT + 40)) "$1" 300 sh -c 'setsid sleep 300 & echo $! $$ >"$0"; wait' "$pids" \
		>"$OUT" 2>"$ERR" &
	limiter=$!
	wait_until test -s "$pids" || fail "the job does not start"
	kill -s HUP "$(child_of $limiter)"
	wait $limiter
	status=$?
	dead "$(cat "$pids")"
	cleaned
}

point "whose runner gets two signals at once"
hit_again "$JOB"
run_until_signal "$TMP/hit"
status_is 143

point "that starts while it is ended"
come_late
PATH=$TMP/late:$PATH run_until_signal "$JOB"
status_is 129
err_empty
dead "$(cat "$TMP/late/pid")"

# lose_runner SECONDS: SIGKILL ends it, and leaves a job with that time, whose processes $pids has.
lose_runner() {
	rm -f "$pids"
	# shellcheck disable=SC2016
	"$JOB" "$1" sh -c 'setsid sleep 300 & echo $! $$ >"$0"; wait' "$pids" >"$OUT" 2>"$ERR" &
	runner=$!
	wait_until test -s "$pids" || fail "the job does not start"
	kill -9 $runner
	wait $runner 2>/dev/null
}

point "the runner's SIGKILL: the job ends in time"
lose_runner 2
dead "$(cat "$pids")"
run cgkill --remove "$CG"/ci-job-*/

point "the runner's SIGKILL: as the script says"
lose_runner 300
alive "$(cat "$pids")"
line=$(sed -n 's/^#[[:space:]]*\(for job in .*\)/\1/p' "$JOB")
run sh -c "${line:-false}"
status_is 0
dead "$(cat "$pids")"
cleaned

point "a time that is none: the command is not run"
run "$JOB" soon touch "$TMP/ran"
status_is 125
[ ! -e "$TMP/ran" ] || fail "it was run"
err_has soons
cleaned

# Otherwise it would look for the cgroup of a job that is over.
point "the command does not begin before its time is watched"
mkdir "$TMP/slow"
cat >"$TMP/slow/cgkill" <<'END'
#!/bin/sh
[ "$1" != --when ] || sleep 1
exec "$CGKILL" "$@"
END
chmod 755 "$TMP/slow/cgkill"
PATH=$TMP/slow:$PATH run "$JOB" 60 true
status_is 0
err_empty
cleaned

point "a time that is over before the command begins"
run "$JOB" 0.01 sleep 300
status_is 124
cleaned

point "the command has the descriptors that its runner gives it, and no other"
echo given >"$TMP/given"
for job in '' "$JOB 60"; do
	# shellcheck disable=SC2016,SC2086
	run $job sh -c 'cat <&3; cd /proc/$$/fd && echo *' 3<"$TMP/given"
	[ -n "$job" ] || cp "$OUT" "$TMP/without"
done
status_is 0
out_has given
cmp -s "$TMP/without" "$OUT" || fail "without the script: $(cat "$TMP/without")"
cleaned

point "no place is left for files"
mkdir "$TMP/full"
if mount -t tmpfs -o size=64k full "$TMP/full" 2>/dev/null; then
	# shellcheck disable=SC2016
	at_exit 'umount "$TMP/full"'
	cat /dev/zero >"$TMP/full/zeros" 2>/dev/null
	TMPDIR=$TMP/full run "$JOB" 1 sh -c 'exit 7'
	status_is 7
	err_empty
	TMPDIR=$TMP/full run "$JOB" 1 sleep 300
	status_is 124
	cleaned
else
	skip "no tmpfs"
fi

point "a command that cannot be put into its cgroup is not run"
if kernel_has cgroup.type; then
	cgroup threaded
	echo threaded >"$CG/threaded/cgroup.type"
	run env CGROUP_PARENT="$CG/threaded" "$JOB" 60 touch "$TMP/ran"
	status_is 125
	[ ! -e "$TMP/ran" ] || fail "it was run"
fi

point "without a cgroup nothing is run"
run env CGROUP_PARENT="$TMP" "$JOB" 60 touch "$TMP/ran"
status_is 125
err_has "is not a cgroup v2 directory"
[ ! -e "$TMP/ran" ] || fail "it was run"
run "$JOB" 60
status_is 125
err_has usage
finish
