#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# jobs.sh [CONTENDERS [JOBS]]: gives each contender each job, or those that are named with commas
# between them, on the machine that compare.sh makes.  Prints a line for each:
#
#	contender,job,verdict,milliseconds,what else is to be said
#
# The verdict is found by looking: who is alive afterwards that should be dead, and who is dead that
# was never in the cgroup.  It is "done", "partly" (some are left, or what was asked for beside the
# killing was not done), "not" (nobody died, or somebody outside did), or "-": not tried.  The time is
# until all are dead, looked at every few hundredths of a second.
. "${top_srcdir:?}/tests/functional/lib.sh"
need_cgroup
BIN=$TMP HOME_CGROUP=$CG
. "$top_srcdir/tests/bench/contenders.sh"
. "$top_srcdir/tests/containers/image.sh"
victim=$(sed -n 's/^victim:x:\([0-9]*\):.*/\1/p' /etc/passwd)
bystander=$((victim + 1))
limit=15 # seconds that a tool may take
settle=2 # seconds in which the dead may go
here=$top_srcdir/doc/compare
. "$here/contenders.sh"
. "$here/homes.sh"
export TMP bystander
unset INVOCATION_ID # else podman would leave its monitors in the cgroup of the unit that runs this

# --- who lives ---------------------------------------------------------------------------------

# alive_of UID: those of a user; a main thread that has exited before the others is alive.
alive_of() {
	cat /proc/[0-9]*/status 2>/dev/null | awk -v uid="$1" '
		$1 == "State:" { state = $2 }
		$1 == "Pid:" { pid = $2 }
		$1 == "Uid:" { owner = $2 }
		$1 == "Threads:" && owner == uid && (state != "Z" || $2 > 1) { print pid }'
}

# Those of the job, wherever they are now, and whoever is in its cgroups; not who manages them as the
# same user, $apart.
those_left() {
	{
		alive_of "$victim"
		for _cgroup in $cgs; do
			find "$_cgroup" -name cgroup.procs -exec cat {} + 2>/dev/null
		done
	} | grep -vx "$apart" | sort -u
}

left() {
	those_left | grep -c .
}

# --- the jobs ----------------------------------------------------------------------------------

JOBS='tree bomb headless threaded frozen paused pidns inside recycled stuck read-only delegated many
	remove term'

# in_home COMMAND...: in the PID namespace of the container, if it is one.
in_home() {
	if [ -z "$first" ]; then
		"$@"
		return
	fi
	# shellcheck disable=SC2016
	nsenter -t "$first" -p unshare -m sh -c 'mount -t proc proc /proc && exec "$@"' sh "$@"
}

# victims OPTION... KIND [N]
victims() {
	in_home "$HELPERS/spawn" -t 60 -u "$victim" "$@" >"$TMP/victims"
}

prepare_tree() {
	mkdir -p "$cg/a/b" "$cg/c" &&
		victims -c "$cg" -e daemon && victims -c "$cg/a/b" immune 3
}

prepare_remove() {
	prepare_tree
}

# A hundred chains in which every process forks and exits.
prepare_bomb() {
	victims -c "$cg" rabbit 100
}

prepare_headless() {
	victims -c "$cg" sleeper 2 && victims -c "$cg" headless
}

# Below where the container is, which may be further down than the cgroup that its manager names.
prepare_threaded() {
	_domain=$cg
	[ -z "$first" ] || _domain=$MNT$(sed -n 's/^0:://p' "/proc/$first/cgroup")
	mkdir "$_domain/t" && echo threaded >"$_domain/t/cgroup.type" && victims -c "$_domain/t" threads 2
}

prepare_frozen() {
	victims -c "$cg" sleeper 3 && freeze "$cg"
}

prepare_paused() {
	victims -c "$cg" sleeper 3 && pause "$contender" "$operands"
}

