#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Each example of cgkill(1) and kill(1), as it stands there, in their order and in one shell.
. "${0%/*}/../lib.sh"
. "${0%/*}/../container/lib.sh"
. "${0%/*}/lib.sh"
need_cgroup
need_tool unshare mount findmnt ps setsid
"$KILL" --version | grep -q libmount || skip_all "built without libmount"
has_cgroup_namespaces || skip_all "no cgroup namespaces"

# In a cgroup namespace, where cgroup2 is mounted once and nobody has cgroups with these names.
if [ -z "${IN_NAMESPACE-}" ]; then
	cgroup ns ns/test
	mkdir "$TMP/mnt"
	# shellcheck disable=SC2016
	IN_NAMESPACE=$TMP/mnt sh -c '
		echo 0 >"$0/ns/cgroup.procs"
		exec unshare --cgroup --mount setsid -w sh -c '\''
			echo 0 >"$0/ns/test/cgroup.procs"
			mount -t cgroup2 none "$IN_NAMESPACE" && umount -l "$1" && shift && exec "$@"'\'' \
			"$0" "$@"' "$CG" "$MNT" "$0"
	exit
fi

# --- the examples ------------------------------------------------------------------------------

split_manual cgkill
split_manual kill

# example PAGE TITLE: runs it in this shell.
example() {
	point "$1(1): $2"
	find_example "$1" "$2" || return
	# shellcheck disable=SC1090
	. "$file" >"$OUT" 2>"$ERR" </dev/null
	status=$?
}

# What is written in the examples is what the programs are called there.
mkdir "$TMP/bin"
ln -s "$KILL" "$TMP/bin/kill"
ln -s "$CGKILL" "$TMP/bin/cgkill"
PATH=$TMP/bin:$PATH
outside=$(spawn -t 300 -c "$CG" sleeper)

in_demo() {
	find "${cg:?}" -name cgroup.procs -exec cat {} + 2>/dev/null | grep -c .
}

# left_of_demo NUMBER: so many are left of it.
left_of_demo() {
	wait_until has_left "$1" || fail "$(in_demo) processes are left, not $1"
	alive "$outside"
}

has_left() {
	[ "$(in_demo)" = "$1" ]
}

succeeded() {
	status_is 0
	err_empty
}

for shell in bash zsh; do
	has_tool "$shell" || continue
	point "$shell understands all of them"
	for file in "$EXAMPLES_OF"/*/*[0-9]; do
		case $(head -n 1 "$file") in
		'- name:'* | '[Service]' | 'Pending '*) continue ;; # Ansible, systemd, and output
		esac
		run "$shell" -n "$file"
		succeeded
	done
done

# --- cgkill(1) ---------------------------------------------------------------------------------

example cgkill "Prepare the cgroup"
succeeded
[ "$cg" = "$MNT/cgkill-demo" ] || fail "cg=$cg"
left_of_demo 4

example cgkill "Look before killing"
succeeded
out_has CGROUP/PID '"processes": 4'
left_of_demo 4

example cgkill "Show the processes with the columns"
succeeded
[ "$(grep -c 'sleep 300' "$OUT")" = 4 ] || fail "not four"

example cgkill "Kill them all"
succeeded
left_of_demo 0

example cgkill "The same by name"
succeeded
out_has "/cgkill-demo: looked up as a cgroup name"
left_of_demo 0

example cgkill "The one cgroup of that name"
succeeded
out_has "name:cgkill-demo: matches only the cgroup /cgkill-demo"
left_of_demo 0

example cgkill "Kill each of the cgroups below"
succeeded
out_has "$cg/a/: method:" "$cg/b/: method:"
left_of_demo 0

example cgkill "Kill the cgroup that a process is in"
succeeded
out_has "is in the cgroup /cgkill-demo/a"
left_of_demo 2

example cgkill "Do without cgroup.kill"
succeeded
out_has "method: freeze"
left_of_demo 0

example cgkill "Stop all processes, then continue them"
succeeded
[ "$(grep -c ' T.* sleep 300' "$OUT")" = 4 ] || fail "not four are stopped"
cat "$cg"/*/cgroup.procs | sed 's|.*|/proc/&/status|' | xargs grep -L '^State:.T' >"$TMP/continued"
[ "$(wc -l <"$TMP/continued")" = 4 ] || fail "still stopped"

