# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# For the tests of cgroup v1: $CG is a cgroup in one of its hierarchies, and the functions that look
# at cgroups look for what v1 says.

# need_v1 HIERARCHY: as need_cgroup, in that hierarchy; every v1 cgroup has the same files but for
# those of the freezer.
need_v1() {
	need_root
	need_tool awk sed timeout
	[ -x "$HELPERS/spawn" ] || skip_all "no $HELPERS/spawn"
	MNT=$(mount_of cgroup "$1")
	[ -n "$MNT" ] || skip_all "no $1 hierarchy of cgroup v1 is mounted"
	CG=$MNT/${TMP##*/}
	mkdir -m 755 "$CG" 2>/dev/null || skip_all "cannot make a cgroup below $MNT"
	# shellcheck disable=SC2034
	NAME=${CG#"$MNT"}
}

# also_in HIERARCHY: $OTHER is a cgroup of ours in another one; skips the point if it cannot be.
also_in() {
	OTHER=$(mount_of cgroup "$1")
	OTHER=${OTHER:+$OTHER/${TMP##*/}}
	if [ -z "$OTHER" ] || ! mkdir "$OTHER" 2>/dev/null; then
		skip "no $1 hierarchy of cgroup v1"
		return 1
	fi
	# shellcheck disable=SC2016
	at_exit '"$HELPERS/nest" remove "$OTHER"'
}

nobody_in() {
	[ -z "$(find "$1" -name cgroup.procs -exec cat {} +)" ]
}

empty() {
	for _dir in "$@"; do
		wait_until nobody_in "$_dir" || fail "$_dir is not empty"
	done
}

freeze() {
	echo FROZEN >"$1/freezer.state"
	wait_until has_line "$1/freezer.state" FROZEN || fail "$1 does not freeze"
}

frozen() {
	for _dir in "$@"; do
		has_line "$_dir/freezer.self_freezing" 1 || fail "$_dir is not frozen any more"
	done
}

thaw() {
	echo THAWED >"$1/freezer.state"
}

thawed() {
	_left=$(find "$@" -name freezer.self_freezing -exec grep -lx 1 {} +)
	for _file in $_left; do
		fail "left frozen: ${_file%/*}"
		thaw "${_file%/*}"
	done
}
