#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Names stand for processes: whose, and which.
. "${0%/*}/../lib.sh"
. "${0%/*}/lib.sh"
need_witness
need_tool setpriv
public_programs

# A user whose processes are not ours, and what he runs.
them=$(private_uid)
run_as_them() {
	run setpriv --reuid "$them" --regid "$them" --clear-groups "$@"
}

ours=$(witness_named victim plain)
second=$(witness_named victim handler)
theirs=$(witness_named victim -u "$them" plain)
bystander=$(witness_named bystander plain)

point "all processes of that name that are one's own"
run "$KILL" -USR1 victim
status_is 0
err_empty
got "$ours" 10
got "$second" 10
got "$theirs" ''

point "other users' processes are not one's own, even for root"
run_as_them "$KILL" -USR1 victim
status_is 0
err_empty
got "$ours" ''
got "$theirs" 10

for all in -a --all; do
	point "$all: of all users"
	run "$KILL" "$all" -USR1 victim
	status_is 0
	err_empty
	got "$ours" 10
	got "$second" 10
	got "$theirs" 10
done

point "-a without the permission: the others are reported, 64"
run_as_them "$KILL" -a -USR1 victim
status_is 64
err_lines 2
err_has victim "not permitted"
got "$ours" ''
got "$second" ''
got "$theirs" 10

point "-p prints which processes it would be"
run "$KILL" -p victim
status_is 0
pids_are "$ours" "$second"
point "-p -a"
run "$KILL" -p -a victim bystander
status_is 0
pids_are "$ours" "$second" "$theirs" "$bystander"
got "$ours" ''

point "-r: only processes that handle the signal"
run "$KILL" -r -USR1 victim
status_is 64
got "$ours" ''
got "$second" 10

point "a name of others only: none of yours, 1"
run_as_them "$KILL" -USR1 bystander
status_is 1
err_lines 1
err_has bystander "none of your processes"
point "a name that no process has, for -a: 1"
run "$KILL" -a -USR1 nosuchname
status_is 1
err_lines 1
err_has nosuchname "no process has that name"
point "a name that no process has: the rest is signalled, 64"
run "$KILL" -USR1 nosuchname bystander
status_is 64
err_lines 1
err_has nosuchname
got "$bystander" 10

# named "NAME" PID...: exactly these have it.
named() {
	point "kill '$1'"
	_name=$1
	shift
	run "$KILL" -USR1 "$_name"
	if [ $# = 0 ]; then status_is 1; else status_is 0; fi
	for _pid in $crowd; do
		case " $* " in
		*" $_pid "*) got "$_pid" 10 ;;
		*) got "$_pid" '' ;;
		esac
	done
}

# The kernel keeps 15 bytes of a name.
short=$(witness_named a-name-of-15-by plain)
long=$(witness_named a-name-of-15-bytes-no-more plain)
longer=$(witness_named a-name-of-15-bytes-no-more-or-less plain)
space=$(witness_named 'a name) R 1 (x' plain)
colon=$(witness_named 'a:5' plain)
upper=$(witness_named A-NAME plain)
bytes=$(witness_named "$(printf 'n\303\244me\377')" plain)
crowd="$short $long $longer $space $colon $upper $bytes"
named a-name-of-15-bytes-no-more "$long"
named a-name-of-15-bytes-no-more-or-less "$longer"
named a-name-of-15-by "$short" "$long" "$longer"
named a-name-of-15-b
named a-name-of-15-bytes
named 'a name) R 1 (x' "$space"
named a
named a:5 "$colon"
named A-NAME "$upper"
named a-name
named "$(printf 'n\303\244me\377')" "$bytes"
named 'a*'
named "$TMP/A-NAME"

point "a script has the name of its file"
printf '#!/bin/sh\nsleep 100 & wait\n' >"$TMP/a-script"
chmod +x "$TMP/a-script"
"$TMP/a-script" &
script=$!
wait_until grep -qx a-script "/proc/$script/comm" || fail "no script"
run "$KILL" a-script
status_is 0
dead "$script"

if has_tool strace; then
	one_got_it() {
		_got=$(for _pid in $ours $second; do "$HELPERS/witness" read "$TMP/log" "$_pid"; done |
			tr -d '\n')
		[ "$_got" = 10 ] || fail "they got '$_got', not one signal"
	}
	# opening ERROR: what pidfd_open() says to the first process of a name.
	opening() {
		run_traced -e trace=pidfd_open -e inject=pidfd_open:error="$1" "$KILL" -USR1 victim
	}
	point "a process that has ended is none of that name, and the next one is signalled"
	opening ESRCH:when=1
	status_is 0
	err_empty
	one_got_it

	point "a process that cannot be opened is a failure, and the next one is signalled"
	run_traced -P "/proc/$ours" -e trace=openat -e inject=openat:error=EACCES \
		"$HELPERS/filter" EMFILE pidfd_open -- "$KILL" -USR1 victim
	status_is 64
	err_lines 1
	err_has victim "Too many open files"
	one_got_it

	for error in ENOSYS ENODEV EPERM EACCES; do
		point "by name before Linux 5.3, or where a filter does not know pidfd_open ($error)"
		opening $error
		status_is 0
		err_empty
		got "$ours" 10
		got "$second" 10
	done

fi

# The program is called kill itself.
point "kill KILL: it never hits itself, so there is none"
run "$KILL" -KILL kill
status_is 1
err_lines 1
err_has "kill: none of your processes"
point "kill -a kill"
run "$KILL" -a -KILL kill
status_is 1
err_has "kill: no process has that name"
point "kill -p kill"
run "$KILL" -p kill
status_is 1
out_is ''
point "kill kill, and there is another one"
mkdir "$TMP/other"
cp "$HELPERS/witness" "$TMP/other/kill"
other=$("$TMP/other/kill" -o "$TMP/log" plain)
run "$KILL" -KILL kill
status_is 0
err_empty
dead "$other"

point "no other process got a signal"
for pid in "$bystander" "$theirs" $crowd; do
	got "$pid" ''
done
finish
