# SPDX-License-Identifier: GPL-2.0-or-later
#
# awk -v form=FORM -f table.awk NAMES RESULTS: results.csv, in the order of NAMES, as a table in
# Markdown, form "page", with -v machine=, date=, release=; or form "short", plain text for README.
BEGIN {
	FS = ","
	split("tree bomb headless threaded frozen paused pidns inside recycled stuck read-only delegated many " \
	      "remove term", order, " ")
	jobs = split("tree;fork bomb;dead main thread;threaded;frozen;paused;PID namespace;caller inside;" \
		     "recycled PIDs;stuck;read-only;delegated;100 operands;remove;TERM then KILL", title, ";")
	split("tree bomb dead thr frz stop ns self pid hang ro user 100 rm TERM", brief, " ")
	mark["done"] = "+"; mark["partly"] = "~"; mark["not"] = "-"; mark["-"] = "?"
}
/^#/ { next }
FNR == NR { names[++contenders] = $1; next }
{
	version[$1] = $2
	verdict[$1, $3] = $4
	ms[$1, $3] = $5
	note[$1, $3] = substr($0, length($1 $2 $3 $4 $5) + 6)
	seen[$1] = 1
}

# Whether the same is to be said about each job.
function is_same(name,    j) {
	for (j = 1; j <= jobs; j++)
		if (note[name, order[j]] == "" || note[name, order[j]] != note[name, order[1]])
			return 0
	return 1
}

function page(    i, j, name, cell) {
	print "<!-- SPDX-License-Identifier: GPL-2.0-or-later -->"
	print "# cgkill and others: the same 15 jobs\n"
	print "Last written by `make compare` on " date ", on " machine ", with the packages of"
	print "Debian " release ". What the jobs are, and how a tool is judged, is in [README.md](README.md)."
	print "A number is the milliseconds until all were dead, with the start of the tool, in a single run, good to a few"
	print "hundredths of a second; `../speed.md` has real measurements.\n"
	printf "| tool | version |"
	for (j = 1; j <= jobs; j++)
		printf " %s |", title[j]
	printf "\n|---|---|"
	for (j = 1; j <= jobs; j++)
		printf "---|"
	print ""
	for (i = 1; i <= contenders; i++) {
		name = names[i]
		if (!seen[name])
			continue
		printf "| %s | %s |", name, version[name] == "" ? "could not be installed" : version[name]
		for (j = 1; j <= jobs; j++) {
			cell = verdict[name, order[j]]
			if (cell == "")
				cell = "no result"
			else if (cell == "-")
				cell = "not tried"
			else if (cell == "done")
				cell = "**done**" (ms[name, order[j]] == "" ? "" : " " ms[name, order[j]])
			printf " %s |", cell
		}
		print ""
	}
	print "\n## Why partly, or not; and how they say that one is left\n"
	for (i = 1; i <= contenders; i++) {
		name = names[i]
		if (is_same(name)) {
			printf "- %s, each job: %s.\n", name, note[name, order[1]]
			continue
		}
		for (j = 1; j <= jobs; j++)
			if (note[name, order[j]] != "")
				printf "- %s, %s: %s.\n", name, title[j], note[name, order[j]]
	}
}

function short(    i, j, name, cell, good) {
	printf "%-12s", ""
	for (j = 1; j <= jobs; j++)
		printf "%5s", brief[j]
	print ""
	for (i = 1; i <= contenders; i++) {
		name = names[i]
		if (!seen[name])
			continue
		printf "%-12s", name
		for (j = 1; j <= jobs; j++) {
			cell = verdict[name, order[j]]
			printf "%5s", cell == "" ? "?" : mark[cell]
		}
		print ""
	}
}

END {
	if (form == "page")
		page()
	else
		short()
}
