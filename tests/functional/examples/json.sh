#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The examples of cgkill(1) with --json: for a shell script, and for Ansible.
. "${0%/*}/../lib.sh"
need_cgroup
cgroup demo demo/a demo/b
cg=$CG/demo
PATH=${CGKILL%/*}:$PATH
export cg PATH

# example TITLE: what stands below a title that begins so, in EXAMPLES.
example() {
	awk -v title="$1" '
		index($0, title) == 1 { found = 1 }
		/^\.EE/ { found = inside = 0 }
		inside { gsub(/\\-/, "-"); gsub(/\\\(aq/, "\047"); gsub(/\\e/, "\\"); print }
		found && /^\.EX/ { inside = 1 }' "$top_srcdir/man/cgkill.1" >"$TMP/example"
	[ -s "$TMP/example" ] || fail "there is no such example: $1"
}

point "in a script, with jq: what is left, and why"
if has_tool jq; then
	example 'The same in a script, with '
	gone=$(spawn -c "$cg/b" sleeper)
	pid=$(spawn -c "$cg/a" immune)
	cd "$TMP" || exit
	run sh "$TMP/example"
	cd "$OLDPWD" || exit
	status_is 0
	out_is "spawn, PID $pid: ignores-signal"
	dead "$gone"
	run "$CGKILL" --wait "$cg"
else
	skip "jq is not installed"
fi

# playbook: runs the example as the only task.
playbook() {
	{
		printf -- '- hosts: localhost\n  gather_facts: false\n  tasks:\n'
		sed 's/^/    /' "$TMP/example"
	} >"$TMP/playbook.yml"
	ANSIBLE_HOME=$TMP/ansible ANSIBLE_LOCAL_TEMP=$TMP/ansible ANSIBLE_REMOTE_TEMP=$TMP/ansible \
		LC_ALL=$(utf8_locale) run ansible-playbook -i localhost, -c local \
		-e cg="$cg" "$TMP/playbook.yml"
}

LIMIT=60
example 'As a task of Ansible'
for title in "it kills, and removes the cgroup" "there is none any more: nothing is changed" \
	"it is something else: that is a failure"; do
	point "Ansible: $title"
	if ! has_tool ansible-playbook || [ -z "$(utf8_locale)" ]; then
		skip "there is no ansible-playbook, or no locale for it"
		continue
	fi
	case $title in
	'it kills'*)
		pids=$(spawn -e -c "$cg" sleeper)
		playbook
		status_is 0
		out_has "changed=1 " "failed=0 "
		dead "$pids"
		[ ! -d "$cg" ] || fail "the cgroup is there"
		;;
	'there is none'*)
		playbook
		status_is 0
		out_has "changed=0 " "failed=0 "
		;;
	*)
		cg=$TMP
		playbook
		status_is 2
		out_has "failed=1 " "not-a-cgroup"
		;;
	esac
done
finish
