#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The function kill in fish, whose own one makes PIDs of jobs and calls the program.
. "${0%/*}/../lib.sh"
. "${0%/*}/lib.sh"
need_cgroup
need_shell fish diff

point "long options of ours go to the program, with all words as they are"
run fish -c "
set PATH $REAL:\$PATH
kill --cgroup 'a  b' '' '*' \\e
kill x --cgroup=y -9
kill -s TERM --cgr /a
kill --timeout 5 KILL 1
kill --verb -- 'a  b'
kill --c=--; echo status \$status"
status_is 0
err_empty
out_is "kill<--cgroup><a  b><><*><$(printf '\033')>
kill<x><--cgroup=y><-9>
kill<-s><TERM><--cgr></a>
kill<--timeout><5><KILL><1>
kill<--verb><--><a  b>
kill<--c=-->
status 0"

cat >"$TMP/rest" <<'E2'
kill
kill 'a  b' '' '*' 1 -9
kill -l
kill -s TERM -- -5
kill -- --cgroup
kill --cx; echo "status $status"
kill --cgroups --xcgroup -cgroup cgroup
kill %7; echo "status $status"
E2
point "the rest goes to the kill that fish has"
STATUS=3
export STATUS
XDG_DATA_DIRS=/nonexistent fish "$TMP/rest" >"$TMP/own" 2>"$TMP/own-err"
run fish "$TMP/rest"
unset STATUS
out_has "kill<--><--cgroup>" "status 3"
diff "$TMP/own" "$OUT" >"$TMP/diff" || fail "$(cat "$TMP/diff")"
diff "$TMP/own-err" "$ERR" >"$TMP/diff" || fail "$(cat "$TMP/diff")"

point "it can be read twice"
run fish -c "source $SHARE/fish/vendor_conf.d/cgkill.fish; kill a; kill --cgroup b"
status_is 0
err_empty
out_is "kill<a>
kill<--cgroup><b>"

point "without the programs"
run fish -c "set PATH $TMP; set PROGRAMS $TMP; kill --cgroup a; echo cgkill \$status; kill 1; echo kill \$status"
out_is "cgkill 127
kill 127"

point "jobs, a process after a while, a cgroup"
PATH=$REAL:$PATH PROGRAMS=$REAL
cgroup a
pids=$(spawn -c "$CG/a" sleeper 2)
deaf=$(spawn -c "$CG" immune 1)
run fish -c "
sleep 300 &
set -l one \$last_pid
sleep 300 &
set -l two \$last_pid
kill %1; or echo wrong
kill --timeout 5000 KILL %2; or echo wrong
kill --wait --cgroup '$CG/a'; or echo wrong
kill --timeout 100 KILL $deaf; or echo wrong
echo \$one \$two"
status_is 0
out_lacks wrong
dead "$(cat "$OUT")" "$pids" "$deaf"

point "a signal to the shell itself"
cat >"$TMP/self" <<'E2'
function got --on-signal USR1
    echo got
end
kill -s USR1 $fish_pid; echo $status
E2
run fish "$TMP/self"
wait_until grep -q got "$OUT"
out_has got 0
finish
