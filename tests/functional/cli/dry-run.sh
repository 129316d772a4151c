#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# --dry-run shows the tree and what would be sent, as a table or as JSON, and does nothing.
. "${0%/*}/../lib.sh"
need_cgroup
cgroup a a/b a/b/c d

# cmp alone looks at the sizes of files, which /proc does not tell.
# shellcheck disable=SC2002
has_comm() {
	cat "/proc/$1/comm" | cmp -s - "$TMP/comm"
}

# named DIR NAME: starts a process that calls itself something.
named() {
	mkfifo "$TMP/fifo.$2" 2>/dev/null
	# shellcheck disable=SC2016
	sh -c 'echo 0 >"$0/cgroup.procs"; printf "$1" >"/proc/$$/comm"; read -r _ <"$2"' \
		"$1" "$2" "$TMP/fifo.$2" >/dev/null 2>&1 &
	# shellcheck disable=SC2059
	printf "$2\n" >"$TMP/comm"
	wait_until has_comm $! || echo "# process $2 has another name" >&2
}

# row PATTERN...: lines of the table that match, blanks squeezed and the lines of the tree
# removed, in this order; the rest of a line may be anything.
row() {
	sed 's/^[|` -]*//; s/  */ /g' "$OUT" >"$TMP/rows"
	for _pattern in "$@"; do
		grep -Eq "^$_pattern *\$" "$TMP/rows" || fail "no row: $_pattern"
	done
}

# says "WORDS": the line on the cgroup $CG/a below the table.
says() {
	for _words in "$@"; do
		grep -qxF "$CG/a: $_words" "$OUT" || fail "does not say: $_words"
	done
}

valid_json() {
	! grep -q 'null' "$OUT" || fail "null in the JSON"
	if has_tool jq; then
		jq . "$OUT" >/dev/null || fail "invalid JSON, says jq"
	fi
	if has_tool python3; then
		python3 -m json.tool "$OUT" >/dev/null || fail "invalid JSON, says python3"
	fi
}

# json "PART"...: these are somewhere in the JSON, all its white space removed.
json() {
	for _part in "$@"; do
		tr -d ' \n' <"$OUT" | grep -qF -e "$_part" || fail "not in the JSON: $_part"
	done
}

# --- what is shown -----------------------------------------------------------------------------

point "the tree: cgroups, processes with their names and threads, counts"
one=$(spawn -t 300 -c "$CG/a" sleeper)
many=$(spawn -t 300 -c "$CG/a/b" threads)
last=$(spawn -t 300 -c "$CG/a/b/c" sleeper)
run "$KILL" --dry-run --cgroup "$CG/a"
status_is 0
err_empty
row "CGROUP/PID PROCS THREADS COMMAND STATE" "$CG/a 3" "$one 1 spawn" "b 2" "$many 4 spawn" \
	"c 1" "$last 1 spawn"
# shellcheck disable=SC2016
[ "$(sed '/^$/,$d; s/[^|` -].*//' "$OUT" | tr '\n' .)" = '..|-.`-.  |-.  `-.    `-.' ] ||
	fail "not this tree"
says "3 processes in 3 cgroups"
still_alive "$one $many $last"

point "an empty cgroup"
run "$CGKILL" --dry-run "$CG/d"
status_is 0
row "$CG/d 0"
out_has "0 processes in 1 cgroup"

point "several operands: one table"
run "$CGKILL" "$CG/a/b" --dry-run "$CG/d"
status_is 0
row "$CG/a/b 2" "$CG/d 0"
[ "$(grep -c '^CGROUP' "$OUT")" = 1 ] || fail "not one heading"

point "a name, and a process: the path is shown"
if "$KILL" --version | grep -q libmount; then
	for operand in "$NAME/a/b" "pid:$many"; do
		run "$CGKILL" --dry-run "$operand"
		status_is 0
		row "$CG/a/b 2"
		out_has "$operand: 2 processes"
	done
else
	skip "built without libmount"
fi

point "a process whose main thread has exited"
headless=$(spawn -t 300 -c "$CG/d" headless)
run "$CGKILL" --dry-run "$CG/d"
status_is 0
row "$headless 4 spawn main thread has exited"
run "$CGKILL" "$CG/d"

