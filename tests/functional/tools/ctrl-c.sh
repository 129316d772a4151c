#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A test that is interrupted, as by Ctrl-C or a terminal that is closed, ends at once, and nothing
# of it is left; one that calls what does not exist, or leaves something behind, fails.
. "${0%/*}/../lib.sh"
need_cgroup
need_tool setsid

# victim <file>: a script that is a test; what follows the usual head is stdin.
victim() {
	{
		echo '#!/bin/sh'
		echo ". '$(cd "${0%/*}/.." && pwd)/lib.sh'"
		cat
	} >"$1"
	chmod 755 "$1"
}

# Processes in a cgroup and elsewhere, who do not obey; and a command that does not, either.
# shellcheck disable=SC2016 # for that shell
hold='
	need_cgroup
	point "held"
	cgroup a
	{
		spawn -c "$CG/a" immune 2
		spawn -t 60 immune
	} >"$RECORD.pids"
	echo "$TMP $CG" >"$RECORD"
	LIMIT=60
	run sh -c "trap \"\" INT TERM HUP; echo \$\$ >\"\$RECORD.ready\"; sleep 60; sleep 60"
	finish'
echo "$hold" | victim "$TMP/plain"
echo "own_pid_namespace; $hold" | victim "$TMP/namespace"
# As suite.sh or make do: on a leash beside others.
cat >"$TMP/several" <<'END'
#!/bin/sh
exec "$HELPERS/leash" sh -c '"${0%/*}/plain" & wait' "$0"
END
chmod 755 "$TMP/several"
RECORD=$TMP/record
export RECORD

# start <name>: $victim is its process and its group, $place its TMP and $tree its cgroup.
start() {
	rm -f "$RECORD" "$RECORD.ready"
	env -u LEASHED setsid "$TMP/$1" >"$TMP/log" 2>&1 &
	victim=$!
	wait_until test -s "$RECORD.ready" || fail "it has not started: $(cat "$TMP/log")"
	read -r place tree <"$RECORD"
}

# ended: within a few seconds, and without a trace.
ended() {
	_ends=$(($(date +%s) + 8))
	while is_alive "$victim" && [ "$(date +%s)" -lt $_ends ]; do
		sleep 0.02
	done
	! is_alive "$victim" || fail "it has not ended"
	kill -s KILL -- "-$victim" 2>/dev/null
	wait "$victim"
	[ ! -e "$place" ] || fail "$place is left"
	[ ! -e "$tree" ] || fail "$tree is left"
	[ "$1" != plain ] || dead "$(cat "$RECORD.pids")" "$(cat "$RECORD.ready")"
}

for name in plain namespace several; do
	for signal in INT TERM HUP; do
		point "$name: $signal to its process group"
		start $name
		kill -s $signal -- "-$victim"
		ended $name
	done
done

point "TERM to the first process of the test alone"
start plain
kill "$victim"
ended plain

# fails_with <words>: the victim's TAP has a failure that says so.
fails_with() {
	run env -u LEASHED "$TMP/bad"
	out_has "not ok" "$1"
}

point "a function that does not exist"
victim "$TMP/bad" <<'END'
point "one"
stattus_is 0
finish
END
fails_with "calls what does not exist"

point "a process that is left behind"
victim "$TMP/bad" <<'END'
point "one"
sleep 60 &
finish
END
fails_with "left behind"
status_is 1
finish
