# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What every functional test needs: a cgroup of its own, processes to kill, TAP.  A test is
#
#	. "${0%/*}/../lib.sh"
#	need_cgroup                     # skips everything where there is no cgroup2 or no root
#
#	point "kills every process"     # starts a test point; what follows are its checks
#	cgroup a                        # makes $CG/a
#	pids=$(spawn -c "$CG/a" sleeper 3)
#	run "$KILL" --cgroup "$CG/a"    # with a time limit; sets $status, fills $OUT and $ERR
#	status_is 0
#	dead $pids
#
#	finish
#
# From the environment: KILL, CGKILL (the programs), HELPERS (directory of spawn and nest),
# top_srcdir (the sources); where all is slow, SANITIZERS (not "no") or EMULATED (not empty).

: "${KILL:?the path of the program}" "${HELPERS:?the directory of the helper programs}"
: "${CGKILL:=${KILL%/*}/cgkill}" "${top_srcdir:=${0%/*}/../../..}"
: "${LIMIT:=20}" # seconds that a run of the program may take
: "${TRIES:=300}" # how often to look, 20 ms apart, for something that must happen
LC_ALL=C
export LC_ALL KILL CGKILL HELPERS
unset LANGUAGE

# Whatever ends the test, nothing of it survives (see helpers/leash.c).
[ "${LEASHED-}" = "$PPID" ] || [ -n "${OWN_PID_NAMESPACE-}" ] || [ ! -x "$HELPERS/leash" ] ||
	exec "$HELPERS/leash" "$0" "$@"

TMP=${OWN_PID_NAMESPACE-}
[ -n "$TMP" ] || TMP=$(mktemp -d "${TMPDIR:-/tmp}/cgkill-test-XXXXXX") || exit 1
chmod 755 "$TMP"
OUT=$TMP/out ERR=$TMP/err TRACE=$TMP/trace
OWN_ERR=$TMP/own-err # what the test itself says
: >"$OUT"
: >"$ERR"
exec 2>"$OWN_ERR"
CG=''           # our cgroup
points=0        # TAP points so far
current=''      # the point that is being checked
failures=''     # what failed in it
skipped=''      # why it was skipped
hooks=''        # commands to run at exit, last one first

# --- at exit, whatever happens -----------------------------------------------------------------

at_exit() {
	hooks="$1
$hooks"
}

cleanup() {
	trap '' INT TERM HUP PIPE
	[ -d "$TMP" ] || return 0
	eval "$hooks" 2>/dev/null
	# Twice, since a signal may end the first.
	[ ! -d "$CG" ] || "$HELPERS/nest" remove "$CG" || "$HELPERS/nest" remove "$CG" ||
		echo "# could not remove $CG"
	show_own_err
	rm -rf "$TMP"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP
trap 'exit 141' PIPE

# --- TAP ---------------------------------------------------------------------------------------

# It is written to as one file by all that the test starts.
show_own_err() {
	[ ! -s "$OWN_ERR" ] || sed 's/^/# stderr: /' "$OWN_ERR"
	exec 2>"$OWN_ERR"
}

# The shell only mentions on stderr that there is no such function.
check_own_err() {
	! grep -q "^$0: .*not found\$" "$OWN_ERR" || fail "it calls what does not exist"
	show_own_err
}

end_point() {
	check_own_err
	[ -n "$current" ] || return 0
	points=$((points + 1))
	if [ -n "$skipped" ]; then
		echo "ok $points - $current # SKIP $skipped"
	elif [ -z "$failures" ]; then
		echo "ok $points - $current"
	else
		echo "not ok $points - $current"
		printf '%s' "$failures" | sed 's/^/#   /'
		echo "#   status ${status-none}; stdout and stderr of the last run:"
		head -n 20 "$OUT" "$ERR" | sed 's/^/#   | /' | cat -v
	fi
	current='' failures='' skipped=''
}

point() {
	end_point
	current=$1
}

# Skip the current point; the caller must not go on with it.
skip() {
	skipped=$1
}

fail() {
	failures="$failures$*
"
}

finish() {
	check_json
	end_point
	[ -z "$failures" ] || echo "not ok - between the points: $failures"
	echo "1..$points"
	exit 0
}

skip_all() {
	echo "1..0 # SKIP $1"
	exit 0
}

# --- what a test may need ----------------------------------------------------------------------

has_tool() {
	command -v "$1" >/dev/null 2>&1
}

need_tool() {
	for _tool in "$@"; do
		has_tool "$_tool" || skip_all "$_tool is not installed"
	done
}

need_root() {
	[ "$(id -u)" = 0 ] || skip_all "not root"
}

# The first mount of a type: "mount_of cgroup2", "mount_of cgroup freezer".
mount_of() {
	awk -v type="$1" -v option="${2-}" '{
		for (i = 7; $i != "-"; i++)
			;
		if ($(i + 1) == type && $4 == "/" &&
		    (option == "" || index("," $(i + 3) ",", "," option ","))) {
			print $5
			exit
		}
	}' /proc/self/mountinfo
}

