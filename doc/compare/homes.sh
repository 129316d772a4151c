# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Part of jobs.sh: where the processes of a job are.  Tools that kill only what they manage get a unit
# or a container of theirs, the others a cgroup.
#
#	begin_HOME      makes it; $cg is its cgroup, $first the PID 1 of its PID namespace, if it has one
#	many_HOME       makes 100 of them, with a process each; $cgs are their cgroups
#	                both set $operands, what the tool is told
#	end_HOME        removes all of it
: "${CG:?}" "${MNT:?}" "${TMP:?}" "${victim:?}" "${contender=}" "${job=}" "${state=}" "${first=}" "${apart=}"

HUNDRED=$(seq 100)

# demolish CGROUP: kills what is in it, and removes it with all below it, if it is there.
demolish() {
	[ -d "$1" ] || return 0
	find "$1" -name cgroup.freeze | while read -r _file; do
		echo 0 >"$_file"
	done
	echo 1 >"$1/cgroup.kill"
	find "$1" -name cgroup.procs -exec cat {} + | while read -r _pid; do
		kill -9 "$_pid"
	done
	wait_until is_removed "$1"
}

is_removed() {
	find "$1" -depth -type d -exec rmdir {} \;
	[ ! -d "$1" ]
}

# --- a cgroup ----------------------------------------------------------------------------------

begin_plain() {
	cg=$CG/job operands=$CG/job
	mkdir "$cg"
}

# one_in_each PREFIX: a process in each of 100 new cgroups.
one_in_each() {
	cgs=''
	for _pid in $("$HELPERS/spawn" -t 60 -u "$victim" -c "$CG" sleeper 100); do
		_cgroup=$1$((_number += 1))
		mkdir "$_cgroup" && echo "$_pid" >"$_cgroup/cgroup.procs" || return
		cgs="$cgs $_cgroup"
	done
}

many_plain() {
	_number=0
	one_in_each "$CG/job" && operands=$cgs
}

end_plain() {
	for _cgroup in "$CG"/job*; do
		demolish "$_cgroup"
	done
}

# --- of OpenRC ---------------------------------------------------------------------------------

begin_openrc() {
	cg=$MNT/openrc.job operands=job
	mkdir "$cg"
}

many_openrc() {
	_number=0
	one_in_each "$MNT/openrc.job" && operands=$(echo "$cgs" | sed "s|$MNT/openrc[.]||g")
}

end_openrc() {
	for _cgroup in "$MNT"/openrc.job*; do
		demolish "$_cgroup"
	done
}

# --- of systemd --------------------------------------------------------------------------------

# unit_file FILE LINE...
unit_file() {
	_file=$1
	shift
	printf '%s\n' '[Unit]' DefaultDependencies=no '[Service]' TimeoutStopSec=1 "$@" >"$_file"
}

begin_systemd() {
	manager=''
	[ "$job" != delegated ] || begin_user_manager || return
	operands=job.service
	unit_file "${units:=/run/units}/job.service" Delegate=yes 'ExecStart=/usr/bin/sleep 1000'
	systemctl_ daemon-reload && systemctl_ start job.service || return
	cg=$MNT$(systemctl_ show -P ControlGroup job.service)
}

systemctl_() {
	if [ -n "$manager" ]; then
		as_victim systemctl --user "$@"
	else
		systemctl "$@"
	fi
}

as_victim() {
	setpriv --reuid "$victim" --regid "$victim" --clear-groups --inh-caps=-all \
		env XDG_RUNTIME_DIR=/run/victim "$@"
}

# One of the user's own, in the cgroup that is delegated to it.
begin_user_manager() {
	units=/run/victim/units manager=--user
	mkdir -p $units
	cp /run/units/scenes.target $units
	printf '%s\n' '[Unit]' DefaultDependencies=no >$units/scenes.target
	chown -R "$victim:$victim" /run/victim
	unit_file /run/units/victim.service User=victim Type=notify Delegate=yes \
		'ExecStart=/usr/lib/systemd/systemd --user --unit=scenes.target --log-target=null' \
		'Environment=XDG_RUNTIME_DIR=/run/victim HOME=/run/victim SYSTEMD_UNIT_PATH=/run/victim/units'
	systemctl daemon-reload && systemctl start victim.service || return
	apart=$(systemctl show -P MainPID victim.service)
}

many_systemd() {
	operands='' cgs='' manager=''
	unit_file /run/units/job@.service User=victim 'ExecStart=/usr/bin/sleep 1000'
	systemctl daemon-reload
	for _number in $HUNDRED; do
		operands="$operands job@$_number.service"
		cgs="$cgs $MNT/system.slice/system-job.slice/job@$_number.service"
	done
	# shellcheck disable=SC2086 # words
	systemctl start $operands
}

end_systemd() {
	systemctl thaw job.service
	systemctl kill --signal=KILL 'job*.service' victim.service
	systemctl stop 'job*.service' victim.service
	systemctl reset-failed
	units='' manager=''
	rm -rf /run/victim
	for _cgroup in "$MNT"/system.slice/job*; do
		demolish "$_cgroup"
	done
}

# --- of podman ---------------------------------------------------------------------------------

# The first process of a container obeys TERM.
start_podman() {
	podman run --detach --name "$1" scene sh -c 'trap "exit 0" TERM; while :; do sleep 1; done'
}

cgroup_of_podman() {
	echo "$MNT$(podman inspect -f '{{.State.CgroupPath}}' "$1")"
}

begin_podman() {
	operands=job
	start_podman job || return
	cg=$(cgroup_of_podman job)
	first=$(podman inspect -f '{{.State.Pid}}' job)
}

many_podman() {
	operands='' cgs=''
	for _number in $HUNDRED; do
		start_podman "job$_number" || return
		operands="$operands job$_number"
		cgs="$cgs $(cgroup_of_podman "job$_number")"
	done
}

end_podman() {
	[ ! -d "$cg" ] || echo 0 >"$cg/cgroup.freeze"
	podman rm --force --all --time 0
}

# --- of crun or runc ---------------------------------------------------------------------------

# start_runtime ID: a container with the cgroup $CG/ID.
start_runtime() {
	rm -rf "$BUNDLE" # runc stumbles over the links that are made in its /dev
	make_bundle "$1"
	"$contender" --root "$state" run --detach --bundle "$BUNDLE" "$1" </dev/null >"$TMP/container" 2>&1 || {
		cat "$TMP/container" >&2
		return 1
	}
}

begin_runtime() {
	cg=$CG/job operands=job
	start_runtime job && first=$(head -n 1 "$cg/cgroup.procs")
}

many_runtime() {
	operands='' cgs=''
	for _number in $HUNDRED; do
		start_runtime "job$_number" || return
		operands="$operands job$_number"
		cgs="$cgs $CG/job$_number"
	done
}

end_runtime() {
	[ ! -d "$cg" ] || echo 0 >"$cg/cgroup.freeze"
	for _directory in "$state"/*/; do
		[ -d "$_directory" ] || continue
		_id=${_directory%/}
		"$contender" --root "$state" delete --force "${_id##*/}"
	done
	end_plain
}
