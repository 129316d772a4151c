#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The function kill in every shell with the syntax of POSIX.
. "${0%/*}/../lib.sh"
. "${0%/*}/lib.sh"
need_cgroup
need_shell_files
need_tool env diff setsid

NONE=4194305 # above the highest PID
SLEEP=$(command -v sleep) # which is a builtin of ksh
TMPDIR=$TMP
MEMBER=$TMP/member # of a job: MEMBER FILE writes its PID there, and sleeps
export NONE SLEEP TMPDIR MEMBER
cat >"$MEMBER" <<'END'
#!/bin/sh
echo "$$" >>"$TMPDIR/$1"
exec "$SLEEP" 300
END
chmod 755 "$MEMBER"
under=''

script() {
	cat >"$TMP/script"
}

# Runs the script in the current shell, behind a line that is given.
run_behind() {
	{
		echo "$1"
		cat "$TMP/script"
	} >"$TMP/whole"
	run_shell
}

run_script() {
	case $shell in
	zsh-emulate) run_behind "emulate sh -c '. $SNIPPET'" ;;
	*) run_behind ". '$SNIPPET'" ;;
	esac
}

# Runs $TMP/whole, plainly, as if typed, in a terminal with job control, or under strace.
run_shell() {
	case $shell in
	bash-posix) set -- bash --posix ;;
	zsh*) set -- zsh -f ;;
	busybox) set -- busybox sh ;;
	*) set -- "$shell" ;;
	esac
	case $under in
	interactive) run setsid -w "$@" -i "$TMP/whole" ;;
	terminal) run script -qec "$* -m $TMP/whole" /dev/null ;;
	strace) run strace -f -o "$TRACE" -e trace=process "$@" "$TMP/whole" ;;
	*) run "$@" "$TMP/whole" ;;
	esac
}

# What a shell says begins with the place of the call.
plain_errors() {
	sed 's/^.*kill: *\([0-9]*: *\)*//; s/^line [0-9]*: //' "$ERR"
}

# The function does and says the same as the builtin.
same_as_builtin() {
	run_behind ''
	builtin_status=$status
	cp "$OUT" "$TMP/out-builtin"
	plain_errors >"$TMP/err-builtin"
	run_script
	status_is "$builtin_status"
	diff "$TMP/out-builtin" "$OUT" >"$TMP/diff" || fail "$(cat "$TMP/diff")"
	plain_errors | diff "$TMP/err-builtin" - >"$TMP/diff" || fail "$(cat "$TMP/diff")"
}

hands_over() {
	point "$shell: long options go to the programs, with all words as they are"
	script <<'END'
kill --cgroup 'a  b' '' '*' 'c
d' '\e'
kill --cgroup
kill x --cgroup=y -9
kill -s TERM --cgr /a
kill --c=--
kill --timeout 5 KILL --cgroup -- /a
kill --timeout 5 KILL 'a  b' ''
kill -q 5 --verb 1
kill --method=signal --rem 1
kill --li -- --cgroup
kill --table; echo "status $?"
END
	STATUS=3
	export STATUS
	run_script
	unset STATUS
	status_is 0
	err_empty
	out_is 'kill<--cgroup><a  b><><*><c
d><\e>
kill<--cgroup>
kill<x><--cgroup=y><-9>
kill<-s><TERM><--cgr></a>
kill<--c=-->
kill<--timeout><5><KILL><--cgroup><--></a>
kill<--timeout><5><KILL><a  b><>
kill<-q><5><--verb><1>
kill<--method=signal><--rem><1>
kill<--li><--><--cgroup>
kill<--table>
status 3'
}

# Of these, what the kill of the shell has.
COMMON_OPTIONS='--help --he --version --ver --v --signal=0 --sig=0 --s=0'
has_own() {
	case $shell in
	ksh) ;;
	bash*) [ "$1" = --help ] ;;
	*) false ;;
	esac
}

