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

# hints "WORDS" COMMAND... OPERAND: one line, which ends with these words; nobody is signalled, and
# what it says to write instead of the operand is accepted.
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
	hint=$(sed -n 's/.*; \(did you mean\|.* its process is\) \([^?]*\)?*$/\2/p' "$ERR")
	case $hint in
	'' | *\\*) ;; # none, or one that is escaped
	*) accepts "$@" ;;
	esac
}

# accepts COMMAND... OPERAND: the same with the hint instead of the operand.
accepts() {
	last=$#
	for word in "$@"; do
		shift
		last=$((last - 1))
		[ $last = 0 ] || set -- "$@" "$word"
	done
	# shellcheck disable=SC2086 # words
	run "$@" --dry-run $hint
	status_is 0
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
point "but not where there is no such cgroup"
for name in /none "$NAME/none" "$NAME/a/cgroup.procs" "$NAME/none/../a"; do
	hints_nothing "$CGKILL" "0::$name"
	hints_nothing "$KILL" "0::$name"
done

point "a line of /proc/PID/cgroup for cgroup v1"
if has_v1_freezer; then
	member=$(spawn -t 300 -c "$V1" sleeper)
	for line in "6:freezer:$NAME" "freezer:$NAME" "6:freezer,other:$NAME"; do
		hints "$line: no such cgroup; did you mean $V1?" "$CGKILL" "$line"
	done
	hints "of your processes has that name; did you mean --cgroup $V1?" "$KILL" "freezer:$NAME"
	hints "a process ID nor a name; did you mean --cgroup $V1?" "$KILL" "6:freezer:$NAME"
	for line in 6:freezer:/ "6:freezer:$NAME/none" "6:freezer:$NAME/../${NAME#/}" \
		"6:none:$NAME" "6::$NAME" "x:freezer:$NAME" "6:freezer$NAME" "6:$NAME"; do
		hints_nothing "$CGKILL" "$line"
		hints_nothing "$KILL" "$line"
	done
	end_process "$member"
else
	skip "no freezer hierarchy of cgroup v1"
fi

point "the same for a hierarchy without controllers"
named=$(mount_of cgroup name=systemd)
if [ -n "$named" ] && mkdir "$named/${CG##*/}"; then
	# shellcheck disable=SC2016
	at_exit 'rmdir "$named/${CG##*/}"'
	hints "did you mean $named/${CG##*/}?" "$CGKILL" "1:name=systemd:$NAME"
else
	skip "no such hierarchy"
fi

point "a bare PID"
hints "$first: no such cgroup; did you mean pid:$first?" "$CGKILL" "$first"

point "but not that of a process that is gone"
gone=$(spawn -c "$CG/a" sleeper)
end_process "$gone"
hints_nothing "$CGKILL" "$gone"
hints_nothing "$KILL" "pid:$gone"

point "nor anything threaded, which would be refused, or what is above it"
mkdir -p "$CG/d/t/$id.threaded"
if echo threaded >"$CG/d/t/cgroup.type" && echo threaded >"$CG/d/t/$id.threaded/cgroup.type"; then
	threaded=$(spawn -t 300 -c "$CG/d/t" threads)
	hints_nothing "$CGKILL" "$threaded"
	hints_nothing "$CGKILL" "$id.threaded"
	hints_nothing "$CGKILL" "$CG/d/t/cgroup.type"
	for operand in "$CG/d/t" "${NAME#/}/d/t" "pid:$threaded" "name:$id.threaded" \
		"$id.threaded" "0::$NAME/d/t"; do
		hints_nothing "$KILL" "$operand"
	done
	hints_nothing "$CGKILL" "0::$NAME/d/t"
	# shellcheck disable=SC2016
	hints_nothing sh -c 'cd "$0" && exec "$@"' "$CG/d/t" "$KILL" .
	alive "$threaded"
else
	skip "the kernel has no threaded cgroups"
fi

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
point "but not where it is mounted, or another hierarchy"
hints_nothing "$CGKILL" "$MNT$NAME/none"
# shellcheck disable=SC2016
twice='mount -t cgroup2 none "$0" && exec "$@"'
hints_nothing unshare --mount sh -c "$twice" "$TMP/mnt" "$CGKILL" "$MNT$NAME/none"
if has_v1_freezer; then
	hints_nothing "$CGKILL" "$V1/none"
	hints_nothing "$CGKILL" "$V1/none/none"
	hints_nothing unshare --mount sh -c "$moved" "$TMP/mnt" "$MNT" "$CGKILL" "$V1/none"
fi

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

point "a line for cgroup v1 is not looked for meanwhile, either"
if has_v1_freezer; then
	victim=$(spawn -c "$CG/b" sleeper)
	run "$CGKILL" "6:freezer:$NAME" "$CG/b"
	status_is 64
	err_lines 1
	err_lacks "; "
	dead "$victim"
else
	skip "no freezer hierarchy of cgroup v1"
fi

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
point "but not if only a path was meant"
# shellcheck disable=SC2016
hints_nothing sh -c 'cd "$0" && exec "$@"' "$TMP/cwd" "$CGKILL" "./${NAME#/}/a"
for operand in "./${NAME#/}/a" "../${NAME#/}/a"; do
	hints_nothing "$KILL" "$operand"
done

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
	cgroup ns ns/child ns/tmp ns/mnt
	# shellcheck disable=SC2016
	in_namespace '"$CGKILL" /'
	status_is 1
	err_has "cgkill: /: not on a cgroup file system, so not a cgroup; did you mean $TMP/mnt?"
	# shellcheck disable=SC2016
	in_namespace '"$CGKILL" 0::/; "$KILL" 0::/'
	err_has "cgkill: 0::/: no such cgroup; did you mean $TMP/mnt?" \
		"neither a process ID nor a name; did you mean --cgroup $TMP/mnt?"
	# shellcheck disable=SC2016
	in_namespace '"$CGKILL" --dry-run "$1" && "$KILL" --dry-run --cgroup "$1"'
	status_is 0
else
	skip "no cgroup namespaces"
fi

point "nothing else leads to the top of the mount there"
if has_cgroup_namespaces; then
	in_top=$(spawn -t 300 -c "$CG/ns" sleeper)
	export TMP in_top
	# shellcheck disable=SC2016
	in_namespace '
		dots=". .. ./ ../ ./. .// ../. ../.. /. /.. // /// /./"
		dots="$dots 0:: 0::// 0::/. 0::/./ 0::/.."
		cd "$TMP"
		for operand in $dots /sys/fs/cgroup /sys/fs/cgroup/ "$1/cgroup.procs" "$in_top"; do
			"$CGKILL" --dry-run "$operand"
		done
		for operand in $dots / "$1" "$1/" "$1/." "$1/child/.." "$1/cgroup.procs"; do
			"$KILL" "$operand"
		done
		cd "$1" && "$CGKILL" --dry-run cgroup.procs
		for operand in . .. ./ cgroup.procs child/..; do
			"$KILL" "$operand"
		done
		cd child && for operand in .. ../ ../cgroup.procs; do
			"$KILL" "$operand"
		done'
	err_has "no such cgroup"
	err_lacks "; "
	alive "$in_top"
	# shellcheck disable=SC2016
	in_namespace '"$KILL" "pid:$in_top"'
	err_has "did you mean --cgroup pid:$in_top?"
	end_process "$in_top"
else
	skip "no cgroup namespaces"
fi

point "the top in a line for cgroup v1 there"
if has_cgroup_namespaces && has_v1_freezer; then
	# in_v1 OPERAND...: with $V1 as root, mounted at $TMP/mnt.
	in_v1() {
		# shellcheck disable=SC2016
		run sh -c "$ENTER" "$V1" unshare --cgroup --mount sh -c '
			mount -t cgroup -o freezer none "$0" || exit 99
			umount -l "${V1%/*}"
			# Whose root may be far above, too.
			umount -l "$MNT" && mount -t cgroup2 none "$MNT" || exit 99
			for operand; do
				"$CGKILL" --dry-run "$operand"
			done' "$TMP/mnt" "$@"
	}
	export V1 MNT
	in_v1 6:freezer:/
	err_has "6:freezer:/: no such cgroup; did you mean $TMP/mnt?"
	in_v1 "$TMP/mnt"
	status_is 0
	in_v1 6:freezer:// 6:freezer:/. "6:freezer:$NAME/.." "$TMP/mnt/tasks"
	err_lines 4
	err_lacks "; "
else
	skip "no cgroup namespaces, or no freezer hierarchy of cgroup v1"
fi

point "a name that would be taken for a path"
if has_cgroup_namespaces; then
	# shellcheck disable=SC2016
	in_namespace '"$CGKILL" 0::/tmp; "$KILL" 0::/tmp; "$CGKILL" 0::/child'
	err_has "no such cgroup; did you mean $TMP/mnt/tmp?" "did you mean --cgroup $TMP/mnt/tmp?" \
		"no such cgroup; did you mean /child?"
	# shellcheck disable=SC2016
	in_namespace 'mount --bind "$1/child" /mnt && "$CGKILL" 0::/mnt'
	err_has "0::/mnt: no such cgroup; did you mean $TMP/mnt/mnt?"
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
for operand in "$TMP" "$0" "$CG/none" "$NAME/none" "$id.none" "$id" name "name:$id.none"; do
	hints_nothing "$KILL" "$operand"
done
point "but not with a pattern that two names match"
cgroup "s.slice/x/$id.service"
hints_nothing "$KILL" "name:$id.service"
rmdir "$CG/s.slice/x/$id.service"

point "a job of a shell"
hints 'only a shell knows its jobs: write their PIDs, which "jobs -l" shows' "$KILL" %1
hints 'which "jobs -l" shows' "$KILL" --timeout 5s KILL %sleep

point "an empty operand"
run "$KILL" "" "$first"
refused "kill: an operand is empty"
still_alive "$pids"
finish