# Its first process ignores TERM, as such processes do.
prepare_pidns() {
	# shellcheck disable=SC2016
	in_home setsid sh -c 'echo 0 >"$0/cgroup.procs"
		exec unshare -p -f setpriv --reuid "$1" --clear-groups sh -c "sleep 61 & sleep 62 & wait"' \
		"$cg" "$victim" >/dev/null &
	wait_until at_least 3
}

at_least() {
	[ "$(alive_of "$victim" | grep -c .)" -ge "$1" ]
}

prepare_inside() {
	victims -c "$cg" sleeper 3
}

prepare_recycled() {
	victims -c "$cg" sleeper 4
}

# A tracer outside holds a process in its exit.
prepare_stuck() {
	victims -c "$cg" sleeper 2 && "$HELPERS/spawn" -t 60 -c "$cg" traceexit >"$TMP/traced" || return
	cannot_die=1
}

prepare_read_only() {
	victims -c "$cg" sleeper 3
}

prepare_delegated() {
	victims -c "$cg" sleeper 3 || return
	[ "$home" = systemd ] || chown "$victim:$victim" "$cg" "$cg/cgroup.procs" "$cg/cgroup.subtree_control" \
		"$cg/cgroup.threads"
}

prepare_many() {
	:
}

prepare_term() {
	rm -f "$TMP/ends"
	victims -c "$cg" -w "$TMP/ends" sleeper && victims -c "$cg" immune 2
}

verb_of() {
	case $1 in
	stuck) echo stay ;;
	term | remove) echo "$1" ;;
	*) echo kill ;;
	esac
}

# --- the run -----------------------------------------------------------------------------------

# Somebody is beside the cgroup, somebody in the one above, and somebody in the process group of the
# caller.
begin_bystanders() {
	mkdir "$CG/job-other" &&
		"$HELPERS/spawn" -t 100 -u "$bystander" -c "$CG/job-other" sleeper >"$TMP/bystanders" &&
		"$HELPERS/spawn" -t 100 -u "$bystander" -c "$CG" sleeper >>"$TMP/bystanders"
}

# shellcheck disable=SC2016
CALLER='(setpriv --reuid "$bystander" --clear-groups sleep 100 &)
until [ -e "$TMP/go" ]; do sleep 0.02; done
date +%s%N >"$TMP/began"
exec "$@"'
# shellcheck disable=SC2016
READ_ONLY='mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"'
# shellcheck disable=SC2016
INSIDE='echo 0 >"$0/cgroup.procs"; "$@"; exec sleep 30'

HELD='-f -qq -e trace=kill,pidfd_open,pidfd_send_signal
	-e inject=kill,pidfd_open,pidfd_send_signal:delay_enter=1500000:when=1'

# run_tool COMMAND...: in the background, in a process group of its own; $TMP/status is there when it has
# ended.  The end of its time is not for the whole group, whose other member shall survive.
run_tool() {
	rm -f "$TMP/status" "$TMP/began" "$TMP/go" "$TRACE"
	case $job in
	read-only) set -- unshare -m sh -c "$READ_ONLY" "$MNT" "$@" ;;
	delegated) set -- setpriv --reuid "$victim" --regid "$victim" --clear-groups --inh-caps=-all \
		env XDG_RUNTIME_DIR=/run/victim "$@" ;;
	inside) set -- sh -c "$INSIDE" "$cg" "$@" ;;
	recycled)
		if [ "$home" = systemd ]; then
			# shellcheck disable=SC2086 # words
			strace $HELD -o "$TRACE" -p 1 >/dev/null 2>&1 & # which kills for systemctl
			tracer=$!
			sleep 0.5
		else
			# shellcheck disable=SC2086 # words
			set -- strace $HELD -o "$TRACE" "$@"
		fi
		;;
	esac
	{
		setsid timeout --foreground -k 2 $limit sh -c "$CALLER" sh "$@" </dev/null >"$OUT" 2>"$ERR"
		echo $? >"$TMP/status"
	} &
	wait_until bystanders_are_there || unfair="there are no bystanders"
	: >"$TMP/go"
	wait_until test -s "$TMP/began"
}

