#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# tests/bootstrap/steps.sh, which runs the steps of ./bootstrap: what is shown, what counts, and that
# a signal ends all that a step has started.
. "${0%/*}/../lib.sh"
need_tool env timeout setsid
env --default-signal true 2>/dev/null || skip_all "env cannot reset signals"
unset CI # in which a step that is skipped has failed
steps=$(cd "$top_srcdir/tests/bootstrap" && pwd)/steps.sh

# play SCRIPT: runs the steps of a script, as ./bootstrap does.
play() {
	printf '%s\n' "set -u; cd '$TMP' || exit; . '$steps'" "$1" >"$TMP/script"
	run sh "$TMP/script"
}

point "a step that succeeds is counted, and what it says stays in its log"
play "steps_begin 2 'two steps'
step first 5 sh -c 'echo noise; echo \"3 passed, 0 failed, 1 skipped, in 1 s\"'
step second 0 sh -c 'echo \"bootstrap: something to know\"'
steps_end"
status_is 0
out_has '[1 of 2] first, about 5 s' '[2 of 2] second' '  something to know' '4 passed, 0 failed, 1 skipped'
out_lacks noise
grep -qx noise "$TMP/build-logs/first.log" || fail "it is not in the log"

point "what fails is shown with its reason, while the step still runs, and again at the end"
play "steps_begin 1 'one step'
step red 5 sh -c 'echo \"ok 1 - green\"; echo \"not ok 2 - red\"; echo \"#   the reason\"; sleep 1.5
	echo \"1 passed, 1 failed, 0 skipped\"; exit 1'
steps_end"
status_is 1
out_has '  not ok 2 - red' '  #   the reason' '1 passed, 1 failed, 0 skipped'
out_lacks green
[ "$(grep -c 'the reason' "$OUT")" = 2 ] || fail "it is not shown twice"
awk '/the reason/ { exit found = 1 } /FAILED/ { exit }
	END { exit !found }' "$OUT" || fail "it is not shown before the step ends"

point "a step that fails without a word of its own: the end of its log, and one failure"
play "steps_begin 1 'one step'
step broken 5 sh -c 'echo the last words; exit 3'
steps_end"
status_is 1
out_has '| the last words' '  FAILED' '0 passed, 1 failed, 0 skipped'

point "nor is one lost whose shell is killed"
play "steps_begin 1 'one step'
step shot 5 sh -c 'kill -9 \$PPID'
steps_end"
status_is 1
out_has '0 passed, 1 failed'

point "make check says in a line how a test ended, why a point failed, and what was skipped"
source=$(cd "$top_srcdir" && pwd)
driver=$source/build-aux/tap-driver.sh
if [ -e "$driver" ]; then
	printf '%s\n' '#!/bin/sh' 'cat <<END' 'ok 1 - green' 'not ok 2 - red' '#   the reason' \
		'ok 3 - lame # SKIP no legs' '1..3' END >"$TMP/test"
	chmod +x "$TMP/test"
	echo 7 >"$TMP/check-count.log"
	run env -C "$TMP" sh "$source/tests/driver.sh" "$driver" --test-name tests/functional/a/b.sh \
		--log-file log --trs-file trs --color-tests no --enable-hard-errors yes \
		--expect-failure no -- "$TMP/test"
	# It may take a second.
	sed -i 's/ in [0-9]* s,/ in 0 s,/' "$OUT"
	out_is "$(printf '%s\n' '[1/7] FAIL a/b: 1 of 3 points in 0 s, see log' '  not ok 2 - red' \
		'  #   the reason' '  a/b: lame # SKIP no legs')"
else
	skip "there is no $driver"
fi

point "what is skipped is reported with the reason"
play "steps_begin 1 'one step'
step lame 5 sh -c 'echo \"ok 1 - x # SKIP no legs\"; echo \"0 passed, 0 failed, 1 skipped\"'
steps_end"
status_is 0
out_has 'lame: no legs: ok 1 - x' '0 passed, 0 failed, 1 skipped'

point "a whole step that is skipped is a failure in CI"
play "CI=true; steps_begin 1 'one step'
step lame 5 sh -c 'echo \"1..0 # SKIP no legs\"'
steps_end"
status_is 1

point "it is not silent for more than ten seconds"
play "quiet_seconds=1; steps_begin 1 'one step'
step long 9 sh -c 'echo the state of things; sleep 2'
steps_end"
status_is 0
out_has 's of about 9 s: the state of things'

point "a step sees SIGINT as if there was no script around it"
play "steps_begin 1 'one step'
step signals 5 sh -c 'grep ^SigIgn: /proc/self/status >$TMP/ignored'
steps_end"
ignored=$(sed 's/.*\(.\)$/\1/' "$TMP/ignored")
[ $((0x$ignored & 6)) = 0 ] || fail "SIGINT or SIGQUIT is ignored: $(cat "$TMP/ignored")"

# The step's process has a child in a session of its own, and one that would go on after SIGTERM for
# a moment, to clean up.
cat >"$TMP/script" <<END
cd '$TMP' || exit
. '$steps'
quiet_seconds=1
steps_begin 1 'one step'
step long 60 sh -c 'trap "sleep 0.2; : >cleaned; exit" TERM
	setsid sleep 300 & other=\$!
	sleep 300 & echo \$\$ \$other \$! >pids
	while :; do sleep 0.1; done'
steps_end
END
for signal in INT:130 TERM:143 HUP:129; do
	expected=${signal#*:}
	signal=${signal%:*}
	point "SIG$signal ends all that a step has started, which may clean up"
	rm -f "$TMP/pids" "$TMP/cleaned"
	env --default-signal=INT sh "$TMP/script" >"$OUT" 2>"$ERR" &
	script=$!
	wait_until test -s "$TMP/pids" || fail "it did not start"
	began=$(date +%s)
	kill -s "$signal" $script
	wait $script
	status=$?
	status_is "$expected"
	# Not 60; at once, were it not for other tests.
	[ $(($(date +%s) - began)) -le 20 ] || fail "it took more than 20 s"
	[ -e "$TMP/cleaned" ] || fail "no time to clean up"
	# shellcheck disable=SC2046
	dead $(cat "$TMP/pids")
	out_has interrupted
	out_lacks killed
done
point "so does a reader of what it says that goes away"
rm -f "$TMP/pids" "$TMP/cleaned"
timeout 20 sh "$TMP/script" 2>"$ERR" | head -n 3 >"$OUT"
[ -e "$TMP/cleaned" ] || fail "no time to clean up"
# shellcheck disable=SC2046
dead $(cat "$TMP/pids")
finish