prefers_builtin() {
	point "$shell: long options that the builtin has, too, go there, and only these"
	for option in $COMMON_OPTIONS; do
		has_own "$option" || echo "kill $option 'a  b'"
	done | script
	run_script
	status_is 0
	sed "s/^kill /kill</; s/ 'a  b'$/><a  b>/" "$TMP/script" >"$TMP/wanted"
	diff "$TMP/wanted" "$OUT" >"$TMP/diff" || fail "$(cat "$TMP/diff")"
	for option in $COMMON_OPTIONS; do
		# shellcheck disable=SC2016 # for the shell
		! has_own "$option" || echo "kill $option" '"$$"; echo "= $?"'
	done | script
	same_as_builtin
}

leaves_alone() {
	point "$shell: the rest goes to the builtin"
	cp "$TMP/rest" "$TMP/script"
	same_as_builtin
	out_has "= 0" "= 1"
	out_lacks "<"
}

jobs() {
	point "$shell: jobs"
	script <<'END'
exec 2>/dev/null # jobs that end, with their PIDs
# A signal that comes before the program is there is lost in mksh.
job() {
	"$SLEEP" 300 &
	until [ "$(cat "/proc/$!/comm")" = sleep ]; do :; done
}
ended() {
	wait "$1"
	case $? in
	137 | 265) echo KILL ;;
	143 | 271) echo TERM ;;
	*) echo wrong ;;
	esac
}
"$SLEEP" 300 &
until [ "$(cat "/proc/$!/comm")" = sleep ]; do :; done
kill %1; echo "= $?"
kill "$!" # for dash, which needs a terminal for %1
ended "$!"
job
kill -s KILL "$!"; echo "= $?"
ended "$!"
job; pid=$!
: | kill "$pid"
ended "$pid"
job; pid=$!
(kill -s KILL -- "$pid" && echo killed)
ended "$pid"
job; pid=$!
job
kill "$pid" "$!" && ended "$pid" && ended "$!"
END
	same_as_builtin
	[ "$(grep -c TERM "$OUT")" = 4 ] || fail "not four TERM"
	[ "$(grep -c KILL "$OUT")" = 2 ] || fail "not two KILL"
	out_lacks wrong
}

jobs_of_program() {
	point "$shell: jobs are handed over to the program as all their processes"
	rm -f "$TMP/one" "$TMP/two"
	script <<'END'
exec 2>/dev/null # jobs that end
"$MEMBER" one &
"$MEMBER" two | "$MEMBER" two &
until [ "$(cat "$TMPDIR/one" "$TMPDIR/two" | wc -l)" -eq 3 ]; do :; done
kill --timeout 5s KILL %1
kill --timeout 5s KILL -- 'a  b' '' %1 '*' %2 %9 %nobody
kill --cgroup %1 --wait
kill --timeout 5s KILL %1 --cg
IFS=0123456789
set -eu
[ -n "${ZSH_VERSION-}" ] || set -f
kill --timeout 5s KILL %1
END
	run_script
	# shellcheck disable=SC2046 # words
	kill -KILL $(cat "$TMP/one" "$TMP/two")
	one="<$(cat "$TMP/one")>"
	sort "$TMP/two" >"$TMP/wanted"
	sed '2!d; s/.*<[*]>//; s/<%9>.*//; s/></\n/g' "$OUT" | tr -d '<>' | sort |
		diff "$TMP/wanted" - >"$TMP/diff" || fail "$(cat "$TMP/diff")"
	sed -i '2s/<[*]>.*<%9>/<*>two<%9>/' "$OUT"
	printf '%s\n' "kill<--timeout><5s><KILL>$one" \
		"kill<--timeout><5s><KILL><--><a  b><>$one<*>two<%9><%nobody>" \
		"kill<--cgroup><%1><--wait>" "kill<--timeout><5s><KILL><%1><--cg>" \
		"kill<--timeout><5s><KILL>$one" |
		diff - "$OUT" >"$TMP/diff" || fail "$(cat "$TMP/diff")"
}

