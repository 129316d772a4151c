#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# examples/judge-run: programs that are sent to an online judge.
. "${0%/*}/../lib.sh"
. "${0%/*}/lib.sh"
need_cgroup
need_examples
need_tool setsid setpriv mktemp
JUDGE_UID=$(private_uid)
JUDGE_SECONDS=20
export JUDGE_UID JUDGE_SECONDS
cgroup outside judge
outside=$(spawn -t 300 -u "$JUDGE_UID" -c "$CG/outside" sleeper)
CGROUP_PARENT=$CG/judge
for controller in memory pids; do
	echo "+$controller" >"$CG/cgroup.subtree_control" &&
		echo "+$controller" >"$CGROUP_PARENT/cgroup.subtree_control"
done 2>/dev/null

has_controller() {
	grep -qw "$1" "$CGROUP_PARENT/cgroup.subtree_control"
}

# verdict WORD STATUS: in the report; and all is cleaned up.
verdict() {
	status_is 0
	grep -Eqx "verdict=$1 status=$2 wall=[0-9.]+ cpu=[0-9.]+ memory=([0-9]+|-) left=[0-9]+" \
		"$TMP/report" || fail "not $1, status $2, but: $(cat "$TMP/report" 2>&1)"
	no_cgroups 'judge-*'
	thawed "$CG"
	alive "$outside"
}

# judge COMMAND...: with what $settings says, this time.
settings=
judge() {
	rm -f "$TMP/report"
	# shellcheck disable=SC2086
	run env $settings "$EXAMPLES/judge-run" "$TMP/report" "$@"
	settings=
}

point "a program that reads and writes"
echo 20 22 >"$TMP/input"
# shellcheck disable=SC2016
judge sh -c 'read -r a b && echo $((a + b)) && id -u' <"$TMP/input"
verdict ok 0
out_is "42
$JUDGE_UID"

point "a program that can use SIGINT and SIGQUIT"
judge sed -n 's/^SigIgn:.*\(.\)$/\1/p' /proc/self/status
verdict ok 0
case $(cat "$OUT") in
0 | 1 | 8 | 9) ;;
*) fail "they are ignored: $(cat "$OUT")" ;;
esac

point "what cannot be limited is reported, and nothing else"
for file in pids.max memory.max; do
	if has_controller ${file%.max}; then
		err_lacks $file
	else
		err_has "no $file below"
	fi
done
! has_controller memory || ! has_controller pids || err_empty

point "a program that fails"
judge sh -c 'exit 9'
verdict failed 9

point "a program that cannot be run"
judge /nonexistent/program
verdict failed 127

point "a program that does not end, with a child that does not either"
settings=JUDGE_SECONDS=1
judge sh -c 'trap "" TERM; setsid sleep 300 & sleep 300'
verdict time 137

point "a program that leaves others behind"
# shellcheck disable=SC2016
judge sh -c 'setsid sleep 300 & setsid sleep 301 & echo $!'
verdict ok 0
grep -q left=2 "$TMP/report" || fail "not 2 are counted: $(cat "$TMP/report")"
dead "$(cat "$OUT")"

point "a program that would leave its cgroup, or free it"
# shellcheck disable=SC2016
judge sh -c 'own=$0$(sed -n "s/^0:://p" /proc/self/cgroup)
	echo 0 >"$own/../cgroup.procs" || echo max >"$own/pids.max" || mkdir "$own/x" || exit 5' "$MNT"
verdict failed 5

point "a program that forks as much as it can"
if has_controller pids; then
	settings=JUDGE_PIDS=20
	# shellcheck disable=SC2016
	judge sh -c 'n=0; while [ $n -lt 40 ]; do sleep 300 & n=$((n + 1)); done'
	verdict processes '[0-9]+'
else
	skip "no controller pids with cgroup2"
fi

# As many as its user may have, which timeout does not reach; some end when there can be no more.
point "a fork bomb"
settings='JUDGE_SECONDS=1 JUDGE_PIDS=max'
# shellcheck disable=SC2016
judge setsid sh -c 'if (ulimit -u) >/dev/null 2>&1; then ulimit -u "$0"; else ulimit -p "$0"; fi
	grow() { grow & grow & exec sleep 300; }
	grow 2>/dev/null' 100
verdict time 137
grep -Eq 'left=[0-9]{2}' "$TMP/report" || fail "the bomb did not grow: $(cat "$TMP/report")"

point "a program that takes too much memory"
if has_controller memory; then
	settings=JUDGE_MEMORY=16777216
	judge sh -c 'sleep 300 &
		awk "BEGIN { s = \"xxxxxxxxxxxxxxxx\"; for (;;) s = s s }"; wait'
	verdict memory 137
else
	skip "no controller memory with cgroup2"
fi

# run_until_signal SIGNAL SCRIPT: the signal to the script.
run_until_signal() {
	: >"$OUT"
	# shellcheck disable=SC2016
	timeout -k 3 90 "$2" "$TMP/report" sh -c 'echo $$; exec sleep 300' >"$OUT" 2>"$ERR" &
	limiter=$!
	wait_until test -s "$OUT" || fail "it does not start"
	kill -s "$1" "$(child_of $limiter)"
	wait $limiter
	status=$?
	dead "$(cat "$OUT")"
	no_cgroups 'judge-*'
}

point "SIGTERM to the judge"
run_until_signal TERM "$EXAMPLES/judge-run"
status_is 143

point "two signals at once"
hit_again "$EXAMPLES/judge-run"
run_until_signal HUP "$TMP/hit"
status_is 143

point "SIGTERM while the program starts"
come_late
PATH=$TMP/late:$PATH run_until_signal TERM "$EXAMPLES/judge-run"
status_is 143
dead "$(cat "$TMP/late/pid")"

point "without a cgroup nothing is run"
settings=CGROUP_PARENT=$TMP
judge touch "$TMP/ran"
status_is 1
err_has "is not a cgroup v2 directory"
[ ! -e "$TMP/ran" ] || fail "it was run"
[ ! -e "$TMP/report" ] || fail "there is a report"
finish