bystanders_are_there() {
	[ "$(alive_of "$bystander" | grep -c .)" = 3 ]
}

now() {
	date +%s%N
}

# Until all are dead, or a moment after the tool has ended; $ms is when they were.
look_on() {
	began=$(cat "$TMP/began") ms='' ended=''
	while :; do
		if [ -z "$ms" ] && [ "$(left)" -le $cannot_die ]; then
			ms=$((($(now) - began) / 1000000))
		fi
		[ -n "$ended" ] || [ ! -e "$TMP/status" ] || ended=$(now)
		if [ -n "$ended" ]; then
			[ -z "$ms" ] || break
			[ $((($(now) - ended) / 1000000000)) -lt $settle ] || break
		fi
		# The caller, if it lives, goes on after the tool.
		[ "$job" != inside ] || [ $((($(now) - began) / 1000000000)) -lt 5 ] || break
		sleep 0.01
	done
}

# The moment between finding a process and signalling it is stretched; in it, three of the four die,
# and three others, outside, get their PIDs.  The first one lives: as a process group its number stays
# in use.  Who does not name PIDs is not held.
recycle_some() {
	_all=$(alive_of "$victim" | sort -n)
	_tries=200
	until held_at "$_all"; do
		[ ! -e "$TMP/status" ] && [ $((_tries -= 1)) -gt 0 ] || return 0
		sleep 0.01
	done
	_pids=$(echo "$_all" | tail -n 3)
	for _pid in $_pids; do
		kill -9 "$_pid"
	done
	for _pid in $_pids; do
		if ! wait_until reborn "$_pid"; then
			unfair="the PIDs did not pass on"
			return
		fi
		strangers=$((strangers + 1))
	done
}

held_at() {
	for _pid in $1; do
		! grep -q "[( ]${_pid}[,)]" "$TRACE" 2>/dev/null || return 0
	done
	return 1
}

reborn() {
	"$HELPERS/spawn" -t 100 -u "$bystander" -i "$1" sleeper >/dev/null 2>&1
}

# --- the verdict -------------------------------------------------------------------------------

# What was to be done beside the killing, and was not.
shortfall() {
	case $job in
	remove)
		[ ! -d "$cg" ] || echo "the cgroup is still there"
		;;
	term)
		grep -qs 'signal 15' "$TMP/ends" || echo "who would obey TERM got KILL"
		;;
	stuck)
		if ! came_back; then
			echo "does not come back"
		elif [ "$status" = 0 ] && [ ! -s "$ERR" ]; then
			echo "does not say that one is left"
		fi
		;;
	inside) ;;
	*)
		came_back || echo "does not come back"
		;;
	esac
}

# Its time begins a moment before the clock does.
came_back() {
	[ -n "$ended" ] && [ $((ended - began)) -lt $((limit - 1))000000000 ]
}

count() {
	[ "$1" = 1 ] && echo "$1 $2" || echo "$1 ${3:-$2}"
}

# What it says, behind a colon, without the names and times that only this run has.
first_words() {
	grep -m 1 -v '^$' "$ERR" |
		sed "s|$TMP/||g; s|$CG|/sys/fs/cgroup|g; s/^time=[^ ]* //; s/,/;/g; s/^ */: /" | cut -c 1-180
}