example cgkill "Ask the processes to exit"
succeeded
left_of_demo 0

example cgkill "Ask stopped processes, too"
succeeded
left_of_demo 0

example cgkill "A job that must be over in 30 minutes"
succeeded
left_of_demo 0
point "cgkill(1): the same, if it is not over in time"
sed 's/30min/1s/; /^cgkill "/d' "$file" >"$TMP/late"
# shellcheck disable=SC1091
. "$TMP/late" >"$OUT" 2>"$ERR"
status=$?
succeeded
left_of_demo 0

example cgkill "See which processes survive a signal"
out_is "status 124"
err_has "1 process left" "sleep: sleeping"
left_of_demo 1

example cgkill "See what is left, and why"
status_is 0
out_is "status 124"
# One that was stopped before its exec(2) is no sleep yet.
err_has "2 processes left" ": stopped" "cgroup /cgkill-demo/b"
left_of_demo 0

example cgkill "Give a job three seconds"
succeeded
left_of_demo 0

example cgkill "Kill, wait until the cgroup is empty"
succeeded
[ ! -e "$cg" ] || fail "not removed"

example cgkill "Run a command"
succeeded
out_is "left a daemon"
[ -z "$(find "$MNT" -name 'job-*')" ] || fail "not removed"

example cgkill "Kill all processes but"
succeeded
out_has "holds this process, which is left out"
[ ! -e "$cg" ] || fail "not removed"

# Such as podman and kubectl tell them, and such as their cgroups are called.
for program in podman kubectl; do
	printf '#!/bin/sh\n' >"$TMP/bin/$program"
	chmod 755 "$TMP/bin/$program"
done
ID=$(printf '%064x' 3055)
# shellcheck disable=SC2016
echo '[ "$*" = "inspect -f {{.Id}} web" ] && echo '"$ID" >>"$TMP/bin/podman"
UID_OF_POD=0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0
# shellcheck disable=SC2016
echo '[ "$*" = "get pod web -o jsonpath={.metadata.uid}" ] && printf %s '$UID_OF_POD >>"$TMP/bin/kubectl"
monitor=$CG/machine.slice/libpod-conmon-$ID.scope
container=$CG/machine.slice/libpod-$ID.scope
pod=$CG/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod$(echo $UID_OF_POD | tr - _).slice
mkdir -p "$monitor" "$container/container" "$pod/cri-containerd-$ID.scope" "$pod/cri-containerd-x$ID.scope"

conmon=$(spawn -t 300 -c "$monitor" sleeper)
pids=$(spawn -c "$container/container" sleeper)
example cgkill "The container web of podman"
succeeded
dead "$pids"
alive "$conmon" "$outside"

pids="$(spawn -c "$pod/cri-containerd-$ID.scope" sleeper) $(spawn -c "$pod/cri-containerd-x$ID.scope" sleeper)"
example cgkill "The pod web of Kubernetes"
succeeded
dead "$pids"
alive "$conmon" "$outside"

point "cgkill(1): a cgroup that was killed is made anew"
# shellcheck disable=SC2016 # as it stands there
find_example cgkill 'cgkill --remove "$cg" && mkdir "$cg"'
mkdir "$cg"
pids=$(spawn -c "$cg" sleeper)
# shellcheck disable=SC1090
. "$file" >"$OUT" 2>"$ERR"
status=$?
succeeded
dead "$pids"
[ -d "$cg" ] || fail "there is none"

