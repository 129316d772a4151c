#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# examples/runit-s6: a service that leaves processes behind, under a real runsv and s6-supervise.
. "${0%/*}/../lib.sh"
. "${0%/*}/lib.sh"
need_cgroup
need_examples
need_tool setsid
PATH=$PATH:$INITS/usr/bin

DIR=$TMP/example SERVICE=$CG/service.example
outside=$(spawn -t 300 -c "$CG" sleeper)
mkdir "$DIR"
cp "$EXAMPLES/runit-s6/run" "$EXAMPLES/runit-s6/finish" "$DIR"

# Obeys TERM, and records that; what it leaves is in a session of its own, does not obey, or is in
# a cgroup of its own.
cat >"$DIR/daemon" <<'EOF'
#!/bin/sh
cgroup=$CGROUP_PARENT/service.example
[ ! -e plain ] || exec sleep 300
trap 'echo told >>told; exit' TERM
echo $$ >main
mkdir "$cgroup/jobs"
setsid sleep 300 &
(trap "" TERM; exec setsid sleep 301) &
(echo 0 >"$cgroup/jobs/cgroup.procs" && exec setsid sleep 302) &
wait
EOF
chmod +x "$DIR/daemon"

supervise() {
	rm -rf "$DIR/main" "$DIR/told" "$DIR/plain"
	case $supervisor in
	runit) runsv "$DIR" >"$TMP/log" 2>&1 & ;;
	s6) s6-supervise "$DIR" >"$TMP/log" 2>&1 & ;;
	esac
	supervisor_pid=$!
}

end_supervisor() {
	kill -9 "$supervisor_pid" 2>/dev/null
	wait "$supervisor_pid" 2>/dev/null
	"$CGKILL" --remove "$SERVICE" 2>/dev/null
	# Their pipes and locks, with the state that the killed one was in.
	rm -rf "$DIR/supervise" "$DIR/event"
}
# shellcheck disable=SC2016
at_exit '[ -z "$supervisor_pid" ] || end_supervisor'
supervisor_pid=

# A command of one letter is the same for both.
control() {
	printf '%s' "$1" >"$DIR/supervise/control"
}

# started [NUMBER]: the service, with so many processes; $pids are these.
started() {
	wait_until has_pids "$SERVICE" "${1-4}" || fail "it has not started: $(cat "$TMP/log")"
	pids=$(all_pids "$SERVICE")
	main=$(cat "$DIR/main" 2>/dev/null)
}

was_restarted() {
	[ "$(cat "$DIR/main")" != "$main" ] && has_pids "$SERVICE" 4
}

gone() {
	wait_until not test -e "$SERVICE" || fail "the cgroup is still there: $(cat "$TMP/log")"
	alive "$outside"
}

for supervisor in runit s6; do
	case $supervisor in
	runit) program=runsv ;;
	s6) program=s6-supervise ;;
	esac
	if ! has_tool "$program"; then
		point "$supervisor"
		skip "there is no $program"
		continue
	fi

	point "$supervisor: nothing stays of a service that is stopped"
	supervise
	started
	control d
	dead "$pids"
	gone
	[ "$(cat "$DIR/told" 2>&1)" = told ] || fail "the main process was not told by TERM"

	point "$supervisor: nor of one that leaves nothing"
	: >"$DIR/plain"
	control u
	started 1
	control d
	dead "$pids"
	gone
	rm "$DIR/plain"

	point "$supervisor: one whose main process is killed starts anew, without the old rest"
	control u
	started
	kill -9 "$main"
	dead "$pids"
	wait_until was_restarted || fail "it was not restarted: $(cat "$TMP/log")"
	alive "$(all_pids "$SERVICE")" "$outside"
	as_new "$SERVICE"

	if kernel_has cgroup.freeze; then
		point "$supervisor: one that is frozen"
		started
		freeze "$SERVICE"
		kill -9 "$main"
		dead "$pids"
		wait_until was_restarted || fail "it was not restarted: $(cat "$TMP/log")"
	fi

	# "finish" was not run; "run" is the next to see the old cgroup.
	point "$supervisor: one that had lost its supervisor"
	started
	kill -9 "$supervisor_pid"
	wait "$supervisor_pid" 2>/dev/null
	kill -9 "$main"
	dead "$main"
	alive "$(all_pids "$SERVICE")"
	supervise
	dead "$pids"
	started
	alive "$pids" "$outside"
	as_new "$SERVICE"

	point "$supervisor: one that cannot be started does not stay in the way"
	control d
	gone
	mv "$DIR/daemon" "$DIR/away"
	control u
	wait_until grep -q daemon "$TMP/log" || fail "it did not try"
	control d
	gone
	mv "$DIR/away" "$DIR/daemon"
	end_supervisor
done

point "without cgroup2 it says so, and runs nothing outside of a cgroup"
# shellcheck disable=SC2016
run env "CGROUP_PARENT=$TMP" sh -c 'cd "$0" && exec ./run' "$DIR"
status_is 1
out_has "is not a cgroup v2 directory"
[ ! -e "$TMP/service.example" ] || fail "it has made something"
finish