# Make $CG, a cgroup of our own with a random name, below $MNT.  $NAME is its name in
# /proc/PID/cgroup, if the cgroup2 mount shows the whole hierarchy.  $METHODS are those that the
# kernel has; $KILLED_BY are those that --verbose tells of when root kills.
need_cgroup() {
	need_root
	need_tool awk sed timeout
	[ -x "$HELPERS/spawn" ] || skip_all "no $HELPERS/spawn"
	MNT=$(mount_of cgroup2)
	[ -n "$MNT" ] || skip_all "no cgroup2 file system is mounted"
	CG=$MNT/${TMP##*/}
	mkdir -m 755 "$CG" 2>/dev/null || skip_all "cannot make a cgroup below $MNT"
	[ -e "$CG/cgroup.procs" ] || skip_all "$MNT is no cgroup2 file system"
	# shellcheck disable=SC2034
	NAME=${CG#"$MNT"}
	# shellcheck disable=SC2034
	METHODS="kernel freeze signal" KILLED_BY=kernel
	if [ ! -e "$CG/cgroup.kill" ]; then
		echo "# the kernel has no cgroup.kill: nothing with --method kernel"
		# shellcheck disable=SC2034
		METHODS="freeze signal" KILLED_BY="kernel freeze"
	fi
}

# For what cannot be done with a build for the sanitizers.
need_no_sanitizers() {
	case ${SANITIZERS-no} in
	no | '') ;;
	*) skip_all "the sanitizers need $1" ;;
	esac
}

# The root of the hierarchy has no cgroup.type; that of a cgroup namespace has.
need_real_root() {
	[ ! -e "$MNT/cgroup.type" ] || skip_all "the root cgroup is not to be seen from here"
}

need_cgroup_file() {
	[ -e "$CG/$1" ] || skip_all "the kernel has no $1"
}

# Whether the kernel has a file in its cgroups; if it has not, the current point is skipped.
kernel_has() {
	[ ! -e "$CG/$1" ] || return 0
	skip "the kernel has no $1"
	return 1
}

# With this mount option nobody in a cgroup namespace can write to the files of its root, nor get
# out of it.
has_nsdelegate() {
	grep -q "^[^-]* $MNT .* - cgroup2 .*nsdelegate" /proc/self/mountinfo
}

# --- cgroups and processes ---------------------------------------------------------------------

cgroup() {
	for _name in "$@"; do
		mkdir "$CG/$_name" || fail "cannot make cgroup $_name"
	done
}

spawn() {
	"$HELPERS/spawn" "$@" || {
		echo "# spawn $* failed" >&2
		fail "spawn failed"
	}
}

# Processes that record their signals: witness KIND [N] (see helpers/witness.c).
witness() {
	mkdir -p "$TMP/log"
	"$HELPERS/witness" -o "$TMP/log" "$@"
}

# witness_in DIR ...: the same in a cgroup, whose manager is there, too, and only KILL ends.
witness_in() {
	_dir=$1
	shift
	mkdir -p "$TMP/log"
	sh -c "$ENTER" "$_dir" "$HELPERS/witness" -o "$TMP/log" "$@"
}

# What the C locale in UTF-8 is called here; nothing, where there is none.
utf8_locale() {
	locale -a 2>/dev/null | grep -i -m 1 '^c\.utf-\{0,1\}8$'
}

