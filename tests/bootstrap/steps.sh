# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# How ./bootstrap runs its steps, one after the other, and shows their progress:
#
#	steps_begin 4 'check'
#	step build 20 make -j2           # name, seconds it is expected to take, command
#	step_result "$name"              # ok, FAILED or skipped
#	steps_end                        # everything that failed or was skipped, and the time it took
#
# The output of a step is in $logs/NAME.log. The screen shows failures at once, with their reasons,
# lines that begin with "bootstrap: ", and the progress at least every ten seconds. A step whose log
# says "1..0 # SKIP" was skipped, which counts as a failure with CI=true, where nobody would notice.
#
# Ctrl-C, SIGTERM and SIGHUP end whatever a step has started: every process with our mark in its
# environment.

logs=build-logs
quiet_seconds=8

# In the background, a shell ignores SIGINT and SIGQUIT for its commands, and so would the tests.
default_signals='env --default-signal=INT,QUIT'
$default_signals true 2>/dev/null || default_signals='env'

now() {
	date +%s
}

# duration <seconds>: in a form for people.
duration() {
	if [ "$1" -lt 100 ]; then
		echo "$1 s"
	else
		echo "$((($1 + 30) / 60)) min"
	fi
}

# steps_begin <number of steps> <what they are>
steps_begin() {
	step_count=$1
	step_number=0
	results=
	mkdir -p "$logs" || exit
	mark=$$.$(now)
	# Inside another bootstrap, which has to find these processes, too.
	CGKILL_BOOTSTRAP=${CGKILL_BOOTSTRAP:-}:$mark:
	export CGKILL_BOOTSTRAP
	trap 'interrupted 2' INT
	trap 'interrupted 15' TERM
	trap 'interrupted 1' HUP
	trap 'interrupted 13' PIPE
	echo "bootstrap: $2; what is not shown here is in $logs/"
}

# The processes that our steps have started, and their descendants. grep is not one of them.
started_processes() {
	(
		unset CGKILL_BOOTSTRAP
		grep -lF -e ":$mark:" /proc/[0-9]*/environ
	) 2>/dev/null | while IFS=/ read -r _ _ pid _; do
		echo "$pid"
	done
}

nothing_runs() {
	[ -z "$(started_processes)" ]
}

signal_processes() {
	started_processes | while read -r pid; do
		kill -s "$1" "$pid" 2>/dev/null
	done
}

# They get some time to remove what they have made.
interrupted() {
	trap '' INT TERM HUP PIPE
	printf '\nbootstrap: interrupted; ending what runs\n' 2>/dev/null
	signal_processes TERM
	patience_ends=$(($(now) + 20))
	until nothing_runs; do
		if [ "$(now)" -ge $patience_ends ]; then
			left=$(started_processes | head -n 10 | xargs)
			echo "bootstrap: something did not end, and is killed: $left" 2>/dev/null
			signal_processes KILL
			break
		fi
		sleep 0.1
	done
	exit $((128 + $1))
}

#
# What is shown while a step runs
#

