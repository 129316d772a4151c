#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# libmount is loaded only to look up a name, and its absence is reported.
. "${0%/*}/../lib.sh"
need_cgroup
need_tool strace
"$KILL" --version | grep -q libmount || skip_all "built without libmount"
cgroup a

point "a path does not need libmount"
pids=$(spawn -c "$CG/a" sleeper)
run_traced -e trace=open,openat,openat2 "$CGKILL" "$CG/a"
status_is 0
! in_trace libmount || fail "libmount was opened"
! in_trace libblkid || fail "libblkid was opened"
dead "$pids"

pids=$(spawn -t 300 -c "$CG/a" sleeper)
run_traced -e trace=open,openat,openat2 "$CGKILL" -p "$NAME/a"

# opened PATTERN: $files are for strace: those of that name, where the loader looks for them, with
# and without /usr.
opened() {
	files=
	found=$(sed -n "s/.*\"\\([^\"]*$1[^\"]*\\)\".*/\\1/p" "$TRACE" | sort -u)
	for file in $found; do
		files="$files -P $file -P /usr$file -P ${file#/usr}"
	done
}
opened 'libmount\.so'
libmount=$files

# without_libmount ERRNO COMMAND...
without_libmount() {
	errno=$1
	shift
	# shellcheck disable=SC2086
	run_traced $files -e trace=open,openat,openat2 -e inject=open,openat,openat2:error="$errno" "$@"
}

point "a name does"
[ -n "$files" ] || fail "libmount was not opened"
status_is 0

# There may be thousands of mounts.
point "the mounts are read once, however many names there are"
for names in "$NAME/a" "$NAME/a $NAME $NAME/a pid:$pids"; do
	# shellcheck disable=SC2086
	run_traced -e trace=open,openat,openat2 "$CGKILL" -p $names
	status_is 0
	[ "$(grep -c /proc/self/mountinfo "$TRACE")" = 1 ] || fail "not read once: $names"
done

for errno in ENOENT EACCES; do
	point "a clear message when libmount cannot be loaded ($errno)"
	without_libmount $errno "$CGKILL" "$NAME/a"
	refused libmount
	still_alive "$pids"
done

point "it is not installed only if it is not there"
without_libmount ENOENT "$CGKILL" "$NAME/a"
refused "libmount.so.1 is not installed"
for operand in "$NAME/a" "pid:$pids" "name:${CG##*/}"; do
	# shellcheck disable=SC2086 # words
	run_traced $files -e trace=mmap,?mmap2 -e inject=mmap,?mmap2:error=ENOMEM "$CGKILL" "$operand"
	refused "libmount.so.1: "
	err_lacks "installed"
done
still_alive "$pids"

point "if what it needs is missing, that is named"
run_traced -e trace=open,openat,openat2 "$CGKILL" -p "$NAME/a"
opened 'libblkid\.so'
if [ -n "$files" ]; then
	without_libmount ENOENT "$CGKILL" "$NAME/a"
	refused "libblkid.so"
	err_lacks "libmount.so.1 is not installed"
	still_alive "$pids"
else
	skip "it does not need libblkid"
fi
files=$libmount

point "without memory for the list of mounts"
run_traced -P /proc/self/mountinfo -e trace=open,openat,openat2 \
	-e inject=open,openat,openat2:error=ENOMEM "$CGKILL" "$NAME/a"
refused "it cannot be looked up as a name: Cannot allocate memory"
still_alive "$pids"

point "a cgroup given as pid: does not fail silently, either"
without_libmount ENOENT "$CGKILL" "pid:$pids"
refused libmount
still_alive "$pids"

point "with several operands, the paths are done"
without_libmount ENOENT "$CGKILL" "$NAME/a" "$CG/a"
status_is 64
err_has libmount
dead "$pids"
finish
