# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Part of bench.sh: what an empty cgroup costs.
: "${programs:?}"

# A locale that is not installed is made if its source is available.
find_locale() {
	locale -a 2>/dev/null | grep -qix 'de_DE\.utf-\{0,1\}8' && return
	mkdir "$TMP/locale" &&
		localedef -i de_DE -f UTF-8 "$TMP/locale/de_DE.UTF-8" 2>/dev/null &&
		LOCPATH=$TMP/locale && export LOCPATH
}

startup_command() {
	case $1 in
	base) echo "$programs/write-kill-dynamic $CG/startup" ;;
	write) echo "$programs/write-kill $CG/startup" ;;
	kernel) echo "$KILL_PROGRAM --cgroup $CG/startup" ;;
	procps) echo "/bin/kill -0 $$" ;;
	sh) echo "sh -c 'echo 1 >$CG/startup/cgroup.kill'" ;;
	pkill) echo "pkill --cgroup $NAME/startup" ;;
	esac
}

# startup_once LOCALE ROUND CONTENDER: the median of some runs.  pkill reads all of /proc, and
# fails if it finds no process.
startup_once() {
	runs=50
	[ "$3" != pkill ] || runs=5
	LC_ALL=$1 hyperfine -N --ignore-failure --style none --warmup 5 --runs $runs \
		--export-csv "$TMP/hyperfine" "$(startup_command "$3")" >/dev/null 2>&1 || return
	tail -n 1 "$TMP/hyperfine" | tr ',' ' ' | awk -v key="startup:$1 $2 $3" \
		'{ n = NF; print key, $(n - 4) * 1e3, $(n - 4) * 1e3, ($(n - 3) + $(n - 2)) * 1e3, 0, 0, 0, 0 }' \
		>>"$TMP/raw"
}

# Prints "CONTENDER page faults".
count_faults() {
	for contender; do
		mkdir "$CG/faults" || return
		# shellcheck disable=SC2046 # words
		set -- $(LC_ALL=C "$programs/killtime" 0 "$CG/faults" \
			$(startup_command "$contender" | sed "s,$CG/startup,{},"))
		rmdir "$CG/faults"
		echo "$contender ${7--}"
	done
}

# startup_faults CONTENDER
startup_faults() {
	[ ! -e "$TMP/faults" ] || sed -n "s/^$1 //p" "$TMP/faults"
}

startup_rounds() {
	locale=$1
	shift
	round=0
	while [ $round -lt "$ROUNDS" ]; do
		round=$((round + 1))
		for contender; do
			startup_once "$locale" $round "$contender" ||
				skip_all "hyperfine $contender failed"
		done
		first=$1
		shift
		set -- "$@" "$first"
	done
}

measure_startup() {
	has_tool hyperfine || {
		leave_out 'start-up: hyperfine is not installed'
		return
	}
	cgroup startup
	count_faults base kernel >"$TMP/faults"
	set -- base kernel write sh
	[ ! -x /bin/kill ] || set -- "$@" procps
	if pkill --help 2>/dev/null | grep -q -e --cgroup; then
		set -- "$@" pkill
	else
		leave_out "pkill --cgroup: not in $(pkill --version 2>&1 | head -n 1)"
	fi
	startup_rounds C "$@"
	if find_locale; then
		startup_rounds de_DE.UTF-8 "$@"
	else
		leave_out 'start-up in de_DE.UTF-8: no such locale, and localedef cannot make it'
	fi
	unset LOCPATH
}

report_startup() {
	grep -q '^startup' "$TMP/stats" || return 0
	section 'Start-up' "An empty cgroup; each figure is the median of $ROUNDS medians of 50 runs" \
		'(pkill: 5; hyperfine -N). Milliseconds, then the ratio to the floor with its quartiles.'
	table '^startup' ms
	table '^startup' ratio
	caption "Page faults: $(startup_faults kernel), and $(startup_faults base) of the floor."
}
