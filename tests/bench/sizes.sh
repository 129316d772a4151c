# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Part of bench.sh: what it costs to kill many processes, in one cgroup or many, and large trees.
: "${programs:?}" "${source:?}"

missing_for_systemd() {
	for tool in unshare nsenter setsid mount systemctl; do
		has_tool $tool || echo $tool
	done
	[ -n "$(systemd_program)" ] || echo systemd
}

# From here on everything runs in the namespaces of our own systemd, or without if systemd cannot
# be started.
prepare_rounds() {
	bin=$TMP/bin HOME_CGROUP=$CG/bench
	skip_all() {
		leave_out "systemctl, crun, runc: $1"
		PEERS='loop xargs'
		SYSTEMD_PID=
	}
	SYSTEMD_PID=
	# So that its kill remains the machine's.
	KILL=/bin/kill
	missing=$(missing_for_systemd)
	if [ -n "$missing" ]; then
		skip_all "$missing is not installed"
	else
		start_systemd
	fi
	# shellcheck disable=SC2034
	KILL=$KILL_PROGRAM
	if [ -n "$SYSTEMD_PID" ]; then
		bin=$ROOT/run/test/bin HOME_CGROUP=/sys/fs/cgroup/bench
		mkdir -p "$CG/systemd/bench/driver"
	else
		mkdir -p "$CG/bench"
	fi
	put_programs "$bin"
}

# shellcheck disable=SC2016
rounds() {
	if [ -n "$SYSTEMD_PID" ]; then
		sh -c 'echo 0 >"$0/cgroup.procs" && exec "$@"' "$CG/systemd/bench/driver" \
			nsenter -t "$SYSTEMD_PID" -m -p -C -u -i env BIN=/run/test/bin \
			HOME_CGROUP="$HOME_CGROUP" PEERS_EVERY="$PEERS_EVERY" sh /run/test/bin/rounds.sh "$@"
	else
		BIN=$bin HOME_CGROUP=$HOME_CGROUP PEERS_EVERY=$PEERS_EVERY sh "$bin/rounds.sh" "$@"
	fi
}

# Those that can kill three processes here: the ninth field is how many are left.
choose_peers() {
	peers=
	for peer in $PEERS; do
		if rounds 3:0 1 "$peer" >"$TMP/probe" 2>"$TMP/problem" &&
			awk '$9 == 0 { done = 1 } END { exit !done }' "$TMP/probe"; then
			peers="$peers $peer"
		else
			leave_out "$(tail -n 1 "$TMP/problem" | grep . || echo "$peer: does not kill")"
		fi
	done
}

# measure_size SIZE CONTENDER...
measure_size() {
	processes=${1#*[a-z]:}
	processes=${processes%:*}
	if [ "$processes" -gt "$(room)" ]; then
		leave_out "$1: kernel.pid_max and kernel.threads-max leave room for $(room) processes"
		return
	fi
	size=$1
	shift
	collect "$size" rounds "$size" "$ROUNDS" "$@"
}

measure_sizes() {
	choose_peers
	for size in $SIZES; do
		# shellcheck disable=SC2086 # words
		measure_size "$size" $OURS $peers
	done
}

# Sizes that have already been measured with the peers are not measured again.
measure_trees() {
	for size in $TREES; do
		# shellcheck disable=SC2086 # words
		grep -q "^${size#wide:} " "$TMP/raw" || measure_size "$size" $OURS
	done
}

report_sizes() {
	grep -q '^[0-9]' "$TMP/stats" || return 0
	section 'Number of processes' "The time from the start of the command until cgroup.events" \
		"says that nobody lives, in milliseconds: medians of $ROUNDS rounds; from 10,000" \
		"processes on, other programs took part in one of $PEERS_EVERY rounds. All ran in the" \
		'namespaces of a systemd of their own, where there is one.'
	caption 'Processes in one cgroup:'
	table '^[0-9]+:0$' ms
	caption 'Ratio to the bare write in the same round: median [quartiles].'
	table '^[0-9]+:0$' ratio
	caption 'Processes spread over cgroups side by side:'
	table '^[0-9]+:[1-9]' ms
	table '^[0-9]+:[1-9]' ratio
	caption 'Milliseconds until the command itself had ended:'
	table '^[0-9]+:' own
	caption 'Milliseconds of CPU that it used (systemctl has systemd work for it):'
	table '^[0-9]+:' cpu
	section 'Memory' 'Peak resident set in KiB.'
	table '^[0-9]+:' rss '^(write|kernel|freeze|signal)$'
}

report_trees() {
	grep -Eq '^(deep|wide)' "$TMP/stats" || return 0
	section 'Trees' 'One process in each cgroup; microseconds for each cgroup, which stay the same' \
		'where the cost is linear. First cgroups side by side:'
	awk '{ n = split($1, part, ":"); if (!/^deep/ && part[n] == part[n - 1]) print }' \
		"$TMP/stats" >"$TMP/stats.square"
	awk -v sizes=. -v what=each -v only='^(write|kernel|freeze|signal)$' -v names="$NAMES" \
		-f "$source/table.awk" "$TMP/stats.square" >>"$TMP/report"
	caption 'One in the other (the kernel sets no limit to the depth, cgroup.max.depth may):'
	table '^deep' each
	table '^deep' ratio
}
