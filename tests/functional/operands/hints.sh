#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# An operand that leads nowhere: the message says what was probably meant, and nothing is done for it.
. "${0%/*}/../lib.sh"
. "${0%/*}/../container/lib.sh"
need_cgroup
need_tool unshare mount
"$KILL" --version | grep -q libmount || skip_all "built without libmount"

# Nobody else has cgroups with this in their names.
id=$(printf '%s' "${CG##*-}" | tr -dc '[:alnum:]')
cgroup a s.slice "s.slice/$id.service"
pids="$(spawn -t 300 -c "$CG/a" sleeper) $(spawn -t 300 -c "$CG/s.slice/$id.service" sleeper)"
first=${pids% *}

# hints "WORDS" COMMAND...: one line, which ends with these words; nobody is signalled.
hints() {
	words=$1
	shift
	run "$@"
	refused
	case $(cat "$ERR") in
	*"$words") ;;
	*) fail "it does not end with: $words" ;;
	esac
	still_alive "$pids"
}

hints_nothing() {
	run "$@"
	refused
	err_lacks "; "
	still_alive "$pids"
}

point "a line of /proc/PID/cgroup"
hints "0::$NAME/a: no such cgroup; did you mean $NAME/a?" "$CGKILL" "0::$NAME/a"
hints "neither a process ID nor a name; did you mean --cgroup $NAME/a?" "$KILL" "0::$NAME/a"
hints_nothing "$CGKILL" "1:cpu:$NAME/a"

point "a bare PID"
hints "$first: no such cgroup; did you mean pid:$first?" "$CGKILL" "$first"

point "the ID of a thread"
threads=$(spawn -t 300 -c "$CG" threads)
for tid in "/proc/$threads/task"/*; do
	tid=${tid##*/}
	[ "$tid" = "$threads" ] || break
done
hints "pid:$tid: no such cgroup; that is a thread, and its process is pid:$threads" \
	"$CGKILL" "pid:$tid"
alive "$threads"

point "a path below the usual mount point, where cgroup2 is mounted elsewhere"
mkdir "$TMP/mnt"
# shellcheck disable=SC2016
moved='mount -t cgroup2 none "$0" && umount -l "$1" && shift && exec "$@"'
for usual in /sys/fs/cgroup /sys/fs/cgroup/unified; do
	hints "$usual$NAME/a: no such cgroup; did you mean $TMP/mnt$NAME/a?" \
		unshare --mount sh -c "$moved" "$TMP/mnt" "$MNT" "$CGKILL" "$usual$NAME/a"
	hints "no such cgroup; cgroup2 is mounted on $TMP/mnt" \
		unshare --mount sh -c "$moved" "$TMP/mnt" "$MNT" "$CGKILL" "$usual/$id.none"
done
point "but not where it is mounted"
hints_nothing "$CGKILL" "$MNT$NAME/none"

point "the name of a unit, with and without its suffix"
for name in "$id.service" "$id"; do
	hints "$name: no such cgroup; did you mean $NAME/s.slice/$id.service?" "$CGKILL" "$name"
done
point "but not if two have it, or if it is only a part of one, or a path"
cgroup "s.slice/x" "s.slice/x/$id.service"
hints_nothing "$CGKILL" "$id.service"
hints_nothing "$CGKILL" "$id.serv"
rmdir "$CG/s.slice/x/$id.service"
hints_nothing "$CGKILL" "other.slice/$id.service"
point "nor is it looked for while another operand waits for its signal"
cgroup b
victim=$(spawn -c "$CG/b" sleeper)
run "$CGKILL" "$id.service" "$CG/b"
status_is 64
[ "$(cat "$ERR")" = "cgkill: $id.service: no such cgroup" ] || fail "it says: $(cat "$ERR")"
dead "$victim"
point "but it is, if none of the operands can be signalled"
run "$CGKILL" "$id.service" "$TMP/none"
status_is 1
err_has "did you mean $NAME/s.slice/$id.service?" "$TMP/none: no such cgroup"
still_alive "$pids"

point "though not for all of very many"
# shellcheck disable=SC2046 # words
run "$CGKILL" $(seq -f "$id-%.0f" 20) "$id.service"
status_is 1
err_lines 21
err_lacks "did you mean"

