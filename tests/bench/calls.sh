# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Part of bench.sh: how many system calls a kill makes.
: "${programs:?}"

# count_calls METHOD PROCESSES CGROUPS: prints how many, from execve to exit.
count_calls() {
	mkdir "$CG/calls" || return
	"$programs/killtime" -c "$3" "$2" "$CG/calls" strace -c -U calls,name -o "$TMP/calls" \
		"$KILL_PROGRAM" --cgroup --method "$1" '{}' >/dev/null
	rmdir "$CG/calls"
	awk '$2 == "total" { print $1 }' "$TMP/calls"
}

# The limit is the number for an empty cgroup, plus 3 for each process and 6 for each cgroup.
measure_calls() {
	has_tool strace || {
		leave_out 'system calls: strace is not installed'
		return
	}
	for method in kernel freeze signal; do
		none=$(count_calls $method 0 0)
		for size in 1000:0 1000:100 10000:0 10000:1000; do
			calls=$(count_calls $method "${size%:*}" "${size#*:}")
			echo "$method $none $size ${calls:--}"
		done
	done >"$TMP/call-counts"
}

report_calls() {
	[ -s "$TMP/call-counts" ] || return 0
	section 'System calls' 'From execve to exit (strace -c). At most those for an empty cgroup,' \
		'3 for each process and 6 for each cgroup are aimed at.'
	awk '
		NR == 1 { print "| method | empty cgroup | processes:cgroups | calls | for each process | at most | met |"
			  print "|---|---:|---:|---:|---:|---:|---|" }
		{
			split($3, size, ":")
			limit = $2 + 3 * size[1] + 6 * (size[2] + 1)
			printf "| %s | %d | %s | %d | %.3f | %d | %s |\n", $1, $2, $3, $4,
				($4 - $2) / size[1], limit, $4 <= limit ? "yes" : "**no**"
		}
		END { print "" }' "$TMP/call-counts" >>"$TMP/report"
}
