# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# For the tests of what is in shell/: $SHELL_FILES is that directory, $PROFILE the file for
# profile.d, $SNIPPET the same, but for scripts, too, $SHARE is as /usr/share, $FAKES has programs kill and cgkill that only print how they
# were called (to $CALLS, too; with LISTS_SIGNALS=1 kill -l is the real one), $REAL has the real ones,
# $PROGRAMS is the one of these directories from which functions call kill.

need_shell_files() {
	SHELL_FILES=${top_srcdir:?}/shell
	[ -d "$SHELL_FILES" ] || skip_all "no $SHELL_FILES"
	SHELL_FILES=$(cd "$SHELL_FILES" && pwd)
	PROFILE=$TMP/cgkill.sh SNIPPET=$TMP/for-scripts.sh SHARE=$TMP/share FAKES=$TMP/fakes REAL=$TMP/real CALLS=$TMP/calls
	HOME=$TMP XDG_DATA_DIRS=$SHARE:/usr/share
	PROGRAMS=$FAKES
	export PROFILE SNIPPET SHELL_FILES CALLS HOME XDG_DATA_DIRS PROGRAMS
	unset XDG_CONFIG_HOME XDG_DATA_HOME ENV BASH_ENV ZDOTDIR
	: >"$CALLS"

	mkdir -p "$SHARE/bash-completion" "$SHARE/fish/vendor_conf.d" "$FAKES" "$REAL"
	ln -s "$SHELL_FILES/bash" "$SHARE/bash-completion/completions"
	ln -s "$SHELL_FILES/fish/completions" "$SHARE/fish/vendor_completions.d"
	fill_in fish/conf.d/cgkill.fish >"$SHARE/fish/vendor_conf.d/cgkill.fish"
	fill_in profile.d/cgkill.sh >"$PROFILE"
	# shellcheck disable=SC2016 # as it is there
	grep -vF 'case $- in' "$PROFILE" >"$SNIPPET"

	ln -s "$KILL" "$REAL/kill"
	ln -s "$CGKILL" "$REAL/cgkill"
	cat >"$FAKES/kill" <<'END'
#!/bin/sh
[ "${LISTS_SIGNALS-}$*" != 1-l ] || exec "$KILL" -l
{
	printf '%s' "${0##*/}"
	[ $# = 0 ] || printf '<%s>' "$@"
	echo
} | tee -a "$CALLS"
exit "${STATUS:-0}"
END
	chmod 755 "$FAKES/kill"
	ln -s kill "$FAKES/cgkill"
}

# need_shell TOOL...: a shell and what else its test wants; kill and cgkill are the fakes.
need_shell() {
	need_shell_files
	need_tool "$@"
	PATH=$FAKES:$PATH
}

# As make does it.
fill_in() {
	# shellcheck disable=SC2016 # for the shells
	sed "s|@bashcompletiondir@|$SHELL_FILES/bash|;"' s|@pkglibexecdir@|$PROGRAMS|' "$SHELL_FILES/$1.in"
}

# The long options of the program.
long_options() {
	sed -n 's/^.*{ "\(--[a-z-]*\)", [a-z]*_argument,.*/\1/p' "$SHELL_FILES/../src/cli/options.c" | sort -u
}

# --- a shell in a terminal -----------------------------------------------------------------------

# terminal COMMAND: starts it; its first prompt is "ready>".
terminal() {
	need_tool script mkfifo
	rm -f "$TMP/keys" "$TMP/screen"
	mkfifo "$TMP/keys"
	: >"$TMP/screen"
	TERM=xterm script -qfec "$1" "$TMP/screen" <"$TMP/keys" >/dev/null 2>&1 &
	_script=$!
	at_exit "kill -s KILL $_script"
	exec 3>"$TMP/keys"
	wait_until grep -q 'ready>' "$TMP/screen" || fail "no prompt: $(cat -v "$TMP/screen")"
}

# The key.
# shellcheck disable=SC2034
T=$(printf '\t')

# types TEXT CALL: that text and Enter make this call, as the fakes tell.
types() {
	_calls=$(wc -l <"$CALLS")
	printf '%s\r' "$1" >&3
	wait_until called_since "$_calls"
	_call=$(tail -n +$((_calls + 1)) "$CALLS")
	[ "$_call" = "$2" ] ||
		fail "typed: $1; called: $_call, not $2; $(tail -c 400 "$TMP/screen" | cat -v)"
}

called_since() {
	[ "$(wc -l <"$CALLS")" -gt "$1" ]
}

end_terminal() {
	printf 'exit\r' >&3
	exec 3>&-
	wait_until not is_alive "$_script" || kill -s KILL "$_script"
	wait "$_script"
}

# --- completion ----------------------------------------------------------------------------------

# with_odd_names COMMAND...: calls it with names of many kinds.
# shellcheck disable=SC2016 # a dollar is one
with_odd_names() {
	"$@" plain/deep hid/.den 'sp ace/deep' 'o$d/b\x\y/q"`" x/deep' co:lon "quo'te" 'dou"ble' 'ba\sl' \
		'do$lar' 'semi;x' -dash .dot pid:5 name:5 'st*r' "$(printf 'umlaut\303\244')"
}

# Makes cgroups with these names below $CG.
odd_cgroups() {
	with_odd_names _make_cgroups
}

_make_cgroups() {
	for _name; do
		mkdir -p "$CG/$_name" || fail "no $_name"
	done
}

# offers_odd_cgroups START MARK: the first level of them and nothing else, each behind START, and
# with MARK at the end if there are others below it; for tests that have "offers WORDS...".
offers_odd_cgroups() {
	with_odd_names _offers_first_level "$1" "$2"
}

_offers_first_level() {
	_start=$1 _mark=$2
	shift 2
	for _name; do
		shift
		case $_name in
		*/*) set -- "$@" "$_start${_name%%/*}$_mark" ;;
		*) set -- "$@" "$_start$_name" ;;
		esac
	done
	offers "$@"
}

# words_are FORMAT WORDS...: "$TMP/offered", which is sorted, has these words, each in that format of
# printf(1), and no others.
words_are() {
	_format=$1
	shift
	: >"$TMP/wanted"
	# shellcheck disable=SC2059
	[ $# = 0 ] || printf "$_format\n" "$@" | sort -u >"$TMP/wanted"
	diff "$TMP/wanted" "$TMP/offered" >"$TMP/diff" || fail "$(cat "$TMP/diff")"
}

# Of all options, those for cgroups, with and without --cgroup, and those for processes.
# shellcheck disable=SC2034
CGKILL_OPTIONS='--dry-run --exclude-self --help --json --method --mrelease --pid --queue --remove --signal
	--timeout --verbose --version --wait --when'
# shellcheck disable=SC2034
CGROUP_OPTIONS="--cgroup $CGKILL_OPTIONS"
# shellcheck disable=SC2034
PROCESS_OPTIONS='--all --cgroup --help --list --mrelease --pid --queue --require-handler
	--show-process-state --signal --table --timeout --verbose --version'

# Points, for which the test has "completes LINE DIRECTORY" and "offers WORDS...".
paths_are_no_names() {
	point "a name that is a path, too, is no name"
	mkdir "$TMP/${CG##*/}"
	completes "cgkill ${CG##*/}" "$TMP"
	offers

	point "nor is what begins as a relative path"
	completes "cgkill ./${CG##*/}" /
	offers
	completes "cgkill ../${CG##*/}/p" /
	offers
}