jobs_by_other_names() {
	point "$shell: %%, %+, %- and names of jobs"
	rm -f "$TMP/one" "$TMP/two"
	script <<'END'
exec >"$TMPDIR/result" 2>/dev/null
"$MEMBER" one &
"$MEMBER" two &
until [ -s "$TMPDIR/one" ] && [ -s "$TMPDIR/two" ]; do :; done
for job in %1 %2 %% %+ %- '%?two'; do
	kill --timeout 5s KILL "$job"
done
END
	: >"$TMP/result"
	under=terminal
	run_script
	under=''
	one="kill<--timeout><5s><KILL><$(cat "$TMP/one")>" two="kill<--timeout><5s><KILL><$(cat "$TMP/two")>"
	# shellcheck disable=SC2046 # words
	kill -KILL $(cat "$TMP/one" "$TMP/two") 2>/dev/null
	grep kill "$TMP/result" >"$OUT"
	# ksh93 only knows the texts of jobs that were typed.
	name=$two
	[ "$shell" != ksh ] || name='kill<--timeout><5s><KILL><%?two>'
	out_is "$one
$two
$two
$two
$one
$name"
}

whole_jobs() {
	point "$shell: with job control, the program ends all processes of a job, and no others"
	if ! has_tool script; then
		skip "script is not installed"
		return
	fi
	for file in other children pipe last queued stopped plain; do
		rm -f "$TMP/$file"
	done
	script <<END
PROGRAMS=$REAL
exec >"\$TMPDIR/result" 2>&1
END
	cat >>"$TMP/script" <<'END'
begun() {
	until [ "$(cat "$TMPDIR/$1" 2>/dev/null | wc -l)" -eq "$2" ]; do :; done
}
"$MEMBER" other &
("$MEMBER" children; "$MEMBER" children) | ("$MEMBER" children; :) &
begun other 1
begun children 2
kill --timeout 5s KILL %2; echo "= $?"

# Each of them ends by itself when the other does.
"$MEMBER" pipe | (echo >>"$TMPDIR/pipe"; cat) &
begun pipe 2
kill --timeout 5s KILL %%; echo "= $?"

: | "$MEMBER" last &
begun last 1
kill --verbose -s TERM %%; echo "= $?"

"$MEMBER" queued | "$MEMBER" queued &
begun queued 2
kill --queue 5 -s TERM %%; echo "= $?"

"$MEMBER" stopped | "$MEMBER" stopped &
begun stopped 2
kill -s STOP %%
kill --timeout 0 CONT --timeout 60s KILL %%; echo "= $?"

set +m
"$MEMBER" plain | "$MEMBER" plain &
begun plain 2
kill --timeout 5s KILL %%; echo "= $?"
END
	: >"$TMP/result"
	under=terminal
	run_script
	under=''
	grep '^=' "$TMP/result" >"$OUT"
	out_is "= 0
= 0
= 0
= 0
= 0
= 0"
	# shellcheck disable=SC2046 # words
	dead $(cat "$TMP/children" "$TMP/pipe" "$TMP/last" "$TMP/queued" "$TMP/stopped" "$TMP/plain")
	is_alive "$(cat "$TMP/other")" || fail "another job has been ended"
	kill -KILL "$(cat "$TMP/other")"
}

job_control() {
	point "$shell: job control"
	if ! has_tool script; then
		skip "script is not installed"
		return
	fi
	script <<'END'
exec >"$TMPDIR/result" 2>&1
for signal in TERM KILL; do
	"$SLEEP" 300 &
	until [ "$(cat "/proc/$!/comm")" = sleep ]; do :; done
	kill -s "$signal" %%; echo "= $?"
	wait "$!" || echo ended
done
"$SLEEP" 300 &
until [ "$(cat "/proc/$!/comm")" = sleep ]; do :; done
kill -- "-$!"; echo "= $?"
wait "$!" || echo ended
END
	: >"$TMP/result"
	under=terminal
	run_script
	under=''
	grep '^=\|^ended' "$TMP/result" >"$OUT"
	out_is "= 0
ended
= 0
ended
= 0
ended"
}