point "a file in a cgroup"
hints "not a directory, so not a cgroup; did you mean $CG/a?" "$CGKILL" "$CG/a/cgroup.procs"
# shellcheck disable=SC2016
hints "not a directory, so not a cgroup; did you mean .?" \
	sh -c 'cd "$0" && exec "$@"' "$CG/a" "$CGKILL" cgroup.procs
hints_nothing "$CGKILL" "$0"

point "a directory that is in the way of a name"
mkdir -p "$TMP/cwd/${NAME#/}/a"
# shellcheck disable=SC2016
hints "so not a cgroup; did you mean $CG/a?" \
	sh -c 'cd "$0" && exec "$@"' "$TMP/cwd" "$CGKILL" "${NAME#/}/a"
hints_nothing "$CGKILL" "$TMP"

point "the root directory is no way to the root cgroup"
if [ -e "$MNT/cgroup.type" ]; then
	skip "the root of the hierarchy is not to be seen from here"
else
	hints_nothing "$CGKILL" /
fi

point "no hint leads to the root cgroup, however it is written"
if [ -e "$MNT/cgroup.type" ]; then
	skip "the root of the hierarchy is not to be seen from here"
else
	for operand in 0::/ 0::// 0::/. 0::/./ "0::$NAME/.." 0::/.. "0::$NAME/../." //; do
		hints_nothing "$CGKILL" "$operand"
		hints_nothing "$KILL" "$operand"
	done
	hints_nothing "$CGKILL" "$MNT/cgroup.procs"
	hints_nothing "$KILL" "$MNT"
	# shellcheck disable=SC2016
	in_root=$(sh -c 'echo 0 >"$0/cgroup.procs" && exec "$HELPERS/spawn" -t 300 threads' "$MNT")
	grep -qx 0::/ "/proc/$in_root/cgroup" || fail "it is not in the root cgroup"
	for tid in "/proc/$in_root/task"/*; do
		tid=${tid##*/}
		[ "$tid" = "$in_root" ] || break
	done
	hints_nothing "$CGKILL" "$in_root"
	hints_nothing "$CGKILL" "pid:$tid"
	hints_nothing "$KILL" "pid:$in_root"
	for usual in /sys/fs/cgroup /sys/fs/cgroup/ /sys/fs/cgroup/unified; do
		hints_nothing unshare --mount sh -c "$moved" "$TMP/mnt" "$MNT" "$CGKILL" "$usual"
	done
	end_process "$in_root"
fi

point "the root directory in a cgroup namespace"
if has_cgroup_namespaces; then
	cgroup ns ns/child
	# shellcheck disable=SC2016
	in_namespace '"$CGKILL" /'
	status_is 1
	err_has "cgkill: /: not on a cgroup file system, so not a cgroup; did you mean $TMP/mnt?"
	# shellcheck disable=SC2016
	in_namespace '"$CGKILL" 0::/; "$KILL" 0::/'
	err_has "cgkill: 0::/: no such cgroup; did you mean $TMP/mnt?" \
		"neither a process ID nor a name; did you mean --cgroup $TMP/mnt?"
else
	skip "no cgroup namespaces"
fi

point "a name cannot hide what is beside it in a hint, either"
cgroup "odd.slice" "odd.slice/$(printf '%s.odd\342\200\256' "$id")"
hints "did you mean $NAME/odd.slice/$id.odd\\342\\200\\256?" "$CGKILL" "$(printf '%s.odd\342\200\256' "$id")"

point "kill without --cgroup"
for operand in "$CG/a" "$NAME/a" "pid:$first" "name:$id.service"; do
	hints "none of your processes has that name; did you mean --cgroup $operand?" \
		"$KILL" "$operand"
done
hints "did you mean --cgroup $NAME/s.slice/$id.service?" "$KILL" "$id.service"
hints "did you mean --cgroup $CG/a?" "$KILL" "$CG/a/cgroup.procs"
# shellcheck disable=SC2016
hints "did you mean --cgroup a?" sh -c 'cd "$0" && exec "$@"' "$CG" "$KILL" a
for operand in "$TMP" "$0" "$CG/none" "$id.none" "$id" name; do
	hints_nothing "$KILL" "$operand"
done

point "a job of a shell"
hints 'only a shell knows its jobs: write their PIDs, which "jobs -p" shows' "$KILL" %1
hints 'which "jobs -p" shows' "$KILL" --timeout 5s KILL %sleep

point "an empty operand"
run "$KILL" "" "$first"
refused "kill: an operand is empty"
still_alive "$pids"
finish
