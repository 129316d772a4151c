#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What auto does where a file of the cgroup is missing or cannot be used, as the errno says, and
# that a method asked for by name is an error then.
. "${0%/*}/../lib.sh"
need_cgroup
need_tool strace
need_cgroup_file cgroup.kill
need_cgroup_file cgroup.freeze

text_of() {
	case $1 in
	ENOENT) echo "No such file or directory" ;;
	EACCES) echo "Permission denied" ;;
	EROFS) echo "Read-only file system" ;;
	EPERM) echo "Operation not permitted" ;;
	esac
}

tree() {
	mkdir -p "$CG/t/a"
	pids="$(spawn -e -c "$CG/t" sleeper 2) $(spawn -c "$CG/t/a" headless)"
}

for errno in ENOENT EACCES EROFS EPERM; do
	point "opening cgroup.kill fails with $errno: freeze"
	tree
	run_failing $errno cgroup.kill -- "$KILL" --cgroup "$CG/t" --verbose
	status_is 0
	methods_are "kernel freeze"
	out_has cgroup.kill "$(text_of $errno)"
	dead "$pids"
	empty "$CG/t"
	thawed "$CG"

	point "opening cgroup.kill and cgroup.freeze fails with $errno: signal"
	tree
	run_failing $errno cgroup.kill cgroup.freeze -- "$KILL" --cgroup "$CG/t" --verbose
	status_is 0
	methods_are "kernel freeze signal"
	out_has cgroup.kill cgroup.freeze "$(text_of $errno)"
	dead "$pids"
	empty "$CG/t"
	thawed "$CG"

	point "--method kernel is an error with $errno"
	tree
	run_failing $errno cgroup.kill -- "$KILL" --cgroup "$CG/t" --method kernel
	refused cgroup.kill "$(text_of $errno)"
	still_alive "$pids"

	point "--method freeze is an error with $errno"
	run_failing $errno cgroup.freeze -- "$KILL" --cgroup "$CG/t" --method freeze
	refused cgroup.freeze "$(text_of $errno)"
	still_alive "$pids"
	"$KILL" --cgroup "$CG/t" --method signal
done

# nsdelegate: the files can be opened, and writing fails.
for errno in EPERM EACCES EROFS; do
	point "writing cgroup.kill fails with $errno: freeze"
	tree
	run_failing $errno "$CG/t/cgroup.kill" -- "$KILL" --cgroup "$CG/t" --verbose
	status_is 0
	methods_are "kernel freeze"
	out_has cgroup.kill "$(text_of $errno)"
	dead "$pids"
	thawed "$CG"

	point "writing cgroup.kill and cgroup.freeze fails with $errno: signal"
	tree
	run_failing $errno "$CG/t/cgroup.kill" "$CG/t/cgroup.freeze" -- \
		"$KILL" --cgroup "$CG/t" --verbose
	status_is 0
	methods_are "kernel freeze signal"
	dead "$pids"
	thawed "$CG"

	point "--method kernel is an error when the write fails with $errno"
	tree
	run_failing $errno "$CG/t/cgroup.kill" -- "$KILL" --cgroup "$CG/t" --method kernel
	refused cgroup.kill "$(text_of $errno)"
	still_alive "$pids"
done

point "a fallback that fails as well is a failure"
run_failing EACCES cgroup.kill cgroup.freeze cgroup.procs -- "$KILL" --cgroup "$CG/t"
status_is 1
err_has "Permission denied"
still_alive "$pids"

point "another error of cgroup.kill is not a reason to fall back"
run_failing EIO "$CG/t/cgroup.kill" -- "$KILL" --cgroup "$CG/t" --verbose
status_is 1
methods_are kernel
err_has cgroup.kill "Input/output error"
still_alive "$pids"

point "cgroup.kill says that the cgroup is threaded: no other method"
run_failing EOPNOTSUPP "$CG/t/cgroup.kill" -- "$KILL" --cgroup "$CG/t" --verbose
status_is 1
methods_are kernel
err_has threaded
still_alive "$pids"

for method in freeze signal; do
	point "populated, but no process is listed: no success ($method)"
	run_traced -P "$CG/t/cgroup.procs" -P "$CG/t/a/cgroup.procs" \
		-P "$CG/t/cgroup.threads" -P "$CG/t/a/cgroup.threads" -e trace=read \
		-e inject=read:retval=0 "$KILL" --cgroup "$CG/t" --method $method
	refused "lists no processes"
	still_alive "$pids"
	thawed "$CG/t"
done

point "thawing fails: reported, and no success"
mkdir -p "$CG/z"
pids=$(spawn -c "$CG/z" sleeper)
run_traced -P "$CG/z/cgroup.freeze" -e trace=write -e inject=write:error=EIO:when=2+ \
	"$KILL" --cgroup "$CG/z" --method freeze
status_is 1
err_has cgroup.freeze "Input/output error"
finish
