# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# For the tests of those who cannot write or see everything.

# --- a user ------------------------------------------------------------------------------------

# need_user: $uid is a user who has nothing, as whom $AS_USER, as_user and as_user_in run a command.
need_user() {
	need_tool setpriv
	public_programs
	uid=$(private_uid)
	AS_USER="setpriv --reuid $uid --regid $uid --clear-groups --inh-caps=-all"
}

as_user() {
	# shellcheck disable=SC2086 # words
	run $AS_USER "$@"
}

# as_user_in DIR COMMAND...: as a member of a cgroup.
as_user_in() {
	_dir=$1
	shift
	# shellcheck disable=SC2086 # words
	run_in "$_dir" $AS_USER "$@"
}

# delegate NAME: makes a cgroup that is the user's as systemd does it: not cgroup.kill, not
# cgroup.freeze.
delegate() {
	cgroup "$1"
	chown "$uid:$uid" "$CG/$1" "$CG/$1/cgroup.procs" "$CG/$1/cgroup.subtree_control" \
		"$CG/$1/cgroup.threads"
}

# --- a cgroup namespace ------------------------------------------------------------------------

has_cgroup_namespaces() {
	unshare --cgroup true 2>/dev/null
}

# in_namespace COMMANDS: with $CG/ns as root of a cgroup namespace, which is mounted at $1; the shell
# that runs the commands is in ns/child.
in_namespace() {
	mkdir -p "$TMP/mnt"
	# shellcheck disable=SC2016
	run sh -c '
		echo 0 >"$0/ns/cgroup.procs"
		exec unshare --cgroup --mount setsid -w sh -c "$2" "$0" "$1"' "$CG" "$TMP/mnt" "
		echo 0 >\"\$0/ns/child/cgroup.procs\"
		mount -t cgroup2 none \"\$1\" || exit 99
		umount -l \"$MNT\"
		$1"
}