# A user id that nobody else has.
private_uid() {
	echo $((1000000000 + $$))
}

not() {
	! "$@"
}

# wait_until CONDITION...: poll, for some seconds at most.
wait_until() {
	_tries=$TRIES
	until "$@"; do
		_tries=$((_tries - 1))
		[ $_tries -gt 0 ] || return 1
		sleep 0.02
	done
}

# A process exists and is no zombie; a main thread that has exited before the others is alive.
is_alive() {
	kill -0 "$1" 2>/dev/null || return 1
	grep -q '^State:.*Z' "/proc/$1/status" 2>/dev/null || return 0
	set -- "/proc/$1/task/"*
	[ $# -gt 1 ]
}

# alive "PIDS"...: all of them.
alive() {
	[ -n "$*" ] || fail "no process to look at"
	# shellcheck disable=SC2048
	for _pid in $*; do
		is_alive "$_pid" || fail "process $_pid is dead"
	done
}

# dead "PIDS"...: all of them, soon.
dead() {
	[ -n "$*" ] || fail "no process to look at"
	# shellcheck disable=SC2048
	for _pid in $*; do
		wait_until not is_alive "$_pid" && continue
		fail "process $_pid lives"
		break
	done
}

# Nothing that was signalled wrongly shall have died a moment later, either.
still_alive() {
	sleep 0.05
	alive "$@"
}

# pids_are "PIDS"...: stdout is these, one a line, in any order.
pids_are() {
	# shellcheck disable=SC2048,SC2086
	[ "$(sort -n "$OUT")" = "$(printf '%s\n' $* | sort -n)" ] || fail "not these PIDs: $*"
}

# Skips everything where "spawn -i" cannot choose the PID of a process.
need_chosen_pids() {
	_pid=$(spawn sleeper)
	end_process "$_pid"
	[ "$("$HELPERS/spawn" -i "$_pid" sleeper 2>/dev/null)" = "$_pid" ] ||
		skip_all "cannot choose the PID of a process"
}

# end_process PID: until nobody has that PID.
end_process() {
	kill -9 "$1"
	wait_until not kill -0 "$1" 2>/dev/null || fail "process $1 was not reaped"
}

# shellcheck disable=SC2034
start_bystander() {
	bystander=$("$HELPERS/spawn" -i "$1" sleeper 2>/dev/null)
}

# recycle PID: the process ends, and somebody else, $bystander, gets its PID, which since Linux 6.15
# (release_task()) may become free a moment after nobody has it any more.
recycle() {
	end_process "$1"
	wait_until start_bystander "$1" || fail "there is no bystander with the PID $1"
}

# The first child of a process, once it has one.
child_of() {
	wait_until grep -qs . "/proc/$1/task/$1/children"
	cut -d' ' -f1 "/proc/$1/task/$1/children" 2>/dev/null
}

# last_of FILE: its last line.  tail(1) of coreutils 9.10 prints nothing of a file of cgroupfs.
last_of() {
	sed -n '$p' "$1"
}

has_line() {
	grep -qx "$2" "$1" 2>/dev/null
}

empty() {
	for _dir in "$@"; do
		wait_until has_line "$_dir/cgroup.events" 'populated 0' || fail "$_dir is not empty"
	done
}

# The kill or the freeze of the whole subtree, for tests that need the state, not the program.
freeze() {
	echo 1 >"$1/cgroup.freeze"
	wait_until has_line "$1/cgroup.events" 'frozen 1' || fail "$1 does not freeze"
}

frozen() {
	for _dir in "$@"; do
		has_line "$_dir/cgroup.freeze" 1 || fail "$_dir is not frozen any more"
	done
}

# has_v1_freezer: whether there is one for cgroup v1; $V1 is a cgroup of ours in it then.
has_v1_freezer() {
	V1=$(mount_of cgroup freezer)
	[ -n "$V1" ] || return 1
	V1=$V1/${CG##*/}
	[ ! -d "$V1" ] || return 0
	mkdir "$V1" 2>/dev/null || return 1
	# shellcheck disable=SC2016
	at_exit 'thaw_v1
		"$HELPERS/nest" remove "$CG"
		wait_until rmdir "$V1"'
}

# freeze_v1 "PIDS"...: nothing ends these now.
freeze_v1() {
	# shellcheck disable=SC2048
	for _pid in $*; do
		echo "$_pid" >"$V1/cgroup.procs"
	done
	echo FROZEN >"$V1/freezer.state"
	wait_until has_line "$V1/freezer.state" FROZEN || fail "the v1 freezer does not freeze"
}

thaw_v1() {
	echo THAWED >"$V1/freezer.state"
}

# No cgroup of the tree is frozen; one that is would only hold up the rest of the test.
thawed() {
	_left=$(find "$@" -name cgroup.freeze -exec grep -lx 1 {} +)
	for _file in $_left; do
		fail "left frozen: ${_file%/*}"
		echo 0 >"$_file"
	done
}

# --- running the program -----------------------------------------------------------------------

# What a run with --json has written is kept, and compared with the schema at the end.
keep_json() {
	case " $* " in
	*" --json "*) ;;
	*) return ;;
	esac
	mkdir -p "$TMP/json"
	[ ! -s "$OUT" ] || cp "$OUT" "$TMP/json/$((points + 1))-$(find "$TMP/json" -type f | wc -l)"
}

