# SPDX-License-Identifier: GPL-2.0-or-later
#
# A Markdown table of the scenes of engine.sh, of what stats.awk found; "words" has a line
# "scene=what it is" for each.

function figure(key) {
	return key in ms && ms[key] != "-" ? sprintf("%.1f", ms[key]) : "-"
}

function row(scene, number, what) {
	mine = scene == "deaf" ? "base" : "kill"
	floor = scene == "operands" || scene == "armed" ? "write" : scene == "deaf" ? "" : "base"
	printf "| %s: %s | %d | %s | %s | %s | %s | %s |\n", scene, what, number,
		figure(scene " " floor), figure(scene " " mine),
		floor && (scene " kill") in ratio ? ratio[scene " kill"] : "-",
		figure(scene " old"), figure(scene " systemctl")
}

{
	split($1, size, ":")
	number[size[1]] = size[2]
	ms[size[1] " " $2] = $4
	if ($5 != "-")
		ratio[size[1] " " $2] = sprintf("%.3f [%.2f, %.2f]", $5, $6, $7)
}

END {
	print "| | number | floor | kill | ratio | older build | systemctl |"
	print "|---|---:|---:|---:|---:|---:|---:|"
	count = split(words, lines, "\n")
	for (i = 1; i <= count; i++) {
		scene = substr(lines[i], 1, index(lines[i], "=") - 1)
		if (scene in number)
			row(scene, number[scene], substr(lines[i], index(lines[i], "=") + 1))
	}
	print ""
}
