# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Part of rounds.sh: who kills, and what has to be set up for it.
: "${BIN:?}" "${HOME_CGROUP:?}" "${options=}" "${processes=}" "${cgroups=}"
UNIT=cgkill-bench.service
BUNDLE=$BIN/bundle

# A loop as people write it, using the shell's kill.
# shellcheck disable=SC2016
LOOP='while read -r pid; do kill -9 "$pid"; done <"$1/cgroup.procs"'
# shellcheck disable=SC2016
TREE_LOOP='find "$1" -name cgroup.procs -exec cat {} + | while read -r pid; do kill -9 "$pid"; done'
# shellcheck disable=SC2016
XARGS='find "$1" -name cgroup.procs -exec cat {} + | xargs kill -9'

# measure PROCESSES CGROUP COMMAND...
measure() {
	# shellcheck disable=SC2086 # words
	"$BIN/killtime" $options "$@" 2>>"$BIN/errors"
}

in_cgroup() {
	mkdir "$HOME_CGROUP/victims" || return
	measure "$processes" "$HOME_CGROUP/victims" "$@"
	status=$?
	rmdir "$HOME_CGROUP/victims"
	return $status
}

# A unit has its own process, and so does a container.
in_unit() {
	if [ ! -e "/run/units/$UNIT" ]; then
		printf '[Unit]\nDefaultDependencies=no\nStartLimitIntervalSec=0\n[Service]\nDelegate=yes\nExecStart=sleep 100000\n' \
			>"/run/units/$UNIT"
		systemctl daemon-reload
	fi
	systemctl start $UNIT || return
	measure $((processes - 1)) "/sys/fs/cgroup$(systemctl show -P ControlGroup $UNIT)" "$@"
	status=$?
	systemctl stop $UNIT
	systemctl reset-failed $UNIT 2>/dev/null
	return $status
}

# make_bundle RUNTIME: the files of a container.
make_bundle() {
	mkdir -p "$BUNDLE/rootfs/bin" "$BUNDLE/rootfs/dev" "$BUNDLE/rootfs/proc"
	cp "$(command -v busybox)" "$BUNDLE/rootfs/bin/busybox"
	cat >"$BUNDLE/config.json" <<END
{
	"ociVersion": "1.0.0",
	"root": { "path": "rootfs" },
	"process": {
		"user": { "uid": 0, "gid": 0 },
		"cwd": "/",
		"args": [ "/bin/busybox", "sleep", "100000" ]
	},
	"mounts": [ { "destination": "/proc", "type": "proc", "source": "proc" } ],
	"linux": {
		"cgroupsPath": "${HOME_CGROUP#/sys/fs/cgroup}/$1",
		"namespaces": [ { "type": "pid" }, { "type": "mount" } ]
	}
}
END
}

in_container() {
	make_bundle "$1"
	"$1" --root "$BIN/state-$1" run --detach --bundle "$BUNDLE" bench-$$ \
		</dev/null >"$BIN/container" 2>&1 || {
		cat "$BIN/container" >>"$BIN/errors"
		return 1
	}
	measure $((processes - 1)) "$HOME_CGROUP/$1" "$1" --root "$BIN/state-$1" kill --all bench-$$ KILL
	status=$?
	"$1" --root "$BIN/state-$1" delete --force bench-$$ 2>>"$BIN/errors"
	[ ! -d "$HOME_CGROUP/$1" ] || rmdir "$HOME_CGROUP/$1"
	return $status
}

contend() {
	case $1 in
	write) in_cgroup "$BIN/write-kill" '{}' ;;
	kernel) in_cgroup "$BIN/kill" --cgroup '{}' ;;
	freeze | signal) in_cgroup "$BIN/kill" --cgroup --method "$1" '{}' ;;
	loop)
		[ "$cgroups" = 0 ] || LOOP=$TREE_LOOP
		in_cgroup sh -c "$LOOP" sh '{}'
		;;
	xargs) in_cgroup sh -c "$XARGS" sh '{}' ;;
	systemctl) in_unit systemctl kill --signal=KILL $UNIT ;;
	crun | runc) in_container "$1" ;;
	esac
}