# judge: sets $verdict, $ms, $note.
judge() {
	status=$(cat "$TMP/status" 2>/dev/null)
	remain=$(($(left) - cannot_die))
	[ $remain -ge 0 ] || remain=0
	hit=$((strangers - $(alive_of "$bystander" | grep -c .)))
	if [ $hit -gt 0 ]; then
		verdict='not' note="killed $(count $hit process processes) outside"
	elif [ $remain -gt 0 ]; then
		verdict=partly note="$remain of $were left"
		if [ "$job" = bomb ]; then
			verdict='not' note="it forks on"
		elif [ $remain -ge $were ]; then
			verdict='not' note="all $were left"
		fi
		note=$note$(first_words)
	else
		note=$(shortfall)
		verdict=partly
		[ -n "$note" ] || verdict='done'
		# It may be about something else.
		[ "$job" != stuck ] || [ -n "$note" ] || note="status $status$(first_words)"
	fi
	if [ $remain -gt 0 ] || [ "$job" = recycled ]; then
		ms=''
	fi
	[ -z "$unfair" ] || verdict=- note="not tried: $unfair"
}

# tell VERDICT MILLISECONDS NOTE
tell() {
	echo "$contender,$job,$1,$2,$3"
}

# --- one after the other -----------------------------------------------------------------------

set_up() {
	if [ "$job" = many ]; then
		"many_$home" || return
	else
		"begin_$home" || return
		cgs=$cg
	fi
	"prepare_$(echo "$job" | tr - _)" && begin_bystanders
}

tear_down() {
	if [ -e "$TMP/traced" ]; then
		kill -9 "$(sed -n 's/^helper //p' "$TMP/traced")"
		rm "$TMP/traced"
	fi
	for _pid in $(those_left) $(alive_of "$bystander"); do
		kill -9 "$_pid"
	done
	[ -z "$tracer" ] || kill "$tracer"
	wait
	"end_$home"
	demolish "$CG/job-other"
	wait_until nobody_left
} >/dev/null 2>&1

nobody_left() {
	[ "$(left)" = 0 ]
}

# attempt: sets $verdict, $ms, $note.
attempt() {
	first='' cg='' cgs='' apart=0 operands='' cannot_die=0 strangers=3 unfair='' tracer='' manager=''
	state=$TMP/state-$contender ms='' verdict=-
	if ! set_up >"$TMP/setup" 2>&1; then
		note="could not be set up: $(tail -n 1 "$TMP/setup" | tr ',' ';')"
		tear_down
		return
	fi
	were=$(($(left) - cannot_die))
	script "$contender" "$(verb_of "$job")" >"$TMP/tool"
	export manager state
	# shellcheck disable=SC2086 # words
	run_tool sh "$TMP/tool" $operands
	[ "$job" != recycled ] || recycle_some
	look_on
	judge
	tear_down
}

# Who has to outrun a bomb shall do it three times; the slowest counts.
outrun() {
	good=0 slowest=0 why=''
	for _ in 1 2 3; do
		attempt
		if [ "$verdict" = 'done' ]; then
			good=$((good + 1))
			[ "$ms" -le $slowest ] || slowest=$ms
		else
			worst=$verdict why=$note
		fi
	done
	case $good in
	3) tell 'done' $slowest '' ;;
	0) tell "$worst" '' "$why" ;;
	*) tell partly '' "only $good of 3 times; else $why" ;;
	esac
}

# one CONTENDER HOME JOB
one() {
	contender=$1 home=$2 job=$3
	why=$(cannot "$contender" "$job")
	case $why:$job in
	'not tried'*) tell - '' "$why" ;;
	:bomb) outrun ;;
	:*)
		attempt
		tell "$verdict" "$ms" "$note"
		;;
	*) tell not '' "$why" ;;
	esac
}

# chosen WORDS NAMES: whether the name is one of them.
chosen() {
	case ,$1, in
	,all, | *,"$2",*) ;;
	*) return 1 ;;
	esac
}

chmod 711 "$TMP"
if chosen "${1:-all}" podman; then
	make_image >"$TMP/import" 2>&1 || echo "# podman cannot make an image: $(tail -n 1 "$TMP/import")"
fi
contenders | while read -r contender home; do
	chosen "${1:-all}" "$contender" || continue
	for job in $JOBS; do
		! chosen "${2:-all}" "$job" || one "$contender" "$home" "$job" </dev/null
	done
done
exit 0