check_json() {
	[ -d "$TMP/json" ] || return 0
	point "its JSON is as doc/cgkill.schema.json says"
	if ! python3 -c 'import jsonschema' 2>/dev/null; then
		skip "python3 has no module jsonschema"
		return
	fi
	find "$TMP/json" -type f -exec python3 "$top_srcdir/tests/functional/schema.py" \
		"$top_srcdir/doc/cgkill.schema.json" {} + >"$TMP/schema" 2>&1
	[ ! -s "$TMP/schema" ] || fail "$(head -n 20 "$TMP/schema")"
}

# Run a command with a time limit; a status of "timeout" is never the wanted one.
run() {
	_began=$(date +%s)
	timeout -k 3 "$LIMIT" "$@" >"$OUT" 2>"$ERR"
	status=$?
	[ $(($(date +%s) - _began)) -lt "$LIMIT" ] || status=timeout
	[ "$status" = timeout ] || keep_json "$@"
	# The shell's own words.
	[ "$status" = timeout ] || [ "$status" -lt 128 ] || sed -i '/^Killed$/d; /^Terminated$/d' "$ERR"
}

# sh -c "$ENTER" DIR COMMAND...: runs a command as a member of a cgroup.
# shellcheck disable=SC2016
ENTER='echo 0 >"$0/cgroup.procs" && exec "$@"'

# run_in DIR COMMAND...: the same as run, as a member of a cgroup.
run_in() {
	run sh -c "$ENTER" "$@"
}

# begin_run COMMAND...: one of the functions that run the program, in the background; $! is its
# shell.  end_run waits for the end, and $status is that of the program.
begin_run() {
	: >"$TRACE"
	rm -f "$TMP/status"
	{
		"$@"
		echo "$status" >"$TMP/status"
	} &
	_run=$!
}

end_run() {
	wait "$_run"
	status=$(cat "$TMP/status")
}

# run_traced OPTIONS... COMMAND...: under strace, where the leak checker of a sanitized build
# cannot work.
run_traced() {
	run strace --quiet=all -o "$TRACE" -E "ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0" "$@"
}

