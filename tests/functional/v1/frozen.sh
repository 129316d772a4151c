#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What was frozen before stays frozen, and its processes, which the freezer of cgroup v1 keeps from
# dying, die when it is thawed: the program says so, and which cgroup that is.
. "${0%/*}/../lib.sh"
. "${0%/*}/lib.sh"
need_v1 freezer
cgroup t t/a t/a/b t/c

# held METHOD CGROUP FROZEN "PIDS": the run on the cgroup has said so, and they die of the thaw.
held() {
	status_is 0
	err_lines 1
	err_has "$2: signalled, but frozen by somebody else" \
		"when THAWED is written to the freezer.state of $3"
	frozen "$3"
	still_alive "$4"
	thaw "$3"
	dead "$4"
	thawed "$CG"
}

for method in auto freeze signal; do
	point "the cgroup itself ($method)"
	pids=$(spawn -e -c "$CG/t" sleeper)
	freeze "$CG/t"
	run "$CGKILL" --method $method "$CG/t"
	held $method "$CG/t" "$CG/t" "$pids"

	point "one below it; the others die ($method)"
	others=$(spawn -c "$CG/t" sleeper) && others="$others $(spawn -e -c "$CG/t/c" sleeper)"
	pids=$(spawn -e -c "$CG/t/a" sleeper)
	freeze "$CG/t/a"
	run "$CGKILL" --method $method "$CG/t"
	dead "$others"
	held $method "$CG/t" "$CG/t/a" "$pids"

	point "one above it, which it cannot be thawed without ($method)"
	outside=$(spawn -c "$CG/t/c" sleeper)
	pids=$(spawn -e -c "$CG/t/a" sleeper)
	freeze "$CG/t"
	run "$CGKILL" --method $method "$CG/t/a"
	held $method "$CG/t/a" "$CG/t" "$pids"
	alive "$outside"
	run "$CGKILL" "$CG/t"
done

point "--wait ends in time, and names who is left"
pids=$(spawn -c "$CG/t/a" sleeper)
freeze "$CG/t"
run "$CGKILL" --wait=200 "$CG/t/a"
status_is 124
err_has "not empty in time; 1 process left" "$pids " "cgroup $NAME/t/a"
frozen "$CG/t"
thaw "$CG/t"
dead "$pids"

point "processes that are killed in another hierarchy"
if also_in pids; then
	pids=$(spawn -c "$CG/t/a" sleeper 2)
	for pid in $pids; do
		echo "$pid" >"$OTHER/cgroup.procs"
	done
	freeze "$CG/t"
	run "$CGKILL" "$OTHER"
	held signal "$OTHER" "$CG/t" "$pids"
	pids=$(spawn -c "$CG/t/a" sleeper)
	echo "$pids" >"$OTHER/cgroup.procs"
	freeze "$CG/t"
	run "$CGKILL" --wait=200 "$OTHER"
	status_is 124
	err_has "$OTHER: signalled, but frozen by somebody else" "1 process left" "$pids "
	thaw "$CG/t"
	dead "$pids"
fi

point "another signal to a frozen cgroup is delivered when it is thawed, and nothing is said"
pids=$(witness_in "$CG/t/a" plain)
freeze "$CG/t"
for method in signal freeze; do
	run "$CGKILL" -s USR1 --method $method "$CG/t"
	status_is 0
	err_empty
	frozen "$CG/t"
done
thaw "$CG/t"
got "$pids" "10"
run "$CGKILL" "$CG/t"

point "signal 0, -p and --dry-run neither freeze nor thaw"
pids=$(spawn -c "$CG/t/a" sleeper)
freeze "$CG/t"
run "$CGKILL" -s 0 "$CG/t"
status_is 0
run "$CGKILL" -p "$CG/t"
pids_are "$pids"
run "$CGKILL" --dry-run "$CG/t"
status_is 0
out_has "frozen"
frozen "$CG/t"
thaw "$CG/t"
run "$CGKILL" --dry-run "$CG/t"
out_lacks "frozen"
out_has "by method freeze"
thawed "$CG/t"
alive "$pids"
run "$CGKILL" "$CG/t"
dead "$pids"
finish