point "this process itself"
run_in "$CG/d" "$CGKILL" --dry-run "$CG/d"
status_is 0
row "[0-9]* 1 cgkill this process"
out_has "1 process in 1 cgroup" "this process itself would be signalled last"
run_in "$CG/d" "$CGKILL" --dry-run --exclude-self "$CG"
status_is 0
row "[0-9]* 1 cgkill this process"
out_has "this process itself would be spared" "to the cgroups that do not hold this process"

# While it is in the cgroup, that cannot be removed: it is spared, or signals itself at the end.
for options in "--exclude-self" "" "--json"; do
	point "--remove of the cgroup that it is in: why that would stay ${options:+($options)}"
	# shellcheck disable=SC2086 # words
	run_in "$CG/d" "$CGKILL" --dry-run --remove $options "$CG/d"
	status_is 1
	err_lines 1
	err_has "$CG/d: would not be removed, nor would any cgroup below it, because this process is in it"
	out_lacks "would be removed"
done

point "frozen cgroups and processes, also if a cgroup above is frozen"
if [ -e "$CG/a/cgroup.freeze" ]; then
	freeze "$CG/a/b"
	run "$CGKILL" --dry-run "$CG/a"
	status_is 0
	row "$CG/a 3" "$one 1 spawn" "b 2 frozen" "$many 4 spawn frozen" "c 1 frozen" \
		"$last 1 spawn frozen"
	frozen "$CG/a/b"
	run "$CGKILL" --dry-run --json "$CG/a"
	[ "$(grep -c '"frozen": true' "$OUT")" = 4 ] || fail "not four are frozen in the JSON"
	echo 0 >"$CG/a/b/cgroup.freeze"

	point "two properties of one process are both shown"
	headless=$(spawn -t 300 -c "$CG/d" headless)
	freeze "$CG/d"
	run "$CGKILL" --dry-run "$CG/d"
	row "$CG/d 1 frozen" "$headless 4 spawn main thread has exited, frozen"
	run "$CGKILL" "$CG/d"
	echo 0 >"$CG/d/cgroup.freeze"
else
	skip "the kernel has no cgroup.freeze"
fi

point "a threaded cgroup below"
cgroup t t/x
if { echo threaded >"$CG/t/x/cgroup.type"; } 2>/dev/null; then
	threads=$(spawn -t 300 -c "$CG/t/x" threads)
	run "$CGKILL" --dry-run "$CG/t"
	status_is 0
	err_empty
	row "$CG/t 1" "$threads 4 spawn" "x 0 threaded"
	run "$CGKILL" "$CG/t"
else
	skip "the kernel has no threaded cgroups"
fi

point "processes of other PID namespaces are counted"
if has_tool unshare; then
	run unshare --pid --fork --kill-child --mount-proc "$CGKILL" --dry-run "$CG/a"
	status_is 0
	row "$CG/a 3 1 in another PID namespace" "b 2 1 in another PID namespace"
	says "3 processes in 3 cgroups" "3 of them are in other PID namespaces"
	run unshare --pid --fork --kill-child --mount-proc "$CGKILL" --dry-run --json "$CG/a"
	json '"processes":3,"hidden":3'
else
	skip "unshare is not installed"
fi

point "the names of processes are not taken from the same PIDs in another PID namespace"
if has_tool unshare; then
	# shellcheck disable=SC2016
	run unshare --pid --fork --kill-child sh -c '
		echo 0 >"$0/cgroup.procs" && "$@"; exit' "$CG/d" "$CGKILL" --dry-run "$CG/d"
	status_is 0
	row "$CG/d 1" "1 init of this PID namespace" "[0-9]+ this process"
else
	skip "unshare is not installed"
fi

point "without /proc the processes' PIDs are shown, and the cgroup as the user named it"
if [ "${SANITIZERS-no}" != no ]; then
	skip "the sanitizers need /proc"
elif has_tool unshare && has_tool mount; then
	# shellcheck disable=SC2016
	run unshare --mount sh -c 'mount -t tmpfs none /proc && exec "$@"' sh \
		"$CGKILL" --dry-run "$CG/a"
	status_is 0
	row "$CG/a 3" "$one" '\? 2' "$last"
else
	skip "unshare or mount is not installed"
fi

