# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Part of bench.sh: scenes with several operands, and what a run costs that kills nobody, each
# against a floor, and where OLD_KILL is the path of an older build, against that.
: "${programs:?}" "${source:?}"
: "${ENGINE:=slow:100 operands:300 stuck:10 alone:0 armed:1 armed:100 deaf:10 v1:10000}"

ENGINE_WORDS='slow=so many processes that take 300 ms to obey: -s TERM --wait; the floor has them all in one cgroup
operands=so many cgroups with a process each; the floor is a static C loop of bare writes
stuck=a cgroup after so many that cannot die; the floor is that one alone
alone=--exclude-self --wait, and nobody there but the caller
armed=--when, from the event until so many processes are dead; the floor is a static C program
deaf=-s URG to so many sleepers
v1=so many processes in a cgroup of version 1: --method freeze; the floor is a shell that writes FROZEN, kills, writes THAWED'

# What scenes need and the namespaces of a systemd do not have.
prepare_scenes() {
	SCENES=$TMP/scenes
	put_programs "$SCENES"
	mkdir -p "$CG/scenes"
	find_freezer
}

# Those who cannot die are frozen by cgroup v1, where there is such a freezer.
find_freezer() {
	FREEZER=$(mount_of cgroup freezer)
	[ -z "$FREEZER" ] || FREEZER=$FREEZER/${CG##*/}
	held='a freezer of cgroup v1'
	if [ -n "$FREEZER" ] && mkdir "$FREEZER" 2>/dev/null; then
		# It has to let them go before the cgroups can be removed: this comes first.
		# shellcheck disable=SC2016
		at_exit 'echo THAWED >"$FREEZER/freezer.state"; wait_until rmdir "$FREEZER"'
	else
		FREEZER='' held='a tracer, since there is no freezer of cgroup v1'
	fi
}

scene_rounds() {
	BIN=$SCENES HOME_CGROUP=$CG/scenes FREEZER=$FREEZER MOUNT=$MNT FILTER=$HELPERS/filter \
		sh "$SCENES/rounds.sh" "$@"
}

# measure_scene SIZE CONTENDER...: with the older build, if there is one.
measure_scene() {
	scene_size=$1
	shift
	[ -z "$OLD_KILL" ] || set -- "$@" old
	collect "$scene_size" scene_rounds "$scene_size" "$ROUNDS" "$@"
}

# In the namespaces of systemd, if there is one.
measure_deaf() {
	set -- "$1" base
	[ -z "$OLD_KILL" ] || set -- "$@" old
	if [ -n "$SYSTEMD_PID" ]; then
		set -- "$@" systemctl
	else
		leave_out "$1, systemctl: no systemd to ask"
	fi
	size=$1
	shift
	collect "$size" rounds "$size" "$ROUNDS" "$@"
}

measure_v1() {
	if [ -n "$FREEZER" ]; then
		measure_scene "$1" base kill
	else
		leave_out "$1: no freezer of cgroup v1"
	fi
}

measure_engine() {
	for size in $ENGINE; do
		case $size in
		deaf:*) measure_deaf "$size" ;;
		alone:*) measure_scene "$size" kill ;;
		armed:*) measure_scene "$size" write kill watch ;;
		operands:*) measure_scene "$size" write kill ;;
		v1:*) measure_v1 "$size" ;;
		*) measure_scene "$size" base kill ;;
		esac
	done
}

report_engine() {
	grep -Eq '^(slow|operands|stuck|alone|armed|deaf|v1):' "$TMP/stats" || return 0
	section 'Several cgroups' "Milliseconds: medians of $ROUNDS rounds. Those that cannot die" \
		"are held by $held."
	awk -v words="$ENGINE_WORDS" -f "$source/engine.awk" "$TMP/stats" >>"$TMP/report"
}
