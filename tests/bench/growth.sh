# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Part of bench.sh: what costs grow with, in scenes where an older engine's grew faster than the
# work. All numbers of a scene take part in each round.
: "${programs:?}" "${source:?}" "${ENGINE_WORDS:?}"
: "${GROWTH:=10 30 100 300 1000}"

GROWTH_WORDS='inside=--wait, the caller in a cgroup with n processes
waited=--wait of n operands
trees=a tree with n branches nine deep
removed=--remove of n siblings
named=n names, 1,000 more mounts
nopidfd=n processes, no pidfd_open(2)'

# In a mount namespace: each bind mount of all that is there doubles it.
# shellcheck disable=SC2016
MORE_MOUNTS='
	mount -t tmpfs none "$0" && for n in 1 2 3 4 5 6 7 8 9 10; do
		mkdir "$0/$n" && mount --rbind "$0" "$0/$n" || exit
	done
	exec "$@"'

mounted_rounds() {
	mkdir -p "$TMP/mounts"
	BIN=$SCENES HOME_CGROUP=$CG/scenes MOUNT=$MNT \
		unshare -m sh -c "$MORE_MOUNTS" "$TMP/mounts" sh "$SCENES/rounds.sh" "$@"
}

# measure_growing SCENE RUNNER
measure_growing() {
	sizes=''
	for number in $GROWTH; do
		if [ "$number" -le "$(room)" ]; then
			sizes="$sizes $1:$number"
		else
			leave_out "$1:$number: room for $(room) processes"
		fi
	done
	contenders='write kill'
	[ -z "$OLD_KILL" ] || contenders="$contenders old"
	# shellcheck disable=SC2086 # words
	collect "$1" "$2" "$sizes" "$ROUNDS" $contenders
}

measure_growth() {
	for scene in inside waited trees removed; do
		measure_growing $scene scene_rounds
	done
	case $("$KILL_PROGRAM" --version) in
	*libmount*) measure_growing named mounted_rounds ;;
	*) leave_out 'names: built without libmount' ;;
	esac
	if [ -x "$HELPERS/filter" ]; then
		measure_growing nopidfd scene_rounds
	else
		leave_out 'no pidfd_open(2): no tests/helpers/filter'
	fi
}

growth_stats() {
	awk -f "$source/quantile.awk" -f "$source/growth.awk" "$TMP/raw" | sort
}

has_growth() {
	grep -Eq "^($(echo "$GROWTH_WORDS" | sed 's/=.*//' | paste -s -d'|')):" "$TMP/stats"
}

growth_lines() {
	grep -E "^$1:[0-9]+ " "$TMP/stats"
}

report_growth() {
	has_growth || return 0
	section 'Growth' 'Microseconds for each of them, which stay the same where the cost is' \
		"linear: medians of $ROUNDS rounds. The floor kills (and removes) the same by a" \
		'static C loop.'
	echo "$GROWTH_WORDS" | while IFS='=' read -r scene words; do
		growth_lines "$scene" >/dev/null || continue
		caption "$words:"
		growth_lines "$scene" | awk -v sizes=. -v what=each -v names="$NAMES" \
			-f "$source/table.awk" >>"$TMP/report"
	done
}

# growth_block SCENE: a line for each number, with the microseconds for each of write, kill, old.
growth_block() {
	growth_lines "$1" | awk '
		{
			split($1, size, ":")
			if (!(size[2] in cost))
				order[++numbers] = size[2]
			cost[size[2]] = 1
			cost[size[2], $2] = $4 == "-" ? "NaN" : $4 * 1000 / size[2]
		}
		function of(contender) {
			return (number, contender) in cost ? cost[number, contender] : "NaN"
		}
		END {
			for (i = 1; i <= numbers; i++) {
				number = order[i]
				print number, of("write"), of("kill"), of("old")
			}
			print "\n"
		}'
}

plot_growth() {
	has_growth || return 0
	: >"$GROWTH_RESULT.dat"
	titles=''
	for scene in $(echo "$GROWTH_WORDS" | cut -d= -f1); do
		growth_lines "$scene" >/dev/null || continue
		growth_block "$scene" >>"$GROWTH_RESULT.dat"
		titles="$titles \"$(echo "$GROWTH_WORDS" | sed -n "s/^$scene=//p")\""
	done
	lines=2
	[ -z "$OLD_KILL" ] || lines=3
	draw growth "$GROWTH_RESULT" "titles = '$titles'; lines = $lines"
}