# run_failing ERRNO FILE... -- COMMAND...: with system calls on files failing.  FILE is a file
# name of cgroupfs, which cannot be opened then, or an absolute path, which cannot be written.
run_failing() {
	error=$1 calls='' files=''
	shift
	while [ "$1" != -- ]; do
		files="$files -P $1"
		case $1 in
		/*) calls="write" ;;
		*) calls="openat,openat2" ;;
		esac
		shift
	done
	shift
	# shellcheck disable=SC2086
	run_traced $files -e trace="$calls" -e inject="$calls:error=$error" "$@"
}

# in_trace PATTERN [NUMBER]: is the traced program in (or past) such a system call, or so many?  The
# trace is written before a call is made.
in_trace() {
	_calls=$(grep -c "$1" "$TRACE" 2>/dev/null)
	[ "${_calls:-0}" -ge "${2-1}" ]
}

# For how long strace holds the program, while the test changes something.
# shellcheck disable=SC2034
HOLD=${EMULATED:+5s}
HOLD=${HOLD:-1s}

# held_before_rmdir COMMAND...: the program in the background, held before its first rmdir.
held_before_rmdir() {
	begin_run run_traced -e trace=unlinkat,rmdir \
		-e inject=unlinkat,rmdir:delay_enter=1s:when=1 "$@"
	wait_until in_trace '^[a-z]*\(unlinkat\|rmdir\)(' || fail "the program does not come to rmdir"
}

# The system calls with which a program waits, for -e trace=; with -T for slept.
# shellcheck disable=SC2034
WAITS='?poll,?ppoll,?ppoll_time64,?nanosleep,?clock_nanosleep,?clock_nanosleep_time64'
WAIT_CALL='^(p?poll|ppoll_time64|(clock_)?nanosleep(_time64)?)[(]'

# waits: how often the traced program has waited.
waits() {
	grep -cE "$WAIT_CALL" "$TRACE"
}

# slept: for how many milliseconds it has waited, as far as it wanted to: a busy machine adds nothing.
# A wait that is not over has no time yet.
slept() {
	awk -v call="$WAIT_CALL" '
		$0 !~ call || $NF !~ />$/ { next }
		{ took = $NF; gsub(/[<>]/, "", took); took *= 1000; wanted = -1 }
		match($0, /-?[0-9]+\) += /) { wanted = substr($0, RSTART, RLENGTH) + 0 }
		match($0, /tv_sec=[0-9]+, tv_nsec=[0-9]+/) {
			split(substr($0, RSTART, RLENGTH), time, /[=,]/)
			wanted = time[2] * 1000 + time[4] / 1000000
		}
		{ all += wanted >= 0 && wanted < took ? wanted : took }
		END { printf "%d\n", all }' "$TRACE"
}

# slept_less MILLISECONDS
slept_less() {
	_slept=$(slept)
	[ "$_slept" -lt "$1" ] || fail "waited for $_slept ms, not less than $1"
}

# The program is still in the call in which strace holds it: the last line has no end yet.
still_held() {
	case $(tail -n 1 "$TRACE") in
	*' = '*) fail "the program was not held long enough" ;;
	esac
}

# The same for a call in which it is held at its end; exit_group is to be traced, too.
still_runs() {
	! in_trace 'exit_group(' || fail "the program was not held long enough"
}

# A user may be unable to reach the program where it was built: make copies that anybody can run.
public_programs() {
	mkdir -p "$TMP/bin"
	cp "$KILL" "$TMP/bin/kill" && cp "$CGKILL" "$TMP/bin/cgkill" && chmod 755 "$TMP/bin"/*
	KILL=$TMP/bin/kill CGKILL=$TMP/bin/cgkill
}

# Run the whole test in a PID namespace of its own; to be called first.
own_pid_namespace() {
	need_root
	need_tool unshare setsid
	[ -z "${OWN_PID_NAMESPACE-}" ] || return 0
	unshare --pid --fork --mount-proc true 2>/dev/null || skip_all "no PID namespaces"
	CG=$(mount_of cgroup2)/${TMP##*/} # if it cannot be removed in there
	OWN_PID_NAMESPACE=$TMP unshare --pid --fork --kill-child --mount-proc setsid -w "$0"
	exit
}

# Everything that could reach a process that is not ours runs in here: a PID namespace and a
# session of its own, and a cgroup file system that cannot be written.  /proc is mounted anew.
run_caged() {
	need_tool unshare setsid mount
	# shellcheck disable=SC2016
	run unshare --pid --fork --kill-child --mount --mount-proc setsid -w sh -c '
		mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" || exit 99
		exec "$@"' "$MNT" "$@"
}