point "a kernel thread is no process that a signal ends"
thread=
for file in /proc/[0-9]*/comm; do
	[ "$(cat "$file" 2>/dev/null)" = khungtaskd ] || continue
	thread=${file#/proc/}
	thread=${thread%/comm}
done
if [ ! -e "$MNT/cgroup.type" ] && [ -n "$thread" ] && grep -qx 0::/ "/proc/$thread/cgroup" &&
	{ echo "$thread" >"$CG/d/cgroup.procs"; } 2>/dev/null; then
	# shellcheck disable=SC2016
	at_exit 'echo $thread >"$MNT/cgroup.procs"'
	run "$CGKILL" --dry-run "$CG/d"
	status_is 0
	row "$CG/d 0" "$thread 1 khungtaskd kernel thread"
	out_has "0 processes" "and 1 kernel thread"
	echo "$thread" >"$MNT/cgroup.procs"
else
	skip "no kernel thread that may be moved"
fi

# --- what would be sent ------------------------------------------------------------------------

# would "SAYS" OPTIONS...
would() {
	_says=$1
	shift
	point "what would be sent: $*"
	run "$CGKILL" --dry-run "$CG/a" "$@"
	status_is 0
	err_empty
	says "$_says"
}

best=signal
[ ! -e "$CG/a/cgroup.freeze" ] || best=freeze
[ ! -e "$CG/a/cgroup.kill" ] || best=kernel
would "signal KILL would be sent by method $best"
would "signal TERM would be sent by method signal" -s TERM
would "signal KILL would be sent by method signal" --method signal
would "signal USR1 with the value -7 would be sent by method signal" -USR1 -q -7
would "signal HUP with the value 3 would be sent by method signal" -HUP -q3 --timeout 5 USR1 \
	--timeout 0 KILL
says "after 5 ms, signal USR1 with the value 3 would be sent to the remaining processes by method signal" \
	"after 0 ms, signal KILL would be sent to the remaining processes by method $best"
would "signal 0 would send nothing" -0
would "signal TERM would be sent by method signal" -s TERM --timeout 500 HUP --timeout 70 KILL
says "after 500 ms, signal HUP would be sent to the remaining processes by method signal" \
	"after 70 ms, signal KILL would be sent to the remaining processes by method $best"
would "once empty, the cgroup and those below it would be removed" --remove
if [ -e "$CG/a/cgroup.freeze" ]; then
	would "signal TERM would be sent by method freeze" -s TERM --method freeze
fi
still_alive "$one $many $last"
[ -d "$CG/a/b/c" ] || fail "a cgroup was removed"

read_only() {
	# shellcheck disable=SC2016
	run unshare --mount sh -c '
		mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" || exit 99
		exec "$@"' "$MNT" "$@"
}

point "what cannot be written is not the method"
if has_tool unshare && has_tool mount; then
	read_only "$CGKILL" --dry-run "$CG/a"
	status_is 0
	says "signal KILL would be sent by method signal"

	point "a method that was asked for and would be refused: as in earnest, with the tree"
	for method in $METHODS; do
		[ "$method" != signal ] || continue
		read_only "$CGKILL" --dry-run "$CG/a" --method "$method"
		refused "cannot use method $method" "Read-only file system"
		row "$CG/a 3" "$one 1 spawn"
		cp "$ERR" "$TMP/said"
		read_only "$CGKILL" "$CG/a" --method "$method"
		cmp -s "$ERR" "$TMP/said" || fail "says something else in earnest"
	done
	read_only "$CGKILL" --dry-run --json "$CG/a" --method freeze
	refused "cannot use method freeze"
	valid_json
	json '"signal":"KILL","refusal":"cgroup.freeze:Read-onlyfilesystem","cgroup":'

	point "one of two would be refused"
	read_only "$CGKILL" --dry-run "$CG/a" "$CG/none"
	status_is 64
else
	skip "unshare or mount is not installed"
fi

point "a user who may not write there"
if has_tool setpriv; then
	public_programs
	for method in $METHODS ""; do
		[ "$method" != signal ] || continue
		run setpriv --reuid 65534 --regid 65534 --clear-groups \
			"$CGKILL" --dry-run "$CG/a" ${method:+--method "$method"}
		row "$CG/a 3" "$one 1 spawn"
		[ -n "$method" ] || says "signal KILL would be sent by method signal"
		[ -z "$method" ] || refused "cannot use method $method" "Permission denied"
	done
else
	skip "setpriv is not installed"
fi

point "the root cgroup, threaded cgroups and other directories are refused, nothing is shown"
if [ ! -e "$MNT/cgroup.type" ]; then
	run "$CGKILL" --dry-run "$MNT"
	refused "root cgroup"
	[ ! -s "$OUT" ] || fail "something is shown"
fi
if grep -qx threaded "$CG/t/x/cgroup.type" 2>/dev/null; then
	run "$CGKILL" --dry-run "$CG/t/x"
	refused threaded "$CG/t"
	[ ! -s "$OUT" ] || fail "something is shown"
fi
run "$CGKILL" --dry-run "$TMP"
refused "not on a cgroup file system"
run "$CGKILL" --dry-run --json "$CG/none"
status_is 1
err_has "no such"
valid_json

# --- nothing is done ---------------------------------------------------------------------------

point "nothing is opened to be written, nothing signalled, frozen or removed"
if has_tool strace; then
	calls='/^(open|creat|p?write|rename|link|symlink|mkdir|mknod|rmdir|unlink|f?truncate'
	calls="$calls|fallocate|sendfile|splice|copy_file|t?g?kill|pidfd_|rt_.*sigqueueinfo)"
	for options in "" "--method freeze" "--remove --wait" "-s TERM --json"; do
		# shellcheck disable=SC2086
		run_traced -y -e trace="$calls" "$CGKILL" --dry-run "$CG/a" $options
		status_is 0
		[ -s "$TRACE" ] || fail "no trace"
		! in_trace 'O_WRONLY\|O_RDWR\|O_CREAT\|O_TRUNC' || fail "a file is opened to be written"
		# Signal 0 asks whether a thread is one of a process.
		grep -v '^write([12]<\|^open\|^+++\|^---\|^tgkill(.*, 0)' "$TRACE" >"$TMP/calls"
		[ ! -s "$TMP/calls" ] || fail "$(cat "$TMP/calls")"
	done
	still_alive "$one $many $last"
	thawed "$CG/a"
else
	skip "strace is not installed"
fi

# --- JSON --------------------------------------------------------------------------------------

if ! has_tool jq && ! has_tool python3; then
	point "JSON"
	skip "neither jq nor python3 is installed"
else
	point "JSON"
	run "$CGKILL" --dry-run --json "$CG/a" -s TERM --timeout 500 HUP --timeout 70 KILL
	status_is 0
	err_empty
	valid_json
	json "{\"cgroups\":[{\"type\":\"cgroup\",\"operand\":\"$CG/a\",\"signal\":\"TERM\"," \
		'"signal":"TERM","method":"signal","followups":[{"after_ms":500,"signal":"HUP",' \
		'"signal":"HUP","method":"signal"},{"after_ms":70,"signal":"KILL",' \
		"\"method\":\"$best\"}],\"cgroup\":\"$CG/a\",\"id\":$(stat -c %i "$CG/a")," \
		'"processes":3,"hidden":0,"kthreads":0,"cgroups":3,"frozen":false,' \
		"{\"type\":\"process\",\"pid\":$many,\"command\":\"spawn\",\"threads\":4," \
		"{\"type\":\"cgroup\",\"cgroup\":\"$CG/a/b/c\",\"id\"" '"self":false'

	point "JSON: a value goes with every signal except KILL"
	run "$CGKILL" --dry-run --json "$CG/a" -s HUP -q -7 --timeout 5 USR1 --timeout 0 KILL
	valid_json
	json '"signal":"HUP","value":-7,"method":"signal"' \
		'{"after_ms":5,"signal":"USR1","value":-7,"method":"signal"}' \
		"{\"after_ms\":0,\"signal\":\"KILL\",\"method\":\"$best\"}"

	point "JSON: signal 0 is none"
	run "$CGKILL" --dry-run --json "$CG/a" -0
	valid_json
	json "\"operand\":\"$CG/a\",\"cgroup\":\"$CG/a\""

	point "JSON: this process"
	run_in "$CG/d" "$CGKILL" --dry-run --json "$CG/d"
	valid_json
	json '"self":true'

	point "JSON: names with anything in them, in any locale"
	accent=$(printf '\303\251\303\274')
	for odd in 'c\303\251\303\274' 'x y\033\001"\\x2d' 'b\377\303' '\355\240\200\177'; do
		# shellcheck disable=SC2059
		cgroup "d/$(printf "$odd")"
		named "$CG/d" "$odd"
	done
	for locale in C C.UTF-8 ""; do
		LC_ALL=$locale run "$CGKILL" --dry-run --json "$CG/d"
		status_is 0
		err_empty
		valid_json
		json "\"command\":\"c$accent\"" "/d/c$accent\"" '"xy\u001b\u0001\"\\x2d"' \
			"\"b$(printf '\357\277\275\357\277\275')\""
	done

	point "a table of such names"
	for locale in C C.UTF-8; do
		LC_ALL=$locale run "$CGKILL" --dry-run "$CG/d"
		status_is 0
		err_empty
		out_has 'x y\033\001"\134x2d' 'b\377\303' '\177'
		! LC_ALL=C grep -q "$(printf '[\001-\010\013-\037\177]')" "$OUT" ||
			fail "control characters"
	done
	"$CGKILL" "$CG/d"
fi

# --- how it looks ------------------------------------------------------------------------------

point "lines of the tree in ASCII or UTF-8, by the locale"
run "$CGKILL" --dry-run "$CG/a"
out_has '|-' '`-'
! LC_ALL=C grep -q "$(printf '[\200-\377]')" "$OUT" || fail "not only ASCII"
if locale -a 2>/dev/null | grep -qi '^c\.utf-*8'; then
	LC_ALL=C.UTF-8 run "$CGKILL" --dry-run "$CG/a"
	out_has "$(printf '\342\224\234\342\224\200')" "$(printf '\342\224\224\342\224\200')"
	out_lacks '|-'
fi

# fits WIDTH: the table has one line for each of the $nodes, all PIDs, and nothing wider.
fits() {
	sed '/^$/,$d' "$OUT" >"$TMP/table"
	[ "$(sed 1d "$TMP/table" | wc -l)" = "$nodes" ] || fail "not a line for each of $nodes nodes"
	[ "$(LC_ALL=${UTF8:-C} wc -L <"$TMP/table")" -le "$1" ] || fail "wider than $1 columns"
	! grep -q '[[:space:]]$' "$TMP/table" || fail "blanks at the end of a line"
	for _word in $(head -n 1 "$TMP/table"); do
		case $_word in
		CGROUP/PID | PROCS | THREADS | COMMAND | STATE) ;;
		*) fail "broken heading: $_word" ;;
		esac
	done
	for _pid in $pids; do
		grep -qw -e "$_pid" "$TMP/table" || fail "no PID $_pid"
	done
}

