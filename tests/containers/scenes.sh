#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# scenes.sh: cgkill and real containers, of podman with crun and with runc, where a systemd and a
# system bus run: what init.sh makes.  The image is made from busybox, our program, and what that is
# linked with.
#
# From the environment, besides what tests need: RUNTIMES and SCENES, with commas; all, if empty.
. "${0%/*}/../functional/lib.sh"
need_cgroup
need_tool podman crun runc busybox systemctl
need_cgroup_file cgroup.kill
systemd=$(systemctl --version | awk 'NR == 1 { print $2 }')
echo "# $(podman --version), $(crun --version | head -n 1), $(runc --version | head -n 1)," \
	"systemd $systemd, Linux $(uname -r), cgroup2 with: $(xargs <"$MNT/cgroup.controllers")"

run_quietly() {
	"$@" >/dev/null 2>&1
}

# Else podman would leave its monitors in the cgroup of the unit that runs this.
unset INVOCATION_ID

# --- containers --------------------------------------------------------------------------------

. "$top_srcdir/tests/containers/image.sh"
wait_until run_quietly busctl status org.freedesktop.systemd1 || skip_all "systemd is not on the bus"
at_exit 'podman rm -f -a -t 0 >/dev/null; podman rmi -f scene >/dev/null'
make_image >"$TMP/import" 2>&1 || skip_all "podman cannot make an image: $(tail -n 1 "$TMP/import")"

# What a container does that holds two processes.
PLAIN='sleep 1000 & exec sleep 2000'

# container OPTION...: a new container "web" of $runtime.
container() {
	podman rm -f -i -t 0 web >/dev/null
	run podman --runtime "$runtime" run -d --name web "$@" scene sh -c "${does-$PLAIN}"
	status_is 0
	container_runs "${holds-2}"
}

# container_runs NUMBER: soon, with so many processes, $pids, in the cgroup $cgroup and below.  Else
# nothing that follows makes sense.
container_runs() {
	wait_until holds_processes "$1" || {
		fail "there are not $1 processes, but: $(podman ps -a 2>&1)"
		finish
	}
}

# Podman tells the cgroup only while the container runs.
holds_processes() {
	cgroup=$(podman inspect -f '{{.State.CgroupPath}}' web)
	[ -n "$cgroup" ] || return
	cgroup=$MNT$cgroup
	pids=$(find "$cgroup" -name cgroup.procs -exec cat {} + 2>/dev/null)
	[ "$(printf '%s\n' "$pids" | grep -c .)" = "$1" ]
}

# podman_says STATE: soon.
podman_says() {
	wait_until says "$1" || fail "podman does not say $1, but: $(says_what)"
}

says() {
	[ "$(says_what)" = "$1" ]
}

says_what() {
	podman inspect -f '{{.State.Status}} {{.State.ExitCode}}' web
}

# can_exec: commands can still be started in the container.
can_exec() {
	run podman exec web echo hello
	status_is 0
	out_is hello
}

# as_before: the container can be started again, and used.
as_before() {
	run podman start web
	status_is 0
	container_runs 2
	can_exec
}

# died: the whole container.
died() {
	dead "$pids"
	podman_says "exited 137"
}

# example FROM: the command that the manual shows there.
example() {
	_command=$(manual "$1")
	[ -n "$_command" ] || fail "the manual has no command after: $1"
	run sh -c "$_command"
}

# --- from outside ------------------------------------------------------------------------------

killed_from_outside() {
	point "$runtime: the cgroup that podman tells"
	container
	example "Podman says which one it is"
	status_is 0
	died
	case $cgroup in
	"$MNT/machine.slice/libpod-$(podman inspect -f '{{.Id}}' web).scope") ;;
	*) fail "it is not where the manual says, but in $cgroup" ;;
	esac
	as_before

	point "$runtime: that of its first process"
	example "The PID of its first process"
	status_is 0
	died
	as_before

	point "$runtime: with --remove"
	run "$CGKILL" --remove "$cgroup"
	status_is 0
	died
	as_before

	point "$runtime: with TERM first, which the first process of a container ignores"
	run "$CGKILL" -s TERM --timeout 200 KILL --wait=10000 "$cgroup"
	status_is 0
	died

	point "$runtime: one that is paused"
	container
	podman pause web >/dev/null
	podman_says "paused 0"
	run "$CGKILL" --wait=10000 "$cgroup"
	status_is 0
	died
	as_before

	point "$runtime: one that is to be restarted"
	container --restart=always
	_old=$pids
	run "$CGKILL" --wait=10000 "$cgroup"
	status_is 0
	dead "$_old"
	container_runs 2
	[ "$pids" != "$_old" ] || fail "they are the same"
	podman_says "running 0"
	can_exec

	# As a systemd in a container does.
	point "$runtime: one whose first process is in a cgroup further down"
	holds=3 does='mkdir /sys/fs/cgroup/init && echo 1 >/sys/fs/cgroup/init/cgroup.procs || exit
		sleep 1000 & echo 0 >/sys/fs/cgroup/init/cgroup.procs; sleep 1001 & exec sleep 1002'
	container --privileged
	unset holds does
	example "The PID of its first process"
	status_is 0
	died
}

monitor_killed() {
	point "$runtime: with its monitor"
	container --restart=always
	_id=$(podman inspect -f '{{.Id}}' web)
	run "$CGKILL" --wait=10000 "$MNT/machine.slice/libpod-conmon-$_id.scope" "$cgroup"
	status_is 0
	dead "$pids"
	sleep 1
	podman_says "running 0"
	run podman exec web echo hello
	[ "$status" != 0 ] || fail "it runs"
	wait_until removed || fail "it cannot be removed: $(podman rm -f -t 0 web 2>&1)"
}

