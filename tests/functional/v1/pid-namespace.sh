#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# From within a PID namespace the lists of cgroup v1 do not show who is outside, not even as 0: that
# they are empty is no proof, and the program says so; rmdir(2) tells.
. "${0%/*}/../lib.sh"
. "${0%/*}/lib.sh"
need_v1 freezer
need_tool unshare setsid
cgroup t t/a

# in_namespace COMMAND...: with a process of the namespace in t/a, whose PID is $pid there.
in_namespace() {
	# shellcheck disable=SC2016
	run unshare --pid --fork --kill-child --mount-proc setsid -w sh -c '
		pid=$("$HELPERS/spawn" -c "$0/t/a" sleeper)
		"$@"
		status=$?
		sleep 0.05
		! kill -0 "$pid" 2>/dev/null || echo "it lives"
		exit $status' "$CG" "$@"
}

for method in auto freeze signal; do
	point "who is inside the namespace dies, who is outside does not ($method)"
	outside=$(spawn -c "$CG/t" sleeper)
	in_namespace "$CGKILL" --method $method --wait "$CG/t"
	status_is 0
	err_lines 1
	err_has "$CG/t: empty, as far as can be seen"
	out_lacks "it lives"
	still_alive "$outside"
	thawed "$CG"

	point "--remove fails, in time ($method)"
	in_namespace "$CGKILL" --method $method --remove --wait=200 "$CG/t"
	status_is 124
	err_has "not removed in time"
	err_lacks "as far as can be seen"
	alive "$outside"
	run "$CGKILL" --method $method "$CG/t"
	killed "$CG/t" "$outside"
	[ -d "$CG/t/a" ] || cgroup t/a
done

point "JSON tells of it as well"
in_namespace "$CGKILL" --json --wait "$CG/t"
status_is 0
out_has '"maybe-hidden"'

point "JSON does not say that it is empty, as nobody knows"
outside=$(spawn -c "$CG/t" sleeper)
in_namespace "$CGKILL" --json "$CG/t"
status_is 0
out_has '"empty": false'
in_namespace "$CGKILL" --json --remove --wait=200 "$CG/t"
status_is 124
out_has '"empty": false'
run "$CGKILL" "$CG/t"
killed "$CG/t" "$outside"
[ -d "$CG/t/a" ] || cgroup t/a

point "with nobody outside it is removed, and nothing is said"
in_namespace "$CGKILL" --remove "$CG/t"
status_is 0
err_empty
[ ! -e "$CG/t" ] || fail "not removed"
finish
