#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Cgroups given by their names in /proc/PID/cgroup, which libmount helps to find, and as pid:<PID>.
. "${0%/*}/../lib.sh"
need_cgroup
"$KILL" --version | grep -q libmount || skip_all "built without libmount"
cgroup a a/b
mkdir "$TMP/mnt" "$TMP/empty"
outside=$(spawn -t 300 -c "$CG" sleeper)

kills() {
	pids=$(spawn -c "$CG/a/b" sleeper)
	parent=$(spawn -c "$CG/a" sleeper)
	# shellcheck disable=SC2016
	run sh -c 'cd "$0" && exec "$@"' "$TMP/empty" "$@"
	status_is 0
	err_empty
	dead "$pids"
	alive "$parent" "$outside"
}

point "a name with leading slash"
kills "$CGKILL" "$NAME/a/b"
point "a name without"
kills "$CGKILL" "${NAME#/}/a/b"
point "with trailing and doubled slashes"
kills "$CGKILL" "/${NAME#/}//a/b/"
point "kill --cgroup=NAME"
kills "$KILL" --cgroup="$NAME/a/b"
point "--verbose tells that it was taken as a name"
kills "$CGKILL" --verbose "$NAME/a/b"
out_has "name" "$MNT"
point "--verbose tells that a path was taken as a path"
kills "$CGKILL" --verbose "$CG/a/b"
out_has "path"
out_lacks "name"

point "a path that exists comes first, and is not looked up as a name then"
mkdir -p "$TMP/cwd$NAME/a/b"
pids=$(spawn -c "$CG/a/b" sleeper)
# shellcheck disable=SC2016
run sh -c 'cd "$0" && exec "$@"' "$TMP/cwd" "$CGKILL" "${NAME#/}/a/b"
refused "not on a cgroup file system"
still_alive "$pids" "$outside"

point "a name with spaces and other bytes"
odd=$(printf 'x y\033z\351')
cgroup "$odd"
pids=$(spawn -c "$CG/$odd" sleeper)
run "$CGKILL" "$NAME/$odd"
status_is 0
dead "$pids"

point "dots in a name are not the way up"
for name in ..a a.. a..b ...; do
	cgroup "$name"
	pids=$(spawn -c "$CG/$name" sleeper)
	run "$CGKILL" "$NAME/$name"
	status_is 0
	dead "$pids"
done
alive "$outside"

point "a name in a cgroup that one may not look into"
if has_tool setpriv; then
	public_programs
	cgroup closed closed/x
	chmod 700 "$CG/closed"
	run setpriv --reuid 65534 --regid 65534 --clear-groups "$CGKILL" "$NAME/closed/x"
	refused "cannot open" "Permission denied"
else
	skip "setpriv is not installed"
fi

point "no such name"
for name in "$NAME/none" "${NAME#/}/none" "$NAME/a/b/cgroup.procs/x"; do
	run "$CGKILL" "$name"
	refused "no such cgroup"
done

point "a number may have been meant as a PID: the message says how to write that"
pid=$(spawn -c "$CG/a" sleeper)
run "$CGKILL" "$pid"
refused "no such cgroup" "pid:$pid"
end_process "$pid"

point "what begins as a relative path is no name"
pids=$(spawn -c "$CG/a" sleeper)
cd "$TMP" || fail "cannot go to $TMP"
for name in "./${NAME#/}/a" "../${NAME#/}/a" "./$NAME/a"; do
	run "$CGKILL" "$name"
	refused "no such cgroup"
done
cd /
alive "$pids"
run "$CGKILL" "${NAME#/}/a"
status_is 0
dead "$pids"

point "a name does not lead out of the mount"
for name in "${NAME#/}/../..$MNT$NAME/a" "$NAME/a/../../.." "$NAME/.." ..; do
	run_caged "$CGKILL" "$name"
	status_is 1
	err_lines 1
done
alive "$outside"

point "another mount that shows only a part of the hierarchy does not confuse"
pids=$(spawn -c "$CG/a/b" sleeper)
# shellcheck disable=SC2016
run unshare --mount sh -c 'mount --bind "$0" "$1" && shift && exec "$@"' "$CG/a" "$TMP/mnt" \
	"$CGKILL" "$NAME/a/b"
status_is 0
dead "$pids"
alive "$outside"

point "nor does a second mount of the whole, when the first one is gone"
pids=$(spawn -c "$CG/a/b" sleeper)
# shellcheck disable=SC2016
run unshare --mount sh -c '
	mount -t cgroup2 none "$1" && umount -l "$0" && shift && exec "$@"' "$MNT" "$TMP/mnt" \
	"$CGKILL" --verbose "$NAME/a/b"
status_is 0
out_has "$TMP/mnt"
dead "$pids"
alive "$outside"

point "a mount point with a space in its name"
mkdir "$TMP/m n"
pids=$(spawn -c "$CG/a/b" sleeper)
# shellcheck disable=SC2016
run unshare --mount sh -c '
	mount -t cgroup2 none "$1" && umount -l "$0" && shift && exec "$@"' "$MNT" "$TMP/m n" \
	"$CGKILL" "$NAME/a/b"
status_is 0
dead "$pids"

point "only a part of the hierarchy is mounted: no name is taken for another one"
# $CG/a is all that is to be seen; a name that is not in there must not be found in it.
pids="$(spawn -c "$CG/a/b" sleeper)"
# shellcheck disable=SC2016
run unshare --mount sh -c '
	mount --bind "$1" "$2" && umount -l "$0" && shift 2 && exec "$@"' "$MNT" "$CG/a" "$TMP/mnt" \
	"$CGKILL" b
