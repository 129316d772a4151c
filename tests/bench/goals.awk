# SPDX-License-Identifier: GPL-2.0-or-later
#
# The goals, and what stats.awk found: a Markdown table of what was measured.

function goal(words, value, limit, format) {
	printf "| %s | %s | " format " | %s |\n", words, limit, value, \
		(value <= limit + 0 ? "yes" : "**no**")
}

function at_least(words, value, limit, format) {
	printf "| %s | at least %s | " format " | %s |\n", words, limit, value, \
		(value >= limit + 0 ? "yes" : "**no**")
}

# The scenes of engine.sh, whose numbers a run may have chosen otherwise.
function engine_goal(scene, number, contender, key) {
	if (scene == "slow" && contender == "kill")
		goal(number " slow to obey, in a cgroup each, to all in one", ratio[key], "1.10", "%.3f")
	else if (scene == "operands" && contender == "kill")
		goal(number " operands, to a loop of bare writes", ratio[key], "1.50", "%.3f")
	else if (scene == "armed" && contender == "kill")
		goal("armed, from the event until " number " are dead, to a C program", ratio[key],
		     "1.10", "%.3f")
	else if (scene == "armed" && contender == "watch")
		at_least("the same, a script with inotifywait to cgkill",
			 ms[key] / ms[scene ":" number " kill"], 5, "%.1f")
	else if (scene == "stuck" && contender == "kill")
		goal("after " number " that cannot die, to alone", ratio[key], "1.50", "%.3f")
	else if (scene == "v1" && contender == "kill")
		goal("cgroup v1, freeze, " number ", to a shell", ratio[key], "1.25", "%.3f")
	else if (scene == "alone" && contender == "kill")
		goal("--exclude-self --wait, nobody else there, ms", ms[key], 10, "%.2f")
	else if (scene == "deaf" && contender == "base")
		goal("-s URG to " number " sleepers, ms", ms[key], 5, "%.2f")
	else if (scene == "deaf" && contender == "old")
		at_least("-s URG, older build to this one", ratio[key], 15, "%.1f")
	else if (scene == "deaf" && contender == "systemctl")
		at_least("-s URG, systemctl to this one", ratio[key], 1, "%.1f")
}

# The ratio to the bare write of the fastest of the others for a size, since these may have been in
# other rounds; its name goes to rival.
function fastest(size, mine,	key, part, best) {
	best = ""
	for (key in ratio) {
		split(key, part)
		if (part[1] != size || part[2] ~ mine || ratio[key] == "-")
			continue
		if (best == "" || ratio[key] < best) {
			best = ratio[key]
			rival = part[2]
		}
	}
	return best
}

function faster(words, size, contender,	best, mine) {
	mine = ratio[size " " contender]
	if (mine == "-")
		return
	best = fastest(size, "^(base|write|kernel|freeze|signal)$")
	if (best != "")
		printf "| %s | the others | %.2f of %s | %s |\n", words, \
			mine / best, rival, mine < best ? "yes" : "**no**"
}

{
	key = $1 " " $2
	if (!(key in ratio))
		order[++keys] = key
	ratio[key] = $5
	ms[key] = $4
	# Of the scenes, killtime itself may be larger, whose peak execve(2) passes on.
	if ($1 ~ /^[0-9]/ && $2 ~ /^(kernel|freeze|signal)$/ && $10 > peak)
		peak = $10
}

END {
	print "| goal | at most | measured | met |\n|---|---:|---:|---|"
	for (i = 1; i <= keys; i++) {
		split(order[i], part)
		size = part[1]
		contender = part[2]
		count = split(size, number, ":")
		what = size " " contender
		if (size ~ /^startup/ && contender == "kernel") {
			goal("start-up, " number[2] ", to the floor", ratio[what], "1.10", "%.3f")
			faster("start-up, " number[2] ", faster than all others", size, contender)
		} else if (size ~ /^[0-9]/ && contender ~ /^(kernel|freeze)$/) {
			if (contender == "kernel" && number[1] >= 1000)
				goal("kernel, " size ", to the bare write", ratio[what], 1.05, "%.3f")
			if (contender == "freeze" && number[1] >= 1000 && number[2] == 0)
				goal("freeze, " size ", to the bare write", ratio[what], "1.15", "%.3f")
			if (contender == "freeze" && number[2] == 1000)
				goal("freeze, " size ", to the bare write", ratio[what], "1.25", "%.3f")
			faster(contender ", " size ", faster than all others", size, contender)
		} else if (size ~ /^growth/) {
			goal(number[2] ", from " number[3] / 10 " to " number[3] ": growth to the floor's",
			     ratio[what], "1.50", "%.2f")
		} else if (ms[what] != "-") {
			engine_goal(number[1], number[2], contender, what)
		}
	}
	if (faults)
		goal("start-up, page faults", faults, 80, "%d")
	if (peak)
		goal("peak resident set, all methods and sizes, KiB", peak, 2047, "%d")
	print ""
}
