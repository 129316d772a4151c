#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Where cgroup2 is mounted with nsdelegate, as systemd does it, a container cannot write the files
# of its own root: the open succeeds and the write fails.  delivery/fallback.sh does it by injection; the
# mount option is one of the whole system, so it is not changed here.
. "${0%/*}/../lib.sh"
need_cgroup
need_cgroup_file cgroup.kill
need_tool unshare
has_nsdelegate || skip_all "cgroup2 is mounted without nsdelegate"
cgroup ns ns/a beside

# A member of the cgroup, whose root it is in the namespace, is never the one who writes there.
point "a caller inside: the rest by kernel and signal, itself last"
pids="$(spawn -e -c "$CG/ns" sleeper)"
# shellcheck disable=SC2016
run sh -c '
	echo 0 >"$0/ns/cgroup.procs" && exec unshare --cgroup "$@"' "$CG" \
	"$CGKILL" --verbose "$CG/ns"
status_is 137
methods_are "kernel signal"
dead "$pids"
empty "$CG/ns"

# in_namespace COMMAND...: with ns as the root of its namespace, but moved beside it by us.
in_namespace() {
	rm -f "$TMP/pid"
	{
		wait_until test -s "$TMP/pid"
		cat "$TMP/pid" >"$CG/beside/cgroup.procs"
	} &
	# shellcheck disable=SC2016
	run sh -c '
		echo 0 >"$0/ns/cgroup.procs"
		exec unshare --cgroup sh -c "
			echo \$\$ >\"\$0\"
			until grep -q /beside /proc/self/cgroup; do sleep 0.02; done
			exec \"\$@\"" "$@"' "$CG" "$TMP/pid" "$@"
	wait
}

point "auto falls back to signal in the root of the namespace"
pids="$(spawn -e -c "$CG/ns" sleeper)"
in_namespace "$CGKILL" --verbose "$CG/ns"
status_is 0
methods_are "kernel freeze signal"
out_has "Operation not permitted"
dead "$pids"
empty "$CG/ns"

point "--method kernel is an error there"
pids="$(spawn -e -c "$CG/ns" sleeper)"
in_namespace "$CGKILL" --method kernel "$CG/ns"
refused "Operation not permitted"
still_alive "$pids"
finish