# unique_names: names that begin with $unique, each of one cgroup, and one of two; $unique_names are the
# first ones.
unique_names() {
	unique=$(printf '%s' "${CG##*-}" | tr -dc '[:alnum:]')
	mkdir -p "$CG/u/$unique.service" "$CG/u/b/$unique-by\\x2duuid sp.mount" "$CG/u/$unique.two/$unique.two"
	# shellcheck disable=SC2034
	unique_names="$unique.service
$unique-by\\x2duuid sp.mount"
}

# What all of them complete alike in a terminal, with unique_names.
types_unique_names() {
	types "cgkill name:$unique.s$T" "cgkill<name:$unique.service>"
	types "cgkill name:$unique-$T" "cgkill<name:$unique-by\\x2duuid sp.mount>"
	types "cgkill 'name:$unique-$T" "cgkill<name:$unique-by\\x2duuid sp.mount>"
	types "kill --cgroup=name:$unique.s$T" "kill<--cgroup=name:$unique.service>"
	types "cgkill --cgroup=$NAME/pl${T}d$T" "cgkill<--cgroup=$NAME/plain/deep>"
}

# types_everywhere PID: what bash and zsh complete alike in a terminal, with odd_cgroups.
types_everywhere() {
	types "kill --cg$T ${NAME%?}${T}pl${T}d" "kill<--cgroup><$NAME/plain/d>"
	types "cgkill ${NAME%?}${T}pl${T}d$T" "cgkill<$NAME/plain/deep>"
	types "cgkill --ex$T -TER$T $NAME/sp${T}de$T" "cgkill<--exclude-self><-TERM><$NAME/sp ace/deep>"
	# shellcheck disable=SC2016 # a dollar is one
	for _mark in '' "'" '"'; do
		types "cgkill $_mark$NAME/o$T$T$T$T" "cgkill<$NAME/"'o$d/b\x\y/q"`" x/deep>'
	done
	# shellcheck disable=SC2016
	types "kill --cgroup=$NAME/o$T$T$T$T" "kill<--cgroup=$NAME/"'o$d/b\x\y/q"`" x/deep>'
	types "cgkill pid${T}x" "cgkill<pid:x>"
	types "cgkill name${T}x" "cgkill<name:x>"
	types "cgkill pid:$1$T" "cgkill<pid:$1>"
	types "kill --verb$T $1" "kill<--verbose><$1>"
	types "kill --verbo$T $1$T" "kill<--verbose><$1>"
}

# What all of them complete alike in a terminal, with odd_cgroups.
types_odd_names() {
	for _name in co:lon "quo'te" 'ba\sl' 'semi;x' 'st*r' -dash .dot pid:5 name:5; do
		types "cgkill $NAME/$(printf %.2s "$_name")$T" "cgkill<$NAME/$_name>"
	done
	types "cgkill $NAME/dou$T" "cgkill<$NAME/dou\"ble>"
}

# run_remounted COMMAND...: with cgroup2 at "$TMP/mount 1", and nowhere else.
run_remounted() {
	mkdir -p "$TMP/mount 1"
	# shellcheck disable=SC2016 # for the inner shell
	run unshare --mount sh -c '
		mount --make-rprivate / && mount -t cgroup2 none "$0" || exit
		umount -l "$1" || exit
		shift
		exec "$@"' "$TMP/mount 1" "$MNT" "$@"
}
