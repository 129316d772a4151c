#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Every process in and below a cgroup of version 1 dies, by each method that its hierarchy has; one
# that it has not is refused, with the reason.
. "${0%/*}/../lib.sh"
. "${0%/*}/lib.sh"
need_v1 freezer
cgroup t t/a t/a/b t/c
outside=$(spawn -c "$CG" sleeper)

for method in auto freeze signal; do
	point "a tree of processes of many kinds ($method)"
	pids="$(spawn -e -c "$CG/t" sleeper 3) $(spawn -c "$CG/t/a" headless)"
	pids="$pids $(spawn -c "$CG/t/a/b" stopped) $(spawn -c "$CG/t/c" threads)"
	pids="$pids $(spawn -c "$CG/t/c" vfork)"
	run "$KILL" --cgroup "$CG/t" --method "$method"
	killed "$CG/t" "$pids"

	point "without a process ($method)"
	run "$CGKILL" --method "$method" "$CG/t"
	status_is 0
	err_empty
	thawed "$CG"
done
alive "$outside"

point "method kernel is refused, with the reason, and nobody is signalled"
pids=$(spawn -e -c "$CG/t" sleeper)
run "$CGKILL" --method kernel "$CG/t"
refused "this hierarchy of cgroup v1 has no cgroup.kill"
still_alive "$pids"

point "auto tells with --verbose why it is not the kernel"
run "$CGKILL" --verbose "$CG/t"
methods_are "kernel freeze"
out_has "no cgroup.kill in this hierarchy of cgroup v1"
killed "$CG/t" "$pids"

point "another signal is sent by method signal"
pids=$(spawn -e -c "$CG/t" sleeper)
run "$CGKILL" --verbose -s TERM "$CG/t"
methods_are signal
killed "$CG/t" "$pids"

point "another signal reaches each process once, also by method freeze"
for method in signal freeze; do
	pids=$(witness_in "$CG/t/a" plain 3)
	run "$CGKILL" -s USR1 --method $method "$CG/t"
	status_is 0
	thawed "$CG"
	for pid in $pids; do
		got "$pid" 10
	done
	run "$CGKILL" "$CG/t"
done

point "a hierarchy without a freezer"
if also_in pids; then
	mkdir "$OTHER/t" "$OTHER/t/a"
	for method in auto signal; do
		pids="$(spawn -e -c "$OTHER/t" sleeper 3) $(spawn -c "$OTHER/t/a" headless)"
		run "$CGKILL" --verbose --method $method "$OTHER/t"
		killed "$OTHER/t" "$pids"
		[ $method = signal ] || methods_are "kernel freeze signal"
	done
	pids=$(spawn -c "$OTHER/t" sleeper)
	run "$CGKILL" --method freeze "$OTHER/t"
	refused "this hierarchy of cgroup v1 has no freezer.state"
	still_alive "$pids"
fi
finish
