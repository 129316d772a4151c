# SPDX-License-Identifier: GPL-2.0-or-later
#
# A Markdown table of the scenes of engine.sh, of what stats.awk found; "words" has a line
# "scene=what it is" for each.

function figure(key) {
	return key in ms && ms[key] != "-" ? sprintf("%.1f", ms[key]) : "-"
}

function row(size, scene, number, what) {
	mine = scene == "deaf" ? "base" : "kill"
	floor = scene == "operands" || scene == "armed" ? "write" : scene == "deaf" ? "" : "base"
	printf "| %s: %s | %d | %s | %s | %s | %s | %s |\n", scene, what, number,
		figure(size " " floor), figure(size " " mine),
		floor && (size " kill") in ratio ? ratio[size " kill"] : "-",
		figure(size " old"), figure(size " systemctl")
}

!($1 in seen) {
	seen[$1]
	sizes[++size_count] = $1
}

{
	ms[$1 " " $2] = $4
	if ($5 != "-")
		ratio[$1 " " $2] = sprintf("%.3f [%.2f, %.2f]", $5, $6, $7)
}

END {
	print "| | number | floor | kill | ratio | older build | systemctl |"
	print "|---|---:|---:|---:|---:|---:|---:|"
	count = split(words, lines, "\n")
	for (i = 1; i <= count; i++) {
		scene = substr(lines[i], 1, index(lines[i], "=") - 1)
		for (j = 1; j <= size_count; j++) {
			split(sizes[j], part, ":")
			if (part[1] == scene)
				row(sizes[j], scene, part[2], substr(lines[i], index(lines[i], "=") + 1))
		}
	}
	print ""
}
