#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Where cgroup2 is mounted with nsdelegate, as systemd does it, a container cannot write the files
# of its own root: the open succeeds and the write fails.  fallback.sh does it by injection; the
# mount option is one of the whole system, so it is not changed here.
. "${0%/*}/lib.sh"
need_cgroup
need_tool unshare
grep -q "^[^-]* $MNT .* - cgroup2 .*nsdelegate" /proc/self/mountinfo ||
	skip_all "cgroup2 is mounted without nsdelegate"
cgroup ns ns/a

point "auto falls back to signal in the root of the namespace"
pids="$(spawn -e -c "$CG/ns" sleeper)"
# shellcheck disable=SC2016
run sh -c '
	echo 0 >"$0/ns/cgroup.procs" && exec unshare --cgroup "$@"' "$CG" \
	"$CGKILL" --verbose "$CG/ns"
status_is 137
methods_are "kernel freeze signal"
out_has "Operation not permitted"
dead "$pids"
empty "$CG/ns"

point "--method kernel is an error there"
pids="$(spawn -e -c "$CG/ns" sleeper)"
# shellcheck disable=SC2016
run sh -c '
	echo 0 >"$0/ns/cgroup.procs" && exec unshare --cgroup "$@"' "$CG" \
	"$CGKILL" --method kernel "$CG/ns"
refused "Operation not permitted"
still_alive "$pids"
finish