# The first attempt may fail.
removed() {
	run_quietly podman rm -f -t 0 web
	! podman container exists web
}

# --- from inside -------------------------------------------------------------------------------

# spared: only the first process of the container is left.
spared() {
	_first=$(podman inspect -f '{{.State.Pid}}' web)
	alive "$_first"
	dead "$(printf '%s\n' "$pids" | grep -vx "$_first")"
	podman_says "running 0"
	can_exec
}

# init_told: that it was left is said, and a failure.
init_told() {
	status_is 64
	err_has "PID 1, the init of this PID namespace, takes no KILL from within it"
}

killed_from_inside() {
	point "$runtime: from inside, which spares the first process"
	container
	example "This ends all other processes"
	init_told
	spared

	point "$runtime: from inside, with its own name on the host"
	container --cgroupns=host
	run podman exec web cgkill --exclude-self pid:1
	init_told
	spared

	for _options in --privileged '--privileged --cgroupns=host'; do
		point "$runtime: from inside, by one that may write there: $_options"
		# shellcheck disable=SC2086 # words
		container $_options
		run podman exec web cgkill --exclude-self pid:1
		init_told
		spared

		# Not by cgroup.kill, or nobody could be started in the container any more.
		point "$runtime: from inside, with itself: $_options"
		run podman exec web cgkill --wait=1000 pid:1
		status_is 137
		spared
	done

	point "$runtime: from inside, what /proc shows of its own cgroup, and is none"
	container
	run podman exec web cgkill /
	status_is 1
	err_has "/sys/fs/cgroup"
	holds_processes 2 || fail "somebody died"
}

# --- a killed cgroup ---------------------------------------------------------------------------

# in_service COMMAND...: in a cgroup where somebody else may have been before.
in_service() {
	run_in "$CG/service" "$@"
}

# kill_service OPTION...: who was there.
kill_service() {
	_pids=$(spawn -c "$CG/service" sleeper)
	run "$CGKILL" --wait "$@" "$CG/service"
	status_is 0
	dead "$_pids"
}

# podman_ COMMAND...: without systemd, which would take the runtime out of the caller's cgroup.
podman_() {
	in_service podman --cgroup-manager cgroupfs --runtime "$runtime" "$@"
}

# starts_containers: a new one, and commands in one that is there.
starts_containers() {
	podman_ run --rm scene echo hello
	status_is 0
	out_is hello
	podman_ exec web echo hello
	status_is 0
	out_is hello
}

# Does the kernel kill who is born in another cgroup than its parent, if that was killed?
kernel_compares() {
	cgroup service new
	kill_service
	run_in "$CG/service" "$HELPERS/newborn" "$CG/new"
	"$CGKILL" --remove "$CG/service" "$CG/new"
	[ "$status" = 137 ] || return
	echo "# this kernel kills who is born in another cgroup than its parent, if one was killed"
}

killed_cgroup() {
	cgroup service
	podman rm -f -i -t 0 web >/dev/null
	run podman --cgroup-manager cgroupfs --runtime "$runtime" run -d --name web scene sh -c "$PLAIN"
	status_is 0

	point "$runtime: from a cgroup that was killed"
	kill_service
	if [ "$compares$runtime" = yescrun ]; then
		podman_ run --rm scene echo hello
		status_is 126
		err_has "read status from sync socket"
		podman_ exec web echo hello
		status_is 255
		err_has "fail startup"
	else
		starts_containers
	fi

	point "$runtime: from a new one at the same place"
	spawn -c "$CG/service" sleeper >/dev/null
	cg=$CG/service
	export cg
	example "A new cgroup is safe"
	status_is 0
	starts_containers

	point "$runtime: from one that was killed without cgroup.kill"
	kill_service --method freeze
	starts_containers

	"$CGKILL" --remove "$CG/service"
}

killed_unit() {
	point "a unit that is killed from outside"
	cat >/run/units/scene-unit.service <<END
[Unit]
DefaultDependencies=no
[Service]
ExecStart=/bin/sleep 1000
ExecStopPost=/bin/sh -c ": >$TMP/post"
END
	run systemctl start scene-unit.service
	status_is 0
	run "$CGKILL" --wait=10000 "$MNT/system.slice/scene-unit.service"
	status_is 0
	wait_until has_failed || fail "systemd does not see it"
	if [ "$compares" ] && [ "$systemd" -ge 257 ]; then
		[ ! -e "$TMP/post" ] || fail "ExecStopPost= was run, though the manual says it is lost"
	else
		[ -e "$TMP/post" ] || fail "ExecStopPost= was not run"
	fi
}

has_failed() {
	[ "$(systemctl is-failed scene-unit.service)" = failed ]
}

compares=
! kernel_compares || compares=yes
killed_unit
all=killed_from_outside,monitor_killed,killed_from_inside,killed_cgroup
# Where root may not do everything, as in a container, an engine may need too much.
for runtime in $(echo "${RUNTIMES:-crun,runc}" | tr , ' '); do
	run podman --runtime "$runtime" run --rm scene echo hello
	if [ "$status" != 0 ]; then
		point "$runtime"
		skip "it starts no container: $(tail -n 1 "$ERR")"
		continue
	fi
	for scene in $(echo "${SCENES:-$all}" | tr , ' '); do
		$scene
	done
done
finish
