#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# In a cgroup namespace, as in a container: its root is an ordinary cgroup.
. "${0%/*}/../lib.sh"
. "${0%/*}/lib.sh"
need_cgroup
need_tool unshare setsid mount
has_cgroup_namespaces || skip_all "no cgroup namespaces"
cgroup ns ns/child ns/child/x beside
outside=$(spawn -t 300 -c "$CG/beside" sleeper)

nsdelegate=
! has_nsdelegate || nsdelegate="cgroup2 is mounted with nsdelegate"

for method in $METHODS; do
	point "the root of the namespace is killed, with the caller below it ($method)"
	if [ -n "$nsdelegate" ] && [ "$method" != signal ]; then
		skip "$nsdelegate"
	else
		pids=$(spawn -e -c "$CG/ns" sleeper)
		# shellcheck disable=SC2016
		in_namespace '"$KILL" --cgroup "$1" --method '"$method"'; echo survived'
		out_lacks survived
		err_lacks "root cgroup"
		dead "$pids"
		empty "$CG/ns"
		alive "$outside"
		thawed "$CG"
	fi

	point "a cgroup in the namespace by path ($method)"
	pids=$(spawn -c "$CG/ns/child/x" sleeper)
	others=$(spawn -c "$CG/ns" sleeper)
	# shellcheck disable=SC2016
	in_namespace '"$CGKILL" "$1/child/x" --method '"$method"
	status_is 0
	dead "$pids"
	alive "$others" "$outside"
	thawed "$CG"

	point "the same through a mount of outside ($method)"
	if [ -n "$nsdelegate" ]; then
		skip "$nsdelegate"
		continue
	fi
	pids=$(spawn -c "$CG/ns/child/x" sleeper)
	# shellcheck disable=SC2016
	run sh -c 'echo 0 >"$0/ns/cgroup.procs" && exec unshare --cgroup "$@"' "$CG" \
		sh -c 'echo 0 >"$0" && exec "$@"' "$CG/cgroup.procs" "$CGKILL" "$CG/ns" --method "$method"
	status_is 0
	dead "$pids" "$others"
	alive "$outside"
	thawed "$CG"

	point "the caller is spared in a cgroup above the root of its namespace ($method)"
	pids=$(spawn -c "$CG/ns/child/x" sleeper)
	others=$(spawn -c "$CG/ns" sleeper)
	# shellcheck disable=SC2016
	run sh -c 'echo 0 >"$0/ns/child/cgroup.procs" && exec unshare --cgroup "$@"' "$CG" \
		"$CGKILL" --exclude-self --method "$method" "$CG/ns"
	status_is 0
	dead "$pids" "$others"
	alive "$outside"
	thawed "$CG"
done

point "a caller that is elsewhere is recognized without reading lists"
if ! has_tool strace; then
	skip "strace is not installed"
elif kernel_has cgroup.kill; then
	# shellcheck disable=SC2016
	in_namespace 'strace --quiet=all -o "'"$TRACE"'" -E ASAN_OPTIONS=detect_leaks=0 \
		"$CGKILL" "$1/child/x"'
	status_is 0
	grep -q 'cgroup\.kill' "$TRACE" || fail "not killed"
	! grep 'cgroup\.procs' "$TRACE" >"$OUT" || fail "it reads lists"
fi

"$KILL" --version | grep -q libmount || { finish; }
point "/ is what /proc shows of the root of the namespace, and no cgroup: what was meant is said"
# shellcheck disable=SC2016
in_namespace 'echo "mounted at $1"; "$CGKILL" /'
refused "not on a cgroup file system" "$(sed -n 's/^mounted at //p' "$OUT")"
alive "$outside"

for name in child/x /child/x; do
	point "the name $name is looked up below the root of the namespace"
	pids=$(spawn -c "$CG/ns/child/x" sleeper)
	others=$(spawn -c "$CG/ns" sleeper)
	# shellcheck disable=SC2016
	in_namespace '"$CGKILL" '$name
	status_is 0
	dead "$pids"
	alive "$others" "$outside"
done

point "pid: of a process in it"
pids=$(spawn -c "$CG/ns/child/x" sleeper)
# shellcheck disable=SC2016
in_namespace '"$CGKILL" '"pid:$pids"
status_is 0
dead "$pids"
alive "$others" "$outside"

point "pid: of a process outside of the namespace cannot be reached by name"
# shellcheck disable=SC2016
in_namespace '"$CGKILL" '"pid:$outside"
status_is 1
[ -s "$ERR" ] || fail "nothing is said"
still_alive "$others" "$outside"

# As in a container whose engine leaves the mount of the host: what it shows begins above.
for operand in "pid:$others" /child/x; do
	point "a namespace without a mount of its own: $operand cannot be looked up, but a path is taken"
	# shellcheck disable=SC2016
	run sh -c 'echo 0 >"$0/ns/cgroup.procs" && exec unshare --cgroup "$@"' "$CG" \
		"$CGKILL" -p "$operand"
	refused "$operand" "not mounted from the root of this cgroup namespace" "give a path"
done
run sh -c 'echo 0 >"$0/ns/cgroup.procs" && exec unshare --cgroup "$@"' "$CG" \
	"$CGKILL" -p "$CG/beside"
status_is 0
pids_are "$outside"
finish