point "cgkill(1): what other tests run is known there"
tested_elsewhere cgkill "The same in a script" functional/examples/json.sh
tested_elsewhere cgkill "As a task of Ansible" functional/examples/json.sh
tested_elsewhere cgkill "On many machines" functional/examples/ansible.sh
tested_elsewhere cgkill "Kill a service of systemd" functional/systemd/outside.sh
tested_elsewhere cgkill "The same by the name of the unit" functional/systemd/outside.sh
tested_elsewhere cgkill "Without being root" functional/systemd/user.sh
tested_elsewhere cgkill ". /etc/profile.d/cgkill.sh" functional/examples/readme.sh
# shellcheck disable=SC2016
tested_after cgkill "Podman says which one it is" 'cgkill --wait "$(podman' containers/scenes.sh
# shellcheck disable=SC2016
tested_after cgkill "The PID of its first process" 'cgkill --wait "pid:$(podman' containers/scenes.sh
tested_after cgkill "This ends all other processes" 'podman exec web cgkill' containers/scenes.sh
# functional/systemd/stop.sh runs all of them that have such a line.
for file in "$EXAMPLES_OF"/*/*[0-9]; do
	! grep -qx '\[Service\]' "$file" || ! grep -q '^ExecStop' "$file" || : >"$file.done"
done

# --- kill(1) -----------------------------------------------------------------------------------

# With a trap, a child of dash that is not yet in its exec(2) would lose the signal. No user has one.
trap - TERM

example kill "Ask a process to exit"
succeeded
# shellcheck disable=SC2154 # of the example
dead "$pid"

example kill "Ask, and kill it if it has not exited"
succeeded
out_has "sending signal 15" "sending signal 9"
dead "$pid"

example kill "Ask a stopped process"
succeeded
out_has "sending signal 15" "sending signal 18"
out_lacks "sending signal 9"
dead "$pid"

example kill "Is there such a process"
succeeded
out_is yes
dead "$pid"

example kill "Stop several processes"
succeeded
# One of them may not have come to its exec(2) yet.
[ "$(grep -c '^ *[0-9]* T' "$OUT")" = 2 ] || fail "not two are stopped"
# shellcheck disable=SC2154 # of the example
dead "$one" "$two"

no_group() {
	[ -z "$(ps -o pid= -g "$1")" ]
}

example kill "Kill a process group"
succeeded
# shellcheck disable=SC2154
wait_until no_group "$group" || fail "alive"

example kill "Processes by name"
succeeded
[ "$(grep -c '^[0-9]' "$OUT")" = 2 ] || fail "not two PIDs"
[ "$(grep -c 'sending signal 15' "$OUT")" = 2 ] || fail "not two signals"

if has_tool python3 && python3 -c 'import os; os.pidfd_open' 2>/dev/null; then
	example kill "A process whose PID may have been reused"
	case $(cat "$ERR") in
	*"no unique inode"*) skip "needs Linux 6.9" ;;
	*)
		succeeded
		dead "$pid"
		;;
	esac
else
	point "kill(1): A process whose PID may have been reused"
	find_example kill "A process whose PID may have been reused"
	skip "python3 or its pidfd_open() is missing"
fi

example kill "Send a value"
succeeded
out_has "got it"
dead "$pid"

example kill "What does this shell do with signals"
status_is 0

example kill "Which signal ended a command"
out_is SEGV

example kill "Which signals does a process block"
status_is 0

example kill "Numbers, names and descriptions"
succeeded
out_has 1 KILL 37 Terminated

example kill "Make two cgroups"
succeeded
left_of_demo 4

example kill "Look before killing"
succeeded
out_has CGROUP/PID '"processes": 4'

example kill "Show the PIDs"
succeeded
[ "$(grep -c '^[0-9]' "$OUT")" = 4 ] || fail "not four"

example kill "Kill one cgroup, by a process that is in it"
succeeded
left_of_demo 2

example kill "Kill all, by the name of the cgroup"
succeeded
out_has "method: freeze"
left_of_demo 0

example kill "Ask all to exit"
succeeded
left_of_demo 0

example kill "Kill all, wait until the cgroup is empty"
succeeded
[ ! -e "$cg" ] || fail "not removed"

point "kill(1): the output with -d, of which process/state tells"
find_example kill "Pending (thread)"

none_forgotten
finish