UTF8=$(utf8_locale)
slice=system.slice/system-getty.slice/getty@tty1.service
scope=libpod-0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef.scope
wide=$(printf '\346\274\242\345\255\227-%s' 1 2 3 4 5 6 7)
cgroup w w/system.slice w/system.slice/system-getty.slice "w/$slice" "w/$scope" "w/$wide"
deepest=level/level/level/level/level/level/level/level/level/level/level/level/level/level/level
"$HELPERS/nest" deep "$CG/w/$slice" 15 level || fail "cannot make 15 levels"
pids=$(spawn -t 300 -c "$CG/w/$slice" headless)
for path in "$scope" "$wide" "$slice/level/level/level" "$slice/$deepest"; do
	pids="$pids $(spawn -t 300 -c "$CG/w/$path" sleeper)"
done
named "$CG/w/$scope" "fourteen-bytes"
pids="$pids $!"
marks="main thread has exited"
if [ -e "$CG/a/cgroup.freeze" ]; then
	freeze "$CG/w"
	marks="$marks, frozen"
fi
nodes=27

point "without a terminal it is as wide as necessary"
for locale in C $UTF8; do
	LC_ALL=$locale COLUMNS=40 run "$CGKILL" --dry-run "$CG/w"
	status_is 0
	err_empty
	fits 1000
	out_has "$CG/w " "$scope " "fourteen-bytes " "$marks"
	out_lacks ... "$(printf '\342\200\246')"
