#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Threaded cgroups: processes belong to the domain, so only that can be killed.
. "${0%/*}/../lib.sh"
need_cgroup

# A domain d, threaded cgroups d/t and d/t/u, two processes of four threads; each thread is in a
# threaded cgroup.  d/inv is neither one nor the other.
threaded_tree() {
	mkdir -p "$CG/d/t/u"
	echo threaded >"$CG/d/t/cgroup.type" && echo threaded >"$CG/d/t/u/cgroup.type"
	mkdir -p "$CG/d/inv"
	pids="$(spawn -c "$CG/d/t" threads) $(spawn -c "$CG/d/t" threads)"
	echo "${pids#* }" >"$CG/d/t/u/cgroup.threads"
}
threaded_tree 2>/dev/null
grep -qx threaded "$CG/d/t/u/cgroup.type" || skip_all "the kernel has no threaded cgroups"

for method in auto kernel freeze signal; do
	point "a threaded cgroup is refused, its domain named ($method)"
	run "$KILL" --cgroup "$CG/d/t" --method $method
	refused threaded "$CG/d"
	err_lacks "$CG/d/t/u"
	still_alive "$pids"

	point "so is one in it ($method)"
	run "$KILL" --cgroup "$CG/d/t/u" --method $method
	refused threaded "$CG/d"
	still_alive "$pids"
done

point "the domain is named, not the threaded cgroup again"
run "$CGKILL" "$CG/d/t/u"
grep -Eq "$CG/d([^/[:alnum:]]|\$)" "$ERR" || fail "$(cat "$ERR")"

point "with -p and signal 0, too"
run "$CGKILL" -p "$CG/d/t"
refused threaded
run "$CGKILL" -0 "$CG/d/t"
refused threaded

point "a cgroup that is neither (domain invalid) can be killed: it is empty"
if grep -q invalid "$CG/d/inv/cgroup.type"; then
	run "$CGKILL" "$CG/d/inv"
	status_is 0
	still_alive "$pids"
else
	skip "not so on this kernel"
fi

for method in $METHODS; do
	threaded_tree
	point "the domain kills processes that are in its threaded cgroups only ($method)"
	[ ! -s "$CG/d/cgroup.threads" ] || fail "the test is wrong: there are threads in $CG/d"
	run "$KILL" --cgroup "$CG/d" --method "$method"
	status_is 0
	err_empty
	dead "$pids"
	empty "$CG/d"
	thawed "$CG"

	threaded_tree
	point "its parent does as well ($method)"
	headless=$(spawn -c "$CG/d/t" headless)
	run "$KILL" --cgroup "$CG" --method "$method"
	killed "$CG" "$pids" "$headless"
done

need_real_root
mkdir "$CG/x"
point "a threaded cgroup below the root: its domain is the machine"
if echo threaded >"$CG/x/cgroup.type" && rmdir "$CG/x"; then
	# A second cgroup, since the first one is no domain of its own then.
	other=$(mktemp -d "$MNT/cgkill-test-XXXXXX")
	at_exit "\"\$HELPERS/nest\" remove $other"
	echo threaded >"$other/cgroup.type"
	for method in auto kernel freeze signal; do
		# shellcheck disable=SC2016
		run_caged sh -c '
			pids=$("$HELPERS/spawn" threads 2)
			"$KILL" --cgroup "$0" --method "$1"
			status=$?
			sleep 0.05
			kill -0 ${pids%%[!0-9]*} && echo "bystander lives"
			exit $status' "$other" $method
		refused threaded "root cgroup"
		out_has "bystander lives"
	done
	pids=$(spawn -c "$other" sleeper)
	run_caged "$CGKILL" "$other"
	refused threaded "root cgroup"
	alive "$pids"
else
	skip "not possible here"
fi
finish