traps() {
	point "$shell: traps"
	script <<'END'
trap 'echo "usr1 $?"' USR1
kill -s USR1 "$$"; echo "= $?"
trap '' TERM
kill "$$" && echo alive
trap 'kill -USR1 "$$"' USR2
kill -USR2 "$$"
trap 'kill -l 9; kill --cgroup /x; echo "exit $?"' EXIT
kill -s 0 "$NONE"
END
	run_script
	out_has "usr1 0" "= 0" alive KILL "kill<--cgroup></x>" "exit 0"
	[ "$(grep -c '^usr1' "$OUT")" = 2 ] || fail "not two USR1"
}

strict() {
	point "$shell: set -eu, and any IFS"
	script <<'END'
set -eu
. "$SNIPPET"
kill --cgroup a
for IFS in '' 0123456789 - abcdefghijklmnopqrstuvwxyz ' ,:=/'; do
	kill --cgroup 'a b' -12 --x=y
	kill --timeout 10 KILL 1
	kill -s 0 "$$"
	kill -0 "$$"
done
if kill -0 "$NONE" 2>/dev/null; then echo wrong; else echo "= $?"; fi
kill -0 "$NONE" 2>/dev/null || echo or
kill -0 "$$" && echo and
set -- 1 2
kill -s 0 "$NONE" 2>/dev/null
echo wrong
END
	run_script
	status_is 1
	err_empty
	out_has "= 1" or and
	out_lacks wrong
	[ "$(grep -Fxc 'kill<--cgroup><a b><-12><--x=y>' "$OUT")" = 5 ] || fail "not five cgkill"
	[ "$(grep -Fxc 'kill<--timeout><10><KILL><1>' "$OUT")" = 5 ] || fail "not five kill"
}

state() {
	point "$shell: no variable, option or trap is changed"
	script <<'END'
unset A
look() {
	set | grep -v "^_=\|^'\*'\|^@\|^argv\|^_AST_FEATURES\|^\(BASHPID\|BASH_\|FUNCNAME\|LINENO\|PIPESTATUS\|pipestatus\|RANDOM\|SECONDS\|EPOCH\|SRANDOM\|TTYIDLE\|?\|!\|#\|status\)" >"$1"
	echo "$-$*" >>"$1"
	trap >>"$1"
	pwd >>"$1"
}
trap 'echo one' USR1
IFS=:-
cd /
cd /dev
look "$TMPDIR/before"
kill -s 0 "$$"
kill --cgroup a=b >/dev/null
kill --timeout 1 KILL 1 >/dev/null
kill -l 9 >/dev/null
kill -l "$?"
look "$TMPDIR/after"
grep -c . "$TMPDIR/after" >/dev/null && echo looked
END
	run_script
	out_has looked
	sed 's/after$/before/' "$TMP/after" | diff "$TMP/before" - >"$TMP/diff" || fail "$(cat "$TMP/diff")"
}

only_interactive() {
	point "$shell: a script that reads it has the builtin"
	script <<'END'
. "$PROFILE"
kill --cgroup a
kill --timeout 1 KILL 1
END
	run_behind ''
	out_lacks "kill<"
	under=interactive
	run_behind ''
	under=''
	out_has "kill<--cgroup><a>" "kill<--timeout><1><KILL><1>"
}

aliases() {
	point "$shell: an alias does no harm"
	script <<'END'
[ -z "${BASH_VERSION-}" ] || shopt -s expand_aliases
alias kill='kill -s TERM'
. "$SNIPPET"
echo "sourced $?"
END
	run_behind ''
	err_empty
	out_is "sourced 0"
}

