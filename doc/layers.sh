#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# layers.sh <src>: prints doc/layers.svg, a picture of the layers of the sources: the modules of each
# folder, and how often files of one folder include headers of another.  "make layers" calls it, and
# "make lint" fails when the picture is not that of the sources.
set -eu
LC_ALL=C
export LC_ALL
cd "$1"

# "module LAYER NAME" for each module, "include FROM TO NUMBER" for each pair of layers.
facts() {
	for layer in modes cli show engine kernel base; do
		for file in "$layer"/*.h; do
			echo "module $layer $(basename "$file" .h)"
		done
	done
	grep -n '^# *include "[a-z]*/' main.c ./*/*.[ch] |
		sed 's|^\./||; s|^main\.c:|main/main.c:|; s|^\([a-z]*\)/.*include "\([a-z]*\)/.*|\1 \2|' |
		awk '$1 != $2 { number[$1 " " $2]++ } END { for (pair in number) print "include", pair, number[pair] }' |
		sort
}

facts | awk '
	BEGIN {
		count = split("main modes cli show engine kernel base", order, " ")
		what["main"] = "parse, dispatch, exit status"
		what["modes"] = "what one run does"
		what["cli"] = "the command line"
		what["show"] = "what people see: words, tables, JSON"
		what["engine"] = "the kill: lookup, methods, rounds, waiting, removing"
		what["kernel"] = "what the kernel says, a file for each of its interfaces"
		what["base"] = "no kernel object, no message"
		width = 900; box = 600; left = 20; line = 18; per_line = 74
	}
	$1 == "module" {
		text = last[$2] == "" ? $3 : last[$2] ", " $3
		if (length(text) > per_line) {
			rows[$2, ++row_count[$2]] = last[$2] ","
			text = $3
		}
		last[$2] = text
	}
	$1 == "include" { number[$2, $3] = $4 }
	function text_at(x, y, class, words) {
		printf "<text x=\"%d\" y=\"%d\" class=\"%s\">%s</text>\n", x, y, class, words
	}
	END {
		y = 20
		for (i = 1; i <= count; i++) {
			layer = order[i]
			if (last[layer] != "")
				rows[layer, ++row_count[layer]] = last[layer]
			top[layer] = y
			height[layer] = 34 + line * row_count[layer]
			y += height[layer] + 16
		}
		print "<!-- SPDX-License-Identifier: GPL-2.0-or-later; made by doc/layers.sh -->"
		printf "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\">\n", width, y
		print "<title>The layers of src/: who includes whom, from top to bottom</title>"
		print "<style>"
		print "rect { fill: #f4f6f8; stroke: #345; } path { fill: none; stroke: #789; }"
		print ".name { font: bold 15px sans-serif; } .what { font: italic 13px sans-serif; }"
		print ".modules, .number { font: 13px monospace; } .number { fill: #345; }"
		print "</style>"
		printf "<rect x=\"0\" y=\"0\" width=\"%d\" height=\"%d\" style=\"fill: white; stroke: none\"/>\n", width, y
		for (i = 1; i <= count; i++) {
			layer = order[i]
			printf "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"4\"/>\n",
				left, top[layer], box, height[layer]
			text_at(left + 10, top[layer] + 21, "name", layer (layer == "main" ? ".c" : "/"))
			text_at(left + 90, top[layer] + 21, "what", what[layer])
			for (row = 1; row <= row_count[layer]; row++)
				text_at(left + 10, top[layer] + 24 + line * row, "modules", rows[layer, row])
		}
		print "<defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" orient=\"auto\"><path d=\"M0,0 L8,4 L0,8 z\" style=\"fill: #789\"/></marker></defs>"
		for (i = 1; i <= count; i++)
			for (j = 1; j <= count; j++) {
				from = order[i]; to = order[j]
				if (!((from, to) in number))
					continue
				y1 = top[from] + 12 + (height[from] - 20) * j / (count + 1)
				y2 = top[to] + 8 + (height[to] - 16) * i / (count + 1)
				bend = left + box + 40 * (j > i ? j - i : i - j)
				printf "<path d=\"M%d,%d C%d,%d %d,%d %d,%d\" marker-end=\"url(#tip)\"/>\n",
					left + box, y1, bend, y1, bend, y2, left + box + 2, y2
				text_at(left + box + (bend - left - box) * 0.75 + 3, (y1 + y2) / 2 + 4, "number", number[from, to])
			}
		print "</svg>"
	}'