# root_survives "DESCRIPTION" SHELL-COMMANDS: they are refused, with $MNT as a root that holds
# bystanders, who must survive.
root_survives() {
	point "$1"
	# shellcheck disable=SC2016
	run_caged sh -c '
		MNT=$0 TMP=$1
		pids=$("$HELPERS/spawn" sleeper 2)
		eval "$2"
		status=$?
		sleep 0.05
		for pid in $pids; do
			kill -0 "$pid" && echo "bystander lives"
		done
		exit $status' "$MNT" "$TMP" "$2"
	refused "root cgroup"
	[ "$(grep -c "bystander lives" "$OUT")" = 2 ] || fail "bystanders in the root died"
}

# killed_from_within DIR METHOD: the caller, in $CG/DIR, kills $CG/t with all in it, and itself last.
killed_from_within() {
	pids="$(spawn -e -c "$CG/t" sleeper) $(spawn -c "$CG/t/c" headless)"
	pids="$pids $(spawn -c "$CG/$1" headless)"
	run_in "$CG/$1" "$KILL" --cgroup "$CG/t" --method "$2"
	status_is 137
	err_empty
	dead "$pids"
	empty "$CG/t"
}

# --- the manual --------------------------------------------------------------------------------

# An example of cgkill(1), without what is for roff: "manual FROM" is what stands between .EX and
# .EE behind a line with that text.
manual() {
	awk -v from="$1" '
		index($0, from) { found = 1 }
		found && /^\.EE/ { exit }
		found && text { print }
		found && /^\.EX/ { text = 1 }' \
		"${top_srcdir:?}/man/cgkill.1" | without_roff
}

without_roff() {
	sed "s/\\\\-/-/g; s/\\\\(aq/'/g; s/\\\\(ha/^/g; s/\\\\(ti/~/g; s/\\\\f[BIPR]//g; s/\\\\&//g; s/\\\\e/\\\\/g"
}

# --- checks ------------------------------------------------------------------------------------

status_is() {
	[ "$status" = "$1" ] || fail "status $status, not $1"
}

err_has() {
	for _words in "$@"; do
		grep -qiF -e "$_words" "$ERR" || fail "stderr does not say: $_words"
	done
}

err_lacks() {
	! grep -qiF -e "$1" "$ERR" || fail "stderr says: $1"
}

err_lines() {
	[ "$(wc -l <"$ERR")" -eq "$1" ] || fail "stderr has not $1 line(s)"
}

err_empty() {
	[ ! -s "$ERR" ] || fail "stderr is not empty"
}

out_has() {
	for _words in "$@"; do
		grep -qiF -e "$_words" "$OUT" || fail "stdout does not say: $_words"
	done
}

out_lacks() {
	! grep -qiF -e "$1" "$OUT" || fail "stdout says: $1"
}

out_is() {
	[ "$(cat "$OUT")" = "$1" ] || fail "stdout is not: $1"
}

# fits_screen: stdout is no longer, with two lines to spare, than a terminal of 50 lines, and no wider
# than 80 columns; in the locale $UTF8, if that is set.
fits_screen() {
	_lines=$(wc -l <"$OUT")
	_columns=$(LC_ALL=${UTF8:-C} wc -L <"$OUT")
	[ "$_lines" -le 48 ] || fail "$_lines lines, not 48"
	[ "$_columns" -le 80 ] || fail "$_columns columns, not 80"
}

# got PID "SIGNALS": these have reached a witness since the last time, and no others.
got() {
	_got=$("$HELPERS/witness" read "$TMP/log" "$1" 2>&1)
	[ "$_got" = "$2" ] || fail "process $1 got '$_got', not '$2'"
}

# The methods that --verbose tells of, in their order: methods_are "kernel freeze"
methods_are() {
	methods=$(sed -n 's/^.*: method: \([a-z]*\).*/\1/p' "$OUT" | tr '\n' ' ')
	[ "${methods% }" = "$1" ] || fail "methods tried: $methods, not: $1"
}

# killed DIR "PIDS"...: the run was a success, the processes are dead, nobody is left in the cgroup
# and below it, and nothing is frozen.
killed() {
	status_is 0
	err_empty
	_cgroup=$1
	shift
	dead "$@"
	empty "$_cgroup"
	thawed "$_cgroup"
}

# One clear line, and a failure: refused "key words"...
refused() {
	status_is 1
	err_lines 1
	err_has "$@"
}