# show_news: the failures, and their reasons, among the lines added to the log since the last time.
show_news() {
	lines=$(wc -l <"$log")
	[ "$lines" -gt "$lines_seen" ] || return 0
	news=$(sed -n "$((lines_seen + 1)),${lines}p; ${lines}q" "$log" | awk -v left="$reason_left" '
		/^(\[[^]]*\] *)?(not ok|FAIL|ERROR|XPASS|Bail out)/ { left = 40; print "  " $0; next }
		left > 0 && /^[ \t#]/ { left--; print "  " $0; next }
		{ left = 0 }
		sub(/^bootstrap: /, "  ")
		END { print "left " left }')
	lines_seen=$lines
	reason_left=${news##*left }
	news=${news%left *}
	[ -n "$news" ] || return 0
	clear_line
	printf '%s' "$news"
	spoke=$(now)
	shown=yes
}

clear_line() {
	[ ! -t 1 ] || printf '\r\033[K'
}

# Sets $columns: the width of the terminal, or 80 where that is unknown.
find_columns() {
	{ columns=$(stty size <&3 2>/dev/null); } 3>&1
	columns=${columns#* }
	[ "${columns:-0}" -gt 0 ] || columns=80
}

# Its progress: the last line of its log. A line that wrapped could not be overwritten.
show_progress() {
	find_columns
	elapsed=$(($(now) - began))
	latest=$(tail -n 1 "$log" | tr -d '\000-\037\177')
	text=$(printf '%s\n' "  $elapsed s${about:+ of $about}: $latest" | cut -c 1-$((columns - 1)))
	if [ -t 1 ]; then
		printf '\r%s\033[K' "$text"
	elif [ $(($(now) - spoke)) -ge $quiet_seconds ]; then
		echo "$text"
		spoke=$(now)
	fi
}

# A child that has not been waited for is still in /proc.
is_over() {
	[ ! -d "/proc/$1" ] || grep -q '^State:.*Z' "/proc/$1/status"
}

# watch <PID>: until the status of the step is there, or the shell that should write it is gone.
watch() {
	lines_seen=0
	reason_left=0
	shown=
	spoke=$began
	until [ -e "$log.status" ]; do
		sleep 0.5
		! is_over "$1" || [ -e "$log.status" ] || echo 1 >"$log.status"
		show_news
		show_progress
	done
	show_news
	clear_line
}

# What can be counted: the sums of tests/tap.sh and of Automake.
step_counts() {
	awk '
		/^[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped/ { pass += $1; fail += $3; skip += $5 }
		/^# (PASS|XFAIL): / { pass += $3 }
		/^# (FAIL|XPASS|ERROR): / { fail += $3 }
		/^# SKIP: / { skip += $3 }
		END { print pass + 0, fail + 0, skip + 0 }' "$1"
}

judge() {
	if [ "$1" != 0 ]; then
		outcome=FAILED
	elif grep -q '^1\.\.0 # SKIP' "$log"; then
		outcome=skipped
		[ "${CI:-}" != true ] || outcome=FAILED
	else
		outcome=ok
	fi
}

# step <name> <seconds, or 0 if unknown> <command>...: runs even if earlier steps failed;
# fails if the command fails.
step() {
	name=$1
	about=
	[ "$2" = 0 ] || about="about $(duration "$2")"
	shift 2
	step_number=$((step_number + 1))
	log=$logs/$name.log
	echo "[$step_number of $step_count] $name${about:+, $about}"
	began=$(now)
	: >"$log"
	rm -f "$log.status"
	{
		$default_signals "$@" >"$log" 2>&1 </dev/null
		echo $? >"$log.new" && mv "$log.new" "$log.status"
	} &
	watch $!
	judge "$(cat "$log.status")"
	rm -f "$log.status"
	took=$(($(now) - began))
	if [ $outcome = FAILED ] && [ -z "$shown" ]; then
		tail -n 20 "$log" | sed 's/^/  | /'
	fi
	echo "  $outcome, $took s"
	results="$results$(printf '%s\t%s\t%s' "$name" "$outcome" $took)
"
	[ $outcome != FAILED ]
}

#
# The end
#

# each_result: "<name> <outcome> <seconds>" per line, in order.
each_result() {
	printf '%s' "$results"
}

# Everything skipped for the same reason is on one line.
why_skipped() {
	each_result | while IFS='	' read -r name _ _; do
		sed -n 's/^ *\(\[[^]]*\] SKIP \)*\(.*# SKIP .*\)/\2/p; s/^1\.\.0/all of it/p' "$logs/$name.log" |
			awk -v name="$name" -F ' *# SKIP ' '
				!($2 in points) { order[++reasons] = $2 }
				{ points[$2] = points[$2] ", " $1; count[$2]++ }
				END {
					for (i = 1; i <= reasons; i++) {
						reason = order[i]
						text = substr(points[reason], 3)
						if (length(text) > 200)
							text = substr(text, 1, 200) "..."
						several = (count[reason] > 1) ? count[reason] ": " : ""
						printf "  %s: %s: %s%s\n", name, reason, several, text
					}
				}'
	done
}

# Every point that failed, with the lines that say why.
what_failed() {
	each_result | while IFS='	' read -r name outcome _; do
		[ "$outcome" = FAILED ] || continue
		awk -v name="$name" '
			/^(\[[^]]*\] *)?(not ok|FAIL|ERROR|XPASS|Bail out)/ {
				left = 12; found = 1; print "  " name ": " $0; next
			}
			left > 0 && /^[ \t#]/ { left--; print "    " $0; next }
			{ left = 0 }
			END { if (!found) print "  " name ": see its log" }' "$logs/$name.log"
	done
}

# steps_end: fails if a step failed. A step without tests counts as one.
steps_end() {
	trap - INT TERM HUP PIPE
	passed=0 failed=0 skipped=0 broken=0 total=0
	while IFS='	' read -r name outcome took; do
		[ -n "$name" ] || continue
		read -r pass fail skip <<-END
			$(step_counts "$logs/$name.log")
		END
		passed=$((passed + pass)) failed=$((failed + fail)) skipped=$((skipped + skip))
		total=$((total + took))
		[ "$outcome" != FAILED ] || [ "$fail" -gt 0 ] || broken=$((broken + 1))
		[ "$outcome" != ok ] || [ $((pass + skip)) -gt 0 ] || passed=$((passed + 1))
	done <<-END
		$results
	END
	failed=$((failed + broken))

	reasons=$(why_skipped)
	[ -z "$reasons" ] || printf '\nSkipped:\n%s\n' "$reasons"
	failures=$(what_failed | head -n 200)
	[ -z "$failures" ] || printf '\nFailed:\n%s\n' "$failures"
	printf '\nTime:\n'
	each_result | awk -F '\t' '{ printf "%6d s  %-7s  %s\n", $3, $2, $1 }'
	printf '%6d s  in all\n\n' "$total"
	echo "$passed passed, $failed failed, $skipped skipped"
	[ "$failed" -eq 0 ]
}
