#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Completion in fish.
. "${0%/*}/../lib.sh"
. "${0%/*}/lib.sh"
need_cgroup
need_shell fish sort
LISTS_SIGNALS=1
export LISTS_SIGNALS

# completes LINE [DIRECTORY]: what could be there, without the descriptions.
completes() {
	# shellcheck disable=SC2016 # for fish
	run fish -c 'cd $argv[2]; complete -C $argv[1]' "$1" "${2-/}"
	status_is 0
	err_empty
	cp "$OUT" "$TMP/described"
	cut -f 1 "$TMP/described" >"$OUT"
}

# offers WORDS...: these and no others, in any order.
offers() {
	sort -u "$OUT" >"$TMP/offered"
	words_are '%s' "$@"
}

point "options of cgkill"
completes 'cgkill --'
# shellcheck disable=SC2086 # words
offers $CGKILL_OPTIONS
grep -q "^--wait$T." "$TMP/described" || fail "no description"

point "options of kill, for processes and for cgroups"
completes 'kill --'
# shellcheck disable=SC2086 # words
offers --cgroup= $PROCESS_OPTIONS
for option in --cgroup --cgroup=/a --cg; do
	completes "kill $option --"
	# shellcheck disable=SC2086 # words
	offers --cgroup= $CGROUP_OPTIONS
done

point "signals"
for line in 'cgkill -s T' 'cgkill --signal T' 'kill -n T' 'kill -l T' 'kill --list T' \
	'cgkill --timeout 500 T' 'kill --timeout=500 T'; do
	completes "$line"
	offers TERM TRAP TSTP TTIN TTOU
done
completes 'cgkill --signal=T'
offers --signal=TERM --signal=TRAP --signal=TSTP --signal=TTIN --signal=TTOU
for program in kill cgkill; do
	completes "$program -T"
	# fish 4 also gets those with a T elsewhere, of which it shows the best only.
	sed -i '/^-T/!d' "$OUT"
	offers -TERM -TRAP -TSTP -TTIN -TTOU
done

point "methods, and what has no completion"
completes 'cgkill --method '
offers auto freeze kernel signal
completes 'kill --cgroup --method=k'
offers --method=kernel
for line in 'cgkill --timeout ' 'cgkill -q ' 'cgkill --wait='; do
	completes "$line"
	offers
done

odd_cgroups
point "names of cgroups, level by level"
completes "cgkill ${NAME%??}"
offers "$NAME/"
for start in "$NAME" "${NAME#/}"; do
	completes "cgkill $start/p"
	offers "$start/pid:5" "$start/plain/"
	completes "kill --cgroup $start/plain/"
	offers "$start/plain/deep"
	completes "kill --cgroup=$start/plain/"
	offers "--cgroup=$start/plain/deep"
	completes "cgkill $start/"
	offers_odd_cgroups "$start/" /
done

point "paths of cgroups, level by level"
completes "cgkill /sy"
out_has "/sys/"
completes "cgkill $CG/pl"
offers "$CG/plain/"
completes "kill --cgroup=$CG/plain/"
offers "--cgroup=$CG/plain/deep"
completes "cgkill /proc/"
offers

point "in a cgroup, relative paths"
completes "cgkill p" "$CG"
offers pid: plain/
completes "cgkill ./p" "$CG"
offers ./pid:5 ./plain/

point "--cgroup= of cgkill, which is accepted, but not offered"
completes "cgkill --cgroup=$NAME/p"
offers "--cgroup=$NAME/pid:5" "--cgroup=$NAME/plain/"
completes "cgkill --cgroup=pi"
offers --cgroup=pid:
completes "cgkill --cg"
offers

point "name: and the names that one cgroup has"
unique_names
completes "cgkill nam"
offers name:
for start in "cgkill " "kill --cgroup " "kill --cgroup=" "cgkill --cgroup="; do
	completes "${start}name:$unique"
	option=${start#* }
	case $option in *=) ;; *) option= ;; esac
	printf '%s\n' "$unique_names" | sed "s/.*/${option}name:&/" | sort >"$TMP/wanted"
	sort "$OUT" | diff "$TMP/wanted" - >"$TMP/diff" || fail "$(cat "$TMP/diff")"
done

point "a directory with a newline in its name is no cgroup"
mkdir -p "$TMP/odd/a
b"
completes "cgkill " "$TMP/odd"
out_has pid:
! has_line "$OUT" b/ || fail "offers b/"

paths_are_no_names

point "PIDs with their names"
sleep 300 &
pid=$!
at_exit "kill $pid"
completes "cgkill pi"
offers pid:
for line in "cgkill " "kill --cgroup "; do
	completes "${line}pid:$pid"
	offers "pid:$pid"
	grep -q "^pid:$pid${T}sleep" "$TMP/described" || fail "no name"
done
completes "kill $pid"
offers "$pid"
grep -q "^$pid${T}sleep" "$TMP/described" || fail "no name"

point "another mount point, with a blank"
if has_tool unshare; then
	run_remounted fish -c "complete -C 'cgkill $NAME/pl'; complete -C 'cgkill $TMP/mou'"
	offers "$NAME/plain/" "$TMP/mount 1/"
else
	skip "unshare is not installed"
fi

point "no mount point"
if has_tool unshare; then
	# shellcheck disable=SC2016 # for the inner shell
	run unshare --mount sh -c 'mount --make-rprivate / && umount -l "$0" && exec "$@"' "$MNT" \
		fish -c "cd /; complete -C 'cgkill '; complete -C 'cgkill /s'"
	status_is 0
	err_empty
	out_is "name:
pid:"
else
	skip "unshare is not installed"
fi

point "in a terminal"
# Where it has none, fish makes completions of all manual pages in the background.
mkdir -p "$TMP/.config/fish" "$TMP/.local/share/fish/generated_completions" \
	"$TMP/.cache/fish/generated_completions"
unset XDG_CACHE_HOME
# Newer ones wait for the terminal to say what it is.
fish_features=no-query-term
export fish_features
cat >"$TMP/.config/fish/config.fish" <<'END'
function fish_prompt; echo -n 'ready>'; end
function fish_right_prompt; end
set -g fish_greeting
set -g fish_autosuggestion_enabled 0
END
if has_tool script && has_tool mkfifo; then
	terminal "fish -i"
	types "kill --cgroup ${NAME%?}${T}pl${T}d" "kill<--cgroup><$NAME/plain/d>"
	types "cgkill ${NAME%?}${T}pl${T}d$T" "cgkill<$NAME/plain/deep>"
	types "cgkill --ex$T -TER$T $NAME/sp${T}de$T" "cgkill<--exclude-self><-TERM><$NAME/sp ace/deep>"
	types "cgkill $CG/sp$T" "cgkill<$CG/sp ace/>"
	types_odd_names
	# shellcheck disable=SC2016 # a dollar is one
	for mark in '' "'" '"'; do
		types "cgkill $mark$NAME/o$T$T$T$T" "cgkill<$NAME/"'o$d/b\x\y/q"`" x/deep>'
		types "kill --cgroup=$mark$NAME/o$T$T$T$T" "kill<--cgroup=$NAME/"'o$d/b\x\y/q"`" x/deep>'
	done
	types "cgkill pid${T}x" "cgkill<pid:x>"
	types "cgkill pid:$pid$T" "cgkill<pid:$pid>"
	types "cgkill name${T}x" "cgkill<name:x>"
	types_unique_names
	types "kill --verb$T $pid" "kill<--verbose><$pid>"
	end_terminal
else
	skip "script or mkfifo is not installed"
fi
finish
