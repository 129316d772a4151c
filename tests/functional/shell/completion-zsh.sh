#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Completion in zsh, which a second zsh drives in a terminal.
. "${0%/*}/../lib.sh"
. "${0%/*}/lib.sh"
need_cgroup
need_shell zsh sort
zsh -fc 'zmodload zsh/zpty' 2>/dev/null || skip_all "zsh has no zpty"
zsh -fc 'autoload -Uz compinit && compinit -u -D' 2>/dev/null || skip_all "zsh has no functions"

# Wrapped around compadd, this writes down what matches are added.
cat >"$TMP/.zshrc" <<'END'
PS1='ready>' RPS1= LISTMAX=100000 HISTFILE=
[[ -n $NO_FUNCTION ]] || . "$SNIPPET"
fpath=("$SHELL_FILES/zsh" $fpath)
autoload -Uz compinit
compinit -u -d "$TMPDIR/dump"
unset zle_bracketed_paste
compadd() {
	local -a matches
	case " ${(j: :)argv[1,(i)-(|-)]} " in
	(*' -'[AOD]' '*) ;;
	(*)
		builtin compadd -O matches "$@"
		(( $#matches )) && printf '<%s>\n' "${matches[@]}" >>"$TMPDIR/matches"
		[[ -z $shown ]] || printf '%s\n' "${shown[@]}" >"$TMPDIR/shown"
		;;
	esac
	builtin compadd "$@"
}
end-of-list() {
	zle kill-whole-line
	echo end >>"$TMPDIR/matches"
}
zle -N end-of-list
bindkey '^T' end-of-list
END
cat >"$TMP/driver" <<'END'
zmodload zsh/zpty
cd "$2"
zpty terminal 'TERM=dumb ZDOTDIR=$TMPDIR zsh -i'
zpty -r -m terminal screen '*ready>*'
zpty -w -n terminal "$1"$'\t\C-t'
repeat 500; do
	[[ "$(tail -n 1 "$TMPDIR/matches")" == end ]] && break
	zpty -r -t terminal screen
	sleep 0.02
done
zpty -d terminal
sed '/^end$/d' "$TMPDIR/matches"
END
TMPDIR=$TMP
export TMPDIR

# completes LINE [DIRECTORY]: what zsh adds, without an order.
completes() {
	: >"$TMP/matches"
	run zsh -f "$TMP/driver" "$1" "${2-/}"
	status_is 0
	err_empty
}

# offers WORDS...: these and no others, in any order.
offers() {
	sort -u "$OUT" >"$TMP/offered"
	words_are '<%s>' "$@"
}

point "options of cgkill"
completes 'cgkill --'
# shellcheck disable=SC2086 # words
offers $CGKILL_OPTIONS

point "options of kill, for processes and for cgroups"
completes 'kill --'
# shellcheck disable=SC2086 # words
offers $PROCESS_OPTIONS
completes 'kill --cgr /a --'
# shellcheck disable=SC2086 # words
offers $CGROUP_OPTIONS

point "the kill of zsh is completed as ever"
completes 'kill -s TE'
offers TERM
completes 'kill -'
out_has '<-KILL>' '<-n>'
out_lacks '<--'

point "without the function, so is a kill that is not a program"
NO_FUNCTION=1
export NO_FUNCTION
completes 'kill --cg'
offers
for kill in /bin/kill 'env kill' 'sudo kill'; do
	completes "$kill --cg"
	offers --cgroup
done
unset NO_FUNCTION

point "signals"
for line in 'cgkill -s TE' 'cgkill --signal=TE' 'kill --verbose -s TE' 'kill --list=TE' \
	'kill --list TE' 'kill --signal TE' 'cgkill --timeout 500 TE'; do
	completes "$line"
	offers TERM
done
completes 'cgkill -TE'
offers -TERM
completes 'cgkill /x -TE'
offers -TERM

point "methods, and what has no completion"
completes 'cgkill --method '
offers auto freeze kernel signal
completes 'kill --cgroup --method=k'
offers kernel
for line in 'cgkill --timeout ' 'cgkill -q ' 'cgkill --wait='; do
	completes "$line"
	offers
done

odd_cgroups
point "names of cgroups, level by level"
completes "cgkill ${NAME%??}"
offers "${NAME#/}"
for start in "cgkill $NAME/" "cgkill ${NAME#/}/" "kill --cgroup $NAME/" "kill --cgroup=$NAME/"; do
	completes "${start}p"
	offers pid:5 plain
	completes "${start}plain/"
	offers deep
done
completes "cgkill $NAME/"
offers_odd_cgroups '' ''

point "paths of cgroups, level by level"
completes "cgkill /sy"
out_has "<sys>"
completes "cgkill $CG/pl"
offers plain
completes "kill --cgroup=$CG/plain/"
offers deep
completes "cgkill /proc/"
offers

point "in a cgroup, relative paths"
completes "cgkill p" "$CG"
offers pid: plain
completes "cgkill -- -d" "$CG"
offers
completes "cgkill ./pi" "$CG"
offers pid:5

point "--cgroup= of cgkill, which is accepted, but not offered"
completes "cgkill --cgroup=$NAME/p"
offers pid:5 plain
completes "cgkill --cg"
offers

paths_are_no_names

point "name: and the names that one cgroup has"
unique_names
completes "cgkill nam"
offers name:
for start in "cgkill name:" "kill --cgroup name:" "kill --cgroup=name:" "cgkill --cgroup=name:"; do
	completes "$start$unique"
	printf '%s\n' "$unique_names" | sed 's/.*/<&>/' | sort | diff - "$OUT" >"$TMP/diff" ||
		fail "$(cat "$TMP/diff")"
done

point "PIDs, which are shown with their names"
sleep 300 &
pid=$!
at_exit "kill $pid"
completes "cgkill pi"
offers pid:
for line in "cgkill pid:" "kill --cgroup pid:" "kill --verbose "; do
	completes "$line$pid"
	offers "$pid"
	grep -qx "$pid -- sleep" "$TMP/shown" || fail "shown: $(head "$TMP/shown")"
	rm -f "$TMP/shown"
done

point "another mount point, with a blank"
if has_tool unshare; then
	: >"$TMP/matches"
	run_remounted zsh -f "$TMP/driver" "cgkill $NAME/pl" /
	offers plain
	: >"$TMP/matches"
	run_remounted zsh -f "$TMP/driver" "cgkill $TMP/mou" /
	offers "mount 1"
else
	skip "unshare is not installed"
fi

point "in a terminal"
if has_tool script && has_tool mkfifo; then
	ZDOTDIR=$TMP
	export ZDOTDIR
	terminal "zsh -i"
	types_everywhere "$pid"
	types_unique_names
	types "cgkill $NAME/hi$T.d$T" "cgkill<$NAME/hid/.den>"
	types "cgkill $CG/sp${T}" "cgkill<$CG/sp ace>"
	types_odd_names
	end_terminal
else
	skip "script or mkfifo is not installed"
fi
finish
