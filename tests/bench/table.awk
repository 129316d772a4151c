# SPDX-License-Identifier: GPL-2.0-or-later
#
# A Markdown table of what stats.awk found: a row for each contender, a column for each size
# that matches "sizes". "what" is ms, ratio, own, cpu, rss or each (µs for each cgroup);
# "names" has a line "contender=words" for each.

BEGIN {
	count = split(names, lines, "\n")
	for (i = 1; i <= count; i++)
		name[substr(lines[i], 1, index(lines[i], "=") - 1)] = \
			substr(lines[i], index(lines[i], "=") + 1)
}

function thousands(number) {
	return number < 1000 ? number : thousands(int(number / 1000)) sprintf(",%03d", number % 1000)
}

function label(size,	part, count) {
	count = split(size, part, ":")
	if (part[count] !~ /^[0-9]/)
		return part[count]
	if (part[1] !~ /^[0-9]/ && count == 2)
		return thousands(part[2])
	if (part[count] == 0)
		return thousands(part[count - 1])
	return thousands(part[count - 1]) " in " thousands(part[count])
}

# Three significant digits.
function figure(value) {
	if (value == "-")
		return value
	return sprintf(value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.2f", value)
}

function cell(	part, count) {
	if (what == "ratio")
		return $5 == "-" ? "-" : sprintf("%.3f [%.2f, %.2f]", $5, $6, $7)
	if (what == "own")
		return figure($8)
	if (what == "cpu")
		return figure($9)
	if (what == "rss")
		return $10
	if (what == "each") {
		count = split($1, part, ":")
		return figure($4 * 1000 / part[count])
	}
	return figure($4) ($11 ? " (left some in " $11 " of " $3 ")" : "")
}

$1 ~ sizes && (only == "" || $2 ~ only) {
	if (!($1 in column)) {
		column[$1] = ++columns
		heads[columns] = label($1)
	}
	if (!($2 in row)) {
		row[$2] = ++rows
		contenders[rows] = $2
	}
	cells[row[$2], column[$1]] = cell()
}

END {
	line = "| |"
	rule = "|---|"
	for (c = 1; c <= columns; c++) {
		line = line " " heads[c] " |"
		rule = rule "---:|"
	}
	print line "\n" rule
	for (r = 1; r <= rows; r++) {
		line = "| " (contenders[r] in name ? name[contenders[r]] : contenders[r]) " |"
		for (c = 1; c <= columns; c++)
			line = line " " ((r, c) in cells ? cells[r, c] : "-") " |"
		print line
	}
	print ""
}