status_is 1
still_alive "$pids" "$outside"

# What is found at the path of the mount point is not what was mounted there.
for over in tmpfs cgroup; do
	point "the mount is hidden by another one ($over): not looked up in that"
	case $over in
	tmpfs) name=$NAME/a/b ;;
	cgroup) name=b ;;
	esac
	# shellcheck disable=SC2016
	run unshare --mount sh -c '
		case $2 in
		tmpfs) mount -t tmpfs none "$0" && mkdir -p "$0$3" ;;
		cgroup) mount --bind "$1" "$0" ;;
		esac && shift 3 && exec "$@"' "$MNT" "$CG/a" $over "$NAME/a/b" "$CGKILL" "$name"
	refused "it cannot be looked up as a name" cgroup2
	still_alive "$pids" "$outside"
done

point "cgroup2 is not mounted at all"
# shellcheck disable=SC2016
run unshare --mount sh -c 'umount -l "$0" && exec "$@"' "$MNT" "$CGKILL" "$NAME/a/b"
status_is 1
err_lines 1
err_has cgroup2
still_alive "$pids" "$outside"

point "pid:<PID>, the cgroup that a process is in"
run "$CGKILL" "pid:$pids"
status_is 0
err_empty
dead "$pids"
alive "$outside"

point "pid: of a main thread that has exited"
pids=$(spawn -c "$CG/a/b" headless)
run "$CGKILL" "pid:$pids"
status_is 0
dead "$pids"

if has_tool strace; then
	for error in ENOTTY EINVAL; do
		point "pid: before Linux 6.13, which does not tell a process's cgroup ($error)"
		pids=$(spawn -c "$CG/a/b" sleeper)
		run_traced -e trace=ioctl -e inject=ioctl:error=$error "$CGKILL" "pid:$pids"
		status_is 0
		err_empty
		dead "$pids"
	done
	point "pid: where a filter hides the upper half of a cgroup's id from 32-bit machines"
	pids=$(spawn -c "$CG/a/b" sleeper)
	run_traced -e trace=name_to_handle_at -e inject=name_to_handle_at:error=EPERM "$CGKILL" "pid:$pids"
	status_is 0
	dead "$pids"

	point "pid: before Linux 5.3"
	pids=$(spawn -c "$CG/a/b" sleeper)
	run_traced -e trace=pidfd_open -e inject=pidfd_open:error=ENOSYS "$CGKILL" "pid:$pids"
	status_is 0
	dead "$pids"
fi

# /proc says "x (deleted)" of it, which may be the name of a cgroup. It ends when its parent is no
# shell any more, which could reap it.
cgroup left "left (deleted)"
# shellcheck disable=SC2016
sh -c 'sh -c "echo 0 >\"\$0/left/cgroup.procs\"
	until grep -qx sleep /proc/\$PPID/comm; do sleep 0.01; done" "$0" & echo $! >"$1"; exec sleep 300' \
	"$CG" "$TMP/zombie" &
at_exit "kill -9 $!"
wait_until [ -s "$TMP/zombie" ]
zombie=$(cat "$TMP/zombie")
wait_until grep -qs '^State:.Z' "/proc/$zombie/status"
rmdir "$CG/left"
bystander=$(spawn -t 300 -c "$CG/left (deleted)" sleeper)
for trace in "" ioctl:error=ENOTTY pidfd_open:error=ENOSYS; do
	point "pid: of a zombie whose cgroup is gone, not one with such a name ${trace:+(${trace#*=})}"
	grep -q "^0::.*/left (deleted)\$" "/proc/$zombie/cgroup" || fail "the test has not started what it meant to"
	if [ -z "$trace" ]; then
		run "$CGKILL" "pid:$zombie"
	elif has_tool strace; then
		run_traced -e trace="${trace%%:*}" -e inject="$trace" "$CGKILL" "pid:$zombie"
	else
		skip "strace is not installed"
		continue
	fi
	refused "no such cgroup"
	still_alive "$bystander" "$outside"
done

# said TEXT...: /proc says that of the process's cgroup.
said() {
	printf '%s' "$@" >"$TMP/cgroup"
	# shellcheck disable=SC2016
	run unshare --mount sh -c 'mount --bind "$0" "$1" && shift && exec "$@"' "$TMP/cgroup" \
		"/proc/$outside/cgroup" "$CGKILL" "pid:$outside"
}
point "pid: of a process that is in no cgroup2 cgroup"
said "3:cpu:$NAME/a
1:name=systemd:$NAME/a
"
refused "No data available"
point "pid: of a name that is longer than a path"
said "0::$NAME/$(printf '%04096d' 0)
"
refused "name too long"
point "pid: more of /proc than fits: a part of a name is another name"
start=0::$NAME/a # ends where the buffer of 65535 bytes does
said "$(head -c $((65535 - ${#start} - 1)) /dev/zero | tr '\000' x)
$start/b
"
refused "name too long"
alive "$bystander" "$outside"

point "pid: of no process"
pids=$(spawn -c "$CG/a/b" sleeper)
run "$CGKILL" "pid:$pids" && wait_until not kill -0 "$pids"
run "$CGKILL" "pid:$pids"
status_is 1
err_lines 1
for bad in pid: pid:0 pid:-1 pid:x pid:1x "pid: 1" pid:+1 pid:99999999999 pid:4294967297; do
	run "$CGKILL" "$bad"
	status_is 1
	err_lines 1
done
alive "$outside"
finish
