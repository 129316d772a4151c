#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Completion in bash.
. "${0%/*}/../lib.sh"
. "${0%/*}/lib.sh"
need_cgroup
need_shell bash sort

cat >"$TMP/complete" <<'END'
. "$SNIPPET"
. "$SHELL_FILES/bash/cgkill"
compopt() { echo "compopt $*"; }
COMP_LINE=$1 COMP_POINT=${#1} COMP_TYPE=${TYPE-9}
_cgkill command "$2" previous
for reply in "${COMPREPLY[@]}"; do
	printf '<%s>\n' "$reply"
done
END

# completes LINE: what could be there, with "compopt nospace" or "compopt filenames" before it. The
# second word is what Readline would replace, which by default follows a blank, a colon or =.
completes() {
	run bash --norc "$TMP/complete" "$1" "${2-${1##*[ :=]}}"
	status_is 0
	err_empty
}

# offers WORDS...: these and no others, in any order.
offers() {
	grep -v '^compopt' "$OUT" | sort >"$TMP/offered"
	words_are '<%s>' "$@"
}

point "options of cgkill"
completes 'cgkill --'
# shellcheck disable=SC2086 # words
offers $CGKILL_OPTIONS
completes '/usr/bin/cgkill /x --e'
offers --exclude-self

point "options of kill, for processes and for cgroups"
completes 'kill --'
# shellcheck disable=SC2086 # words
offers $PROCESS_OPTIONS
for option in --cgroup --cgroup=/a --cg; do
	completes "kill $option --"
	# shellcheck disable=SC2086 # words
	offers $CGROUP_OPTIONS
done
completes 'kill -s --cgroup --re'
offers --require-handler
completes 'kill -- --cgroup --'
offers

point "signals"
for line in 'cgkill -s T' 'cgkill --signal t' 'kill --signal=t' 'kill -n T' 'kill -l T' 'kill --list=t' \
	'cgkill --timeout 500 T' 'cgkill --timeout=500 T'; do
	completes "$line"
	offers TERM TRAP TSTP TTIN TTOU
done
completes 'kill -s sigt'
offers SIGTERM SIGTRAP SIGTSTP SIGTTIN SIGTTOU
completes 'kill -t'
offers -TERM -TRAP -TSTP -TTIN -TTOU
completes 'cgkill -SIGK'
offers -SIGKILL
completes 'cgkill -'
out_has '<-KILL>' '<-RTMIN+1>' '<--wait>'

point "what has no completion"
for line in 'cgkill --timeout ' 'cgkill -q ' 'cgkill --queue=' 'cgkill --wait=' 'cgkill --wait=x'; do
	completes "$line"
	offers
done

point "methods"
completes 'cgkill --method '
offers auto freeze kernel signal
completes 'kill --cgroup --method=k'
offers kernel

odd_cgroups
point "names of cgroups, level by level"
completes "cgkill ${NAME%??}"
offers "$NAME/"
out_has "compopt -o nospace" "compopt -o filenames"
completes "cgkill ${NAME#/}/p"
offers "${NAME#/}/pid:5" "${NAME#/}/plain/"
completes "kill --cgroup=$NAME/plain/"
offers "$NAME/plain/deep"
for start in "$NAME" "${NAME#/}"; do
	completes "kill x --cgroup $start/"
	offers_odd_cgroups "$start/" /
done

point "paths of cgroups, level by level"
completes "cgkill ${MNT%?}"
out_has "<$MNT>"
completes "cgkill $CG/p"
offers "$CG/pid:5" "$CG/plain"
completes "cgkill /sy"
out_has "</sys>"
completes "cgkill /proc/"
offers

point "in a cgroup, relative paths"
cd "$CG" || fail "cannot go to $CG"
completes "cgkill p"
offers pid: plain
completes "cgkill ./p"
offers ./pid:5 ./plain
completes "cgkill ../${CG##*/}/pl"
offers "../${CG##*/}/plain"
completes "cgkill -- -"
offers -dash
completes "cgkill -d"
offers
completes "cgkill "
out_has "<plain>"
out_lacks "<-dash>"
out_lacks "<pid:5>"
cd "$MNT/.." || fail "cannot go to $MNT/.."
completes "cgkill ${MNT##*/}/${CG##*/}/pl"
offers "${MNT##*/}/${CG##*/}/plain"
cd /

point "a name that is a path, too, is no name"
cd "$TMP" || fail "cannot go to $TMP"
mkdir "${CG##*/}"
completes "cgkill ${CG##*/}"
offers
completes "cgkill /${CG##*/}"
offers "$NAME/"
cd /

point "nor is what begins as a relative path"
completes "cgkill ./${CG##*/}"
offers
completes "cgkill ../${CG##*/}/p"
offers

point "in quotes, and behind characters at which Readline begins"
completes "cgkill '$NAME/sp a" "$NAME/sp a"
offers "$NAME/sp ace/"
completes "cgkill \"$NAME/do\\\$l" "$NAME/do\\\$l"
offers "$NAME/do\\\$lar" # Readline would not quote it
completes "cgkill $NAME/sp\\ a" "$NAME/sp\\ a"
offers "$NAME/sp ace/"
completes "cgkill $NAME/co:l" l
offers lon
completes "cgkill $NAME/co\\:l" "$NAME/co\\:l"
offers "$NAME/co:lon"
completes "kill --cgroup=$NAME/co:l" l
offers lon
completes "kill --cgroup='$NAME/sp" "$NAME/sp"
offers "$NAME/sp ace/"
completes "kill '--cgroup=$NAME/pl" "--cgroup=$NAME/pl"
offers "--cgroup=$NAME/plain/"
completes "kill --cgroup='$NAME/sp ace'/d" "'$NAME/sp ace'/d"
offers "$NAME/sp ace/deep"

point "pid:"
sleep 300 &
pid=$!
at_exit "kill $pid"
completes "cgkill pi"
offers pid:
completes "cgkill pid:"
out_has "<$pid>"
completes "kill --cgroup pid:$pid"
offers "$pid"
completes "kill --cgroup=pid:$pid"
offers "$pid"

point "name: and the names that one cgroup has"
unique_names
completes "cgkill nam"
offers name:
out_has "compopt -o nospace"
for start in "cgkill name:" "kill --cgroup name:" "kill --cgroup=name:" "cgkill --cgroup=name:"; do
	completes "$start$unique.s"
	offers "$unique.service"
	completes "$start$unique"
	offers "$unique.service" "$unique-by\\\\x2duuid\\ sp.mount"
done
completes "cgkill name:$unique.s" "name:$unique.s"
offers "name:$unique.service"

point "PIDs"
completes "kill $pid"
offers "$pid"
completes "kill -s TERM "
out_has "<$pid>"

point "PIDs with their names, where bash only lists"
cp "$(command -v sleep)" "$TMP/$(printf 'a b\033[1m')"
"$TMP/$(printf 'a b\033[1m')" 300 &
odd=$!
at_exit "kill $odd"
wait_until grep -q 'a b' "/proc/$odd/comm"
for TYPE in 63 33; do
	export TYPE
	completes "kill "
	out_has "<$pid (sleep)>" "<$odd (a b?[1m)>"
	completes "cgkill pid:"
	out_has "<$pid (sleep)>"
	completes "cgkill pid:" pid:
	out_has "<pid:$pid (sleep)>"
	completes "kill $pid"
	offers "$pid"
done
unset TYPE

point "jobs"
cat >"$TMP/jobs" <<'END'
sleep 300 & sleep 300 &
. "$TMP_COMPLETE"
kill %1 %2
END
TMP_COMPLETE=$TMP/complete
export TMP_COMPLETE
run bash --norc "$TMP/jobs" 'kill %' %
offers %1 %2

point "another mount point, with a blank"
if has_tool unshare; then
	run_remounted bash --norc "$TMP/complete" "cgkill $NAME/pl" "$NAME/pl"
	offers "$NAME/plain/"
	run_remounted bash --norc "$TMP/complete" "cgkill $TMP/mou" "$TMP/mou"
	offers "$TMP/mount 1"
	run_remounted bash --norc "$TMP/complete" "cgkill $TMP/mount\\ 1$NAME/pl" "$TMP/mount\\ 1$NAME/pl"
	offers "$TMP/mount 1$NAME/plain"
else
	skip "unshare is not installed"
fi

point "whatever the options and IFS of the shell"
cat - "$TMP/complete" >"$TMP/strange" <<'END'
set -uf
shopt -s failglob nocaseglob nocasematch extglob
IFS=/- GLOBIGNORE=x
END
cat >>"$TMP/strange" <<'END'
shopt -p failglob nocaseglob nocasematch nullglob
echo "$-$IFS$GLOBIGNORE"
END
run bash --norc "$TMP/strange" "cgkill $NAME/p" "$NAME/p"
err_empty
out_has "<$NAME/plain/>" "<$NAME/pid:5>" 'shopt -s failglob' 'shopt -s nocaseglob' 'shopt -u nullglob' '/-x'
grep -q '^[a-zA-Z]*f' "$OUT" || fail "no -f any more"

# The same with Readline. bash-completion, if it is there, loads that of cgkill.
cat >"$TMP/bashrc" <<'END'
PS1='ready>'
. "$SNIPPET"
if [ -r /usr/share/bash-completion/bash_completion ]; then
	. /usr/share/bash-completion/bash_completion
else
	. "$SHELL_FILES/bash/cgkill"
fi
set -o ignoreeof
END
point "in a terminal"
INPUTRC=/dev/null
export INPUTRC
if has_tool script && has_tool mkfifo; then
	terminal "bash --noprofile --rcfile $TMP/bashrc"
	types_everywhere "$pid"
	types_unique_names
	types "cgkill '$NAME/sp${T}de$T" "cgkill<$NAME/sp ace/deep>"
	types "cgkill $CG/sp${T}de$T" "cgkill<$CG/sp ace/deep/>"
	types_odd_names
	types "cgkill $NAME/do\\\$$T" "cgkill<$NAME/do\$lar>"
	# shellcheck disable=SC2016 # a dollar is one
	for mark in "'" '"'; do
		types "kill --cgroup=$mark$NAME/o$T$T$T$T" "kill<--cgroup=$NAME/"'o$d/b\x\y/q"`" x/deep>'
	done
	types "cgkill $NAME/co:$T" "cgkill<$NAME/co:lon>"
	types "kill --cgroup=$NAME/sp${T}de$T" "kill<--cgroup=$NAME/sp ace/deep>"
	end_terminal
else
	skip "script or mkfifo is not installed"
fi
finish
