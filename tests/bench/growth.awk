# SPDX-License-Identifier: GPL-2.0-or-later
#
# With quantile.awk: how much faster than the work, and than the floor, the cost grew in each scene
# that was measured with several numbers. Lines as those of stats.awk, for the largest number of
# which there is a tenth, too:
#
#	growth:SCENE:NUMBER kill rounds - ratio quartile1 quartile3 - - 0 0
#
# The ratio is 1 if ten times the work costs ten times as much, or whatever more the floor costs.

$4 > 0 && $9 == 0 && ($3 == "kill" || $3 == "write") {
	split($1, size, ":")
	scene = size[1]
	number = size[2] + 0
	time[scene, number, $3, $2] = $4
	numbers[scene, number] = 1
	scenes[scene] = 1
	if ($2 > last_round)
		last_round = $2
}

# The largest number, or 0.
function largest(scene,	key, part, found) {
	found = 0
	for (key in numbers) {
		split(key, part, SUBSEP)
		if (part[1] == scene && part[2] > found && (scene, part[2] / 10) in numbers)
			found = part[2]
	}
	return found
}

# How many times as much all of it costs as a tenth; 0: not known.
function step(scene, number, contender, round,	all, tenth) {
	all = time[scene, number, contender, round]
	tenth = time[scene, number / 10, contender, round]
	return all && tenth ? all / tenth : 0
}

function print_growth(scene, number,	values, count, round, mine, floor) {
	for (round = 1; round <= last_round; round++) {
		mine = step(scene, number, "kill", round)
		floor = step(scene, number, "write", round)
		if (mine && floor)
			values[++count] = mine / floor
	}
	sort(values, count)
	if (count)
		print "growth:" scene ":" number, "kill", count, "-", quantile(values, count, 0.5),
			quantile(values, count, 0.25), quantile(values, count, 0.75), "- - 0 0"
}

END {
	for (scene in scenes)
		if (number = largest(scene))
			print_growth(scene, number)
}
