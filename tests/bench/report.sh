# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Part of bench.sh: tables, the plot and the report.
: "${source:?}" "${started:?}" "${load_before:?}"

section() {
	printf '## %s\n\n' "$1" >>"$TMP/report"
	shift
	[ $# = 0 ] || printf '%s\n\n' "$*" >>"$TMP/report"
}

# table SIZES WHAT [CONTENDERS]: of all that was measured; these are patterns.
table() {
	awk -v sizes="$1" -v what="$2" -v only="${3-}" -v names="$NAMES" \
		-f "$source/table.awk" "$TMP/stats" >>"$TMP/report"
}

caption() {
	printf '%s\n\n' "$*" >>"$TMP/report"
}

first_line() {
	"$@" 2>/dev/null | head -n 1
}

machine() {
	echo "<!-- $LICENCE -->"
	echo '# What killing a cgroup costs'
	echo
	echo " - $(first_line "$KILL_PROGRAM" --version)"
	echo " - $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1), $(nproc) CPUs," \
		"$(awk '/^MemTotal/ { printf "%.0f GiB", $2 / 1048576 }' /proc/meminfo), Linux $(uname -r)"
	echo " - $(date -u '+%F %H:%M UTC'), took $(($(date +%s) - started)) s," \
		"load $load_before before and $(load) after"
	for tool in /bin/kill crun runc systemctl hyperfine; do
		! has_tool $tool || echo " - $(first_line $tool --version)"
	done
	echo ' - repeat it with: make bench'
	echo
	if [ -s "$TMP/left-out" ]; then
		printf 'Left out:\n\n'
		cat "$TMP/left-out"
		echo
	fi
}

# Blocks of lines, as plot.gp expects them: first those of one cgroup.
plot_data() {
	for contender in $OURS $PEERS; do
		label=$(echo "$NAMES" | sed -n "s/^$contender=//p")
		awk -v contender="$contender" -v label="$label" '
			/^[0-9]/ && $2 == contender && $4 != "-" {
				split($1, size, ":")
				if (size[2] > 0 && size[1] != 10000)
					next
				if (!lines++)
					printf "\"%s\"\n", label
				line = size[1] " " size[2] " " $4 " " $5
				if (size[2] == 0)
					print line
				else
					spread = spread line "\n"
			}
			END { if (lines) print spread "\n" }' "$TMP/stats"
	done
}

# draw SCRIPT RESULT SETTING: RESULT.svg from RESULT.dat.
draw() {
	has_tool gnuplot || {
		leave_out "the plot $1: gnuplot is not installed"
		return
	}
	if gnuplot -e "data = '$2.dat'; image = '$2.svg'; $3" "$source/$1.gp"; then
		sed -i "1a <!-- $LICENCE -->" "$2.svg"
	else
		rm -f "$2.svg"
		leave_out "the plot $1: gnuplot failed"
	fi
}

plot_sizes() {
	plot_data >"$RESULT.dat"
	[ ! -s "$RESULT.dat" ] ||
		draw plot "$RESULT" "contenders = $(grep -c '^"' "$RESULT.dat")"
}

report() {
	sort -s -k1,1V "$TMP/raw" | awk -f "$source/quantile.awk" -f "$source/stats.awk" \
		>"$TMP/stats"
	growth_stats >>"$TMP/stats"
	plot_sizes
	plot_growth
	report_startup
	report_sizes
	report_trees
	report_engine
	report_growth
	report_calls
	{
		machine
		printf '## Goals\n\n'
		awk -v faults="$(startup_faults kernel)" -f "$source/goals.awk" "$TMP/stats"
		cat "$TMP/report"
	} >"$RESULT.md"
	{
		echo 'size,round,contender,ms_until_empty,ms_until_ended,ms_of_cpu,peak_kib,status,left,page_faults'
		tr ' ' ',' <"$TMP/raw"
	} >"$RESULT.csv"
	cat "$RESULT.md"
	say "wrote $RESULT.md, $RESULT.csv and what there was to plot: $RESULT.svg, $GROWTH_RESULT.svg"
}
