# shellcheck shell=sh
# shellcheck disable=SC2016 # the scripts are for another shell
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Part of jobs.sh: who competes, and what somebody who knows the tool well would type.
#
# Who has no notion of a cgroup is given the PIDs of the whole tree until nobody is left, a hundred
# times at most, which is what shell scripts do; without the loop they would lose more often.  What the
# shell, find and rmdir do for them is not held against them.
: "${MNT:?}" "${cg=}" "${state=}"

# contenders: each with the home in which its jobs are: see homes.sh.
contenders() {
	cat <<'END'
cgkill plain
cgroup.kill plain
util-linux plain
procps plain
pkill plain
uutils plain
busybox plain
toybox plain
killall5 none
cgdelete plain
cgset plain
openrc openrc
systemctl systemd
podman podman
crun runtime
runc runtime
END
}

# package_of CONTENDER: the package of Debian that it is from; nothing for our own and the kernel's.
package_of() {
	case $1 in
	cgkill | cgroup.kill) ;;
	pkill) echo procps ;;
	uutils) echo rust-coreutils ;;
	busybox) echo busybox-static ;;
	killall5) echo sysvinit-utils ;;
	cgdelete | cgset) echo cgroup-tools ;;
	systemctl) echo systemd ;;
	*) echo "$1" ;;
	esac
}

LOOP='
procs() {
	find "$@" -name cgroup.procs -exec cat {} + 2>/dev/null | sort -u
}
tries=0
again() {
	tries=$((tries + 1))
	[ $tries -le 100 ] || exit 1
	sleep 0.02
}
strike() {
	while pids=$(procs "$@"); [ -n "$pids" ]; do
		send KILL $pids
		again
	done
}'
PKILL=$LOOP'
strike() {
	names=$(find "$@" -type d | sed "s|^/sys/fs/cgroup||" | paste -sd ,)
	while [ -n "$(procs "$@")" ]; do
		pkill -KILL --cgroup "$names"
		again
	done
}'
REMOVE='
find "$@" -depth -type d -exec rmdir {} ";"'

# script CONTENDER VERB: what is typed; "$@" are the cgroups, units or containers.  VERB is "kill",
# "stay": kill, see who is left, and come back; "term": TERM, and KILL for who is left a second later;
# "remove": no cgroup remains.
script() {
	case $1:$2 in
	cgkill:kill) echo 'cgkill "$@"' ;;
	cgkill:stay) echo 'cgkill --wait=2s "$@"' ;;
	cgkill:term) echo 'cgkill -s TERM --timeout 1s KILL --wait=5s "$@"' ;;
	cgkill:remove) echo 'cgkill --remove "$@"' ;;

	cgroup.kill:remove)
		script "$1" stay
		echo "$REMOVE"
		;;
	cgroup.kill:stay)
		script "$1" kill
		echo "$LOOP"'
while [ -n "$(procs "$@")" ]; do again; done'
		;;
	cgroup.kill:*) echo 'for cgroup; do echo 1 >"$cgroup/cgroup.kill"; done' ;;

	pkill:term)
		echo "$PKILL"'
pkill -TERM --cgroup "$(find "$@" -type d | sed "s|^/sys/fs/cgroup||" | paste -sd ,)"
sleep 1
strike "$@"'
		;;
	pkill:remove)
		script "$1" kill
		echo "$REMOVE"
		;;
	pkill:*) echo "$PKILL"'
strike "$@"' ;;

	util-linux:* | procps:* | uutils:* | busybox:* | toybox:*)
		echo "$LOOP"
		case $1 in
		util-linux) echo 'send() { signal=$1; shift; /cgkill/util-linux/kill --signal "$signal" "$@"; }' ;;
		procps) echo 'send() { signal=$1; shift; /usr/bin/kill --signal "$signal" "$@"; }' ;;
		uutils) echo 'send() { signal=$1; shift; coreutils kill -s "$signal" "$@"; }' ;;
		*) echo "send() { signal=\$1; shift; $1 kill -s \"\$signal\" \"\$@\"; }" ;;
		esac
		case $1:$2 in
		util-linux:term)
			echo '/cgkill/util-linux/kill --timeout 1000 KILL --signal TERM $(procs "$@")'
			;;
		*:term)
			echo 'send TERM $(procs "$@")
sleep 1'
			;;
		esac
		echo 'strike "$@"'
		[ "$2" != remove ] || echo "$REMOVE"
		;;

	cgdelete:*) echo 'cgdelete -r $(printf "cgroup:%s " "$@" | sed "s|/sys/fs/cgroup/||g")' ;;
	cgset:remove)
		script "$1" kill
		script cgdelete remove
		;;
	cgset:*) echo 'cgset -r cgroup.kill=1 $(printf "%s " "$@" | sed "s|/sys/fs/cgroup/||g")' ;;

	openrc:*)
		echo 'PATH=$PATH:/usr/lib/rc/bin
. /usr/lib/rc/sh/functions.sh
. /usr/lib/rc/sh/rc-cgroup.sh
for RC_SVCNAME; do cgroup_cleanup; done'
		;;

	systemctl:kill) echo 'systemctl $manager kill --signal=KILL "$@"' ;;
	systemctl:stay) echo 'systemctl $manager stop "$@"
! systemctl $manager is-failed "$@"' ;;
	systemctl:*) echo 'systemctl $manager stop "$@"   # with TimeoutStopSec=1' ;;

	podman:kill) echo 'podman kill --signal KILL "$@"' ;;
	podman:remove) echo 'podman rm --force --time 0 "$@"' ;;
	podman:*) echo 'podman stop --time 1 "$@"' ;;

	crun:term | runc:term)
		echo "for id; do $1 --root \$state kill --all \"\$id\" TERM; done
sleep 1
for id; do $1 --root \$state kill --all \"\$id\" KILL; done"
		;;
	crun:stay | runc:stay | crun:remove | runc:remove)
		echo "status=0
for id; do $1 --root \$state delete --force \"\$id\" || status=1; done
exit \$status"
		;;
	crun:* | runc:*) echo "for id; do $1 --root \$state kill --all \"\$id\" KILL; done" ;;
	esac
}

# pause CONTENDER ID: as the one who manages it does that; for all others, its processes are stopped.
pause() {
	case $1 in
	systemctl) systemctl freeze "$2" ;;
	podman) podman pause "$2" ;;
	crun | runc) "$1" --root "$state" pause "$2" ;;
	*)
		while read -r _pid; do
			kill -STOP "$_pid"
		done <"$cg/cgroup.procs"
		;;
	esac
}

# cannot CONTENDER JOB: why that is not tried, if so.
cannot() {
	case $1:$2 in
	killall5:*) echo "it has no operand: it signals every process outside its own session" ;;
	cgdelete:* | cgset:*)
		grep -q . "$MNT/cgroup.controllers" ||
			echo "not tried: libcgroup wants a controller in cgroup2, and on this machine cgroup v1 has all"
		;;
	util-linux:*) [ -x /cgkill/util-linux/kill ] || echo "not tried: it could not be built" ;;
	podman:delegated | crun:delegated | runc:delegated)
		echo "not tried: containers without root need a user namespace and helpers of their own"
		;;
	esac
}