done

# on_terminal SIZE: the table there.
on_terminal() {
	run script -qec "stty $1; exec \"$CGKILL\" --dry-run \"$CG/w\"" /dev/null
	tr -d '\r' <"$OUT" >"$TMP/shown"
	cp "$TMP/shown" "$OUT"
	status_is 0
}

if has_tool script && has_tool stty; then
	for width in 20 40 41 47 60 80 120; do
		for locale in C $UTF8; do
			point "no line is wider than a terminal of $width columns, in $locale"
			LC_ALL=$locale on_terminal "cols $width rows 50"
			fits $width
			ellipsis=...
			[ "$locale" = C ] || ellipsis=$(printf '\342\200\246')
			out_has "$ellipsis" "libpod"
			[ $width -lt 40 ] || row 'CGROUP/PID PROCS.* COMMAND STATE'
		done
	done

	point "the command is cut first, then names"
	if [ -n "$UTF8" ]; then
		width=$((2 + ${#scope} + 1 + 5 + 1 + 7 + 1 + 7 + 1 + ${#marks}))
		LC_ALL=$UTF8 on_terminal "cols $width rows 50"
		out_has "$scope " "$marks"
		out_lacks "fourteen-bytes"
		LC_ALL=$UTF8 on_terminal "cols $((width - 1)) rows 50"
		out_has "$marks"
		out_lacks "$scope "
	else
		skip "no locale C.UTF-8"
	fi

	point "a terminal that does not know its width: \$COLUMNS, else 80"
	COLUMNS=60 on_terminal "cols 0 rows 0"
	fits 60
	for columns in "" 0 x; do
		COLUMNS=$columns on_terminal "cols 0 rows 0"
		fits 80
		row "CGROUP/PID PROCS THREADS COMMAND STATE"
	done
else
	point "a terminal"
	skip "script or stty is not installed"
fi
[ ! -e "$CG/a/cgroup.freeze" ] || echo 0 >"$CG/w/cgroup.freeze"
"$CGKILL" "$CG/w"

# --- trees that are large, or change -----------------------------------------------------------

point "300 levels with names longer than a path can be, with few file descriptors"
cgroup long
"$HELPERS/nest" deep "$CG/long" 300 "a-name-of-thirty-characters-xx" ||
	fail "cannot make 300 levels"
spawn -e -c "$CG/long" sleeper >/dev/null
for option in --verbose --json; do
	# shellcheck disable=SC2016
	run sh -c 'ulimit -n 64 && exec "$@"' sh "$CGKILL" --dry-run $option "$CG/long"
	status_is 0
	err_empty
	[ $option = --json ] || out_has "301 processes in 301 cgroups"
done
"$CGKILL" "$CG/long"

point "cgroups that vanish in the meantime are not an error"
cgroup churn
"$HELPERS/nest" churn "$CG/churn" 30 &
churn=$!
at_exit "kill -9 $churn"
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	run "$CGKILL" --dry-run "$CG/churn"
	status_is 0
	err_empty
	out_has "$CG/churn: "
done
kill -9 $churn
wait $churn 2>/dev/null

point "nor is it when the cgroup itself vanishes"
if has_tool strace; then
	for option in "" --json; do
		cgroup v v/w
		# What the cgroup is, is looked at when it is opened, and when it is shown.
		(wait_until in_trace cgroup.type && sleep 0.3 && rmdir "$CG/v/w" "$CG/v") &
		: >"$TRACE"
		# shellcheck disable=SC2086
		run_traced -P cgroup.type -e trace=openat,openat2 \
			-e inject=openat,openat2:delay_enter=2s:when=2 \
			sh -c 'exec "$@"' sh "$CGKILL" --dry-run $option "$CG/v"
		wait $!
		[ ! -e "$CG/v" ] || fail "the test is wrong: it did not vanish"
		status_is 0
		err_empty
		[ -n "$option" ] || row "$CG/v 0 gone"
		[ -n "$option" ] || out_has "$CG/v: gone, so nothing would be sent"
		[ -z "$option" ] || json '"signal":"KILL","cgroup"' '"gone":true'
		[ -z "$option" ] || valid_json
	done
else
	skip "strace is not installed"
fi

point "nor are processes that end"
spawn -t 30 -u "$(private_uid)" -c "$CG/d" rabbit 20 >/dev/null
for _ in 1 2 3 4 5 6 7 8 9 10; do
	run "$CGKILL" --dry-run "$CG/d"
	status_is 0
	err_empty
	out_has "$CG/d: "
done
"$CGKILL" "$CG/d"

# --- the command line --------------------------------------------------------------------------

# wrong "WORDS" COMMAND...
wrong() {
	point "refused: $1"
	_words=$1
	shift
	run "$@"
	status_is 1
	err_has "$_words"
	[ ! -s "$OUT" ] || fail "something is shown"
}

wrong "--dry-run requires --cgroup" "$KILL" --dry-run "$one"
wrong "--pid prints no JSON" "$CGKILL" --json -p "$CG/a"
wrong "are mutually exclusive" "$CGKILL" --dry-run -p "$CG/a"
wrong "are mutually exclusive" "$CGKILL" --dry-run --json --verbose "$CG/a"
still_alive "$one $many $last"
finish
