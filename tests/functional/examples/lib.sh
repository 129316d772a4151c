# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# For the tests of what is in examples/, each in the environment that it is for, with need_cgroup
# and need_examples at the beginning.

# Debian's runit, OpenRC and sshd, where ./bootstrap has unpacked them.
: "${INITS:=${top_builddir:-${top_srcdir:?}}/build-inits}"
case $INITS in
/*) ;;
*) INITS=$PWD/$INITS ;;
esac

# The examples are in $EXAMPLES, find the program to be tested in PATH, and make their cgroups below
# $CG.
need_examples() {
	# shellcheck disable=SC2034
	EXAMPLES=$top_srcdir/examples
	mkdir "$TMP/bin"
	ln -s "$CGKILL" "$TMP/bin/cgkill"
	PATH=$TMP/bin:$PATH
	CGROUP_PARENT=$CG
	export CGROUP_PARENT
}

# no_cgroups PATTERN: none of them is left below $CG.
no_cgroups() {
	_left=$(find "$CG" -mindepth 1 -name "$1")
	[ -z "$_left" ] || fail "left: $_left"
}

# all_pids DIR: of all processes in there and below.
all_pids() {
	find "$1" -name cgroup.procs -exec cat {} + 2>/dev/null | grep -vx 0
}

has_pids() {
	[ "$(all_pids "$1" | wc -l)" -ge "$2" ]
}

# as_new DIR: nobody was ever killed there by the kernel, as far as that shows: who is born in it
# lives, and whom it starts elsewhere.
as_new() {
	mkdir -p "$CG/new" "$CG/other"
	run_in "$CG/new" "$HELPERS/newborn" "$1"
	status_is 0
	run_in "$1" "$HELPERS/newborn" "$CG/other"
	status_is 0
}

# The next signal comes when a script has just begun to end; "$1" is a script, "$TMP/hit" that.
hit_again() {
	# shellcheck disable=SC2016 # for the script
	sed 's/^end_[a-z]*() {$/&\n[ -n "${hit-}" ] || { hit=1; kill -s TERM $$; }/' "$1" >"$TMP/hit"
	chmod 755 "$TMP/hit"
}

# A program that comes into its cgroup when cgkill, for the first time, is about to remove that.
come_late() {
	mkdir "$TMP/late"
	cat >"$TMP/late/cgkill" <<'END'
#!/bin/sh
trace=${0%/*}/trace
case " $* " in
*" --remove "*) ;;
*) exec "$CGKILL" "$@" ;;
esac
for cgroup; do :; done
strace -o "$trace" -E ASAN_OPTIONS=detect_leaks=0 -e trace=unlinkat,rmdir -e inject=unlinkat,rmdir:delay_enter=500ms:when=1 \
	"$CGKILL" "$@" &
until grep -q '(' "$trace" 2>/dev/null; do sleep 0.02; done
"$HELPERS/spawn" -c "$cgroup" sleeper >"${0%/*}/pid"
wait $!
END
	chmod 755 "$TMP/late/cgkill"
}

# The beginning of the first process of a machine in namespaces.
first_process() {
	cat <<'END_FIRST'
set -e
# farm DIRECTORY FILE...: the files appear in the directory, beside what is in there.
farm() {
	directory=$1 farm=/run/farm$1
	shift
	mkdir -p "$farm" "$farm.real"
	mount --bind "$directory" "$farm.real"
	ln -s "$farm.real"/* "$farm"
	ln -sf "$@" "$farm"
	mount --bind "$farm" "$directory"
}
END_FIRST
}