forks() {
	point "$shell: no process is made to read it"
	if ! has_tool strace; then
		skip "strace is not installed"
		return
	fi
	echo : | script
	under=strace
	run_script
	under=''
	status_is 0
	err_empty
	grep -q execve "$TRACE" || fail "no trace"
	! grep -E 'clone|fork' "$TRACE" >"$TMP/diff" || fail "$(cat "$TMP/diff")"
}

# Their variables in the environment, as "export" leaves them there.
other_shells() {
	point "$shell: not taken for another shell"
	script <<'END'
set -e
. "$SNIPPET"
kill -s 0 "$$"
kill -s 0 "$NONE" 2>/dev/null || echo or
END
	ZSH_VERSION=5 BASH_VERSION=5 PS1='$ '
	export ZSH_VERSION BASH_VERSION PS1
	run_behind ''
	unset ZSH_VERSION BASH_VERSION PS1
	status_is 0
	err_empty
	out_is or
}

missing() {
	point "$shell: without the programs"
	script <<'END'
PROGRAMS=/nonexistent
kill --cgroup a 2>/dev/null; echo "program $?"
kill -s 0 "$$"; echo "builtin $?"
END
	run_script
	out_is "program 127
builtin 0"
	script <<'END'
PROGRAMS=/nonexistent
set -e
. "$SNIPPET"
kill -s 0 "$$"; echo "builtin $?"
kill --cgroup a; echo wrong
END
	run_behind ''
	[ "$status" != 0 ] || fail "status 0"
	out_is "builtin 0"
	out_lacks wrong
}

real() {
	point "$shell: kills a cgroup, and a process after a while"
	cgroup "$shell"
	pids=$(spawn -c "$CG/$shell" sleeper 2)
	deaf=$(spawn -c "$CG" immune 1)
	script <<END
PROGRAMS=$REAL
set -e
kill --wait --cgroup "$CG/$shell"
kill --timeout 100 KILL "$deaf"
END
	run_script
	status_is 0
	out_is ''
	err_empty
	dead "$pids" "$deaf"
}

real_job() {
	point "$shell: ends a job after a while"
	script <<END
PROGRAMS=$REAL
(trap '' TERM; exec "\$SLEEP" 300) &
job=\$!
until [ "\$(cat "/proc/\$job/comm")" = sleep ]; do :; done
kill --timeout 100ms KILL %1 2>"\$TMPDIR/said"
result=\$?
exec 2>/dev/null # a job that ends
kill -s KILL "\$job"
wait "\$job"
exit "\$result"
END
	run_script
	# bash says there, too, that the job has ended.
	grep -v Killed "$TMP/said" >"$ERR"
	status_is 0
	err_empty
}

cat >"$TMP/rest" <<'END'
try() { kill "$@"; echo "= $?"; }
try
try --
try -l
try -l 9
try -l TERM
try -L
try -l 143
try -0 "$$"
try -s 0 "$$"
try -s 0 -- "$$"
try -n 0 "$$"
try -s
try -q 5 "$$"
try -p "$$"
try -a
try --bogus 1
try --cgroups 1
try --cx
try --=1
try -- --cgroup
try -s 0 -- --timeout
try -s 0 -- -- --all
try -cgroup
try -timeout
try cgroup
try %9
try %%
try %x
try ''
try -
try ---
try "$NONE"
try -KILL "$NONE"
try -s 0 "$$" "$NONE"
END
# What begins with an option, but has no such name.
for option in $(long_options); do
	echo "try '${option}x' 1"
	echo "try -- '$option'"
done >>"$TMP/rest"

PATH=$FAKES:$PATH
for shell in bash bash-posix zsh zsh-emulate ksh mksh dash busybox; do
	if ! has_tool "${shell%%-*}"; then
		point "$shell"
		skip "${shell%%-*} is not installed"
		continue
	fi
	hands_over
	prefers_builtin
	leaves_alone
	jobs
	jobs_of_program
	jobs_by_other_names
	whole_jobs
	job_control
	traps
	strict
	state
	only_interactive
	aliases
	forks
	other_shells
	missing
	real
	real_job
done
finish
