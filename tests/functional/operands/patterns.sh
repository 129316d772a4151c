#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# name:<pattern>, the one cgroup whose last component matches; none or several signal nobody at all.
. "${0%/*}/../lib.sh"
. "${0%/*}/../container/lib.sh"
need_cgroup
need_tool unshare mount
"$KILL" --version | grep -q libmount || skip_all "built without libmount"

# Nobody else has cgroups with this in their names.
id=$(printf '%s' "${CG##*-}" | tr -dc '[:alnum:]')
outside=$(spawn -t 300 -c "$CG" sleeper)
cgroup s.slice "s.slice/$id.service" "s.slice/$id-pod.scope" other

# kills DIR OPERAND...: only what is in that cgroup.
kills() {
	pids=$(spawn -c "$CG/$1" sleeper)
	beside=$(spawn -c "$CG/other" sleeper)
	dir=$1
	shift
	run "$CGKILL" --verbose "$@"
	status_is 0
	err_empty
	out_has "matches only the cgroup $NAME/$(printf '%s' "$dir" | sed 's/\\/\\134/g')"
	dead "$pids"
	alive "$beside" "$outside"
}

point "a whole name"
kills "s.slice/$id.service" "name:$id.service"
for pattern in "$id.serv*" "*$id.service" "$id.serv?ce" "$id.[r-t]ervice" "[!.]${id#?}.service"; do
	point "the pattern $(printf '%s' "$pattern" | sed "s/$id/.../; s/${id#?}/.../")"
	kills "s.slice/$id.service" "name:$pattern"
done

point "kill --cgroup=name:, kill --cgroup name:"
for option in --cgroup= "--cgroup "; do
	pids=$(spawn -c "$CG/s.slice/$id.service" sleeper)
	# shellcheck disable=SC2086
	run "$KILL" ${option}name:"$id".service
	status_is 0
	dead "$pids"
done

point "a name with backslashes, as those of systemd, with or without quoting it for the pattern"
cgroup "$id-by\\x2duuid.mount"
kills "$id-by\\x2duuid.mount" "name:$id-by\\x2duuid.mount"
kills "$id-by\\x2duuid.mount" "name:$id-by\\\\x2duuid.*"

point "a name that is no pattern matches as the text that it is"
cgroup "${id}[a-c]*"
kills "${id}[a-c]*" "name:${id}[a-c]*"

point "it is the last component that has to match, not a part of it or of the path"
cgroup "$id-top" "$id-top/below"
for pattern in s.slice/ "s.slice/$id.service" "*/$id.service" "/$id.service" ''; do
	run "$CGKILL" "name:$pattern" "$CG/s.slice"
	refused "the pattern after 'name:' is empty, or has a slash"
done
for pattern in "$id" "$id.servic" "${id#?}.service" "*$id-top*w" "S.slice.$id"; do
	run "$CGKILL" "name:$pattern"
	refused "no cgroup has a name that matches"
done
kills "$id-top" "name:$id-t*"

point "name: comes before a path that is called so"
mkdir "$TMP/name:$id.service"
pids=$(spawn -c "$CG/s.slice/$id.service" sleeper)
# shellcheck disable=SC2016
run sh -c 'cd "$0" && exec "$@"' "$TMP" "$CGKILL" "name:$id.service"
status_is 0
dead "$pids"

point "neither locale nor language changes what matches"
cgroup "$id-Ä"
for locale in C "$(utf8_locale)"; do
	pids=$(spawn -c "$CG/$id-Ä" sleeper)
	run env LC_ALL="$locale" "$CGKILL" --verbose "name:$id-?"
	refused "no cgroup has a name that matches"
	run env LC_ALL="$locale" "$CGKILL" --verbose "name:$id-??"
	status_is 0
	dead "$pids"
done

pids="$(spawn -t 300 -c "$CG/s.slice/$id.service" sleeper) $(spawn -t 300 -c "$CG/other" sleeper)"

point "none: nothing is signalled, not even for other operands"
run "$CGKILL" "$CG/other" "name:$id.none"
refused "name:$id.none: no cgroup has a name that matches"
still_alive "$pids"

point "two: they are named, and nothing is signalled"
run "$CGKILL" "$CG/other" "name:$id*s*" "$CG/s.slice"
status_is 1
sort "$ERR" >"$TMP/shown"
printf '%s\n' "cgkill: $NAME/s.slice/$id-pod.scope" "cgkill: $NAME/s.slice/$id.service" \
	"cgkill: name:$id*s*: 2 cgroups match, but it must be one:" | diff - "$TMP/shown" >"$TMP/diff" ||
	fail "$(cat "$TMP/diff")"
still_alive "$pids"

point "the same with --dry-run, -p and signal 0"
for option in --dry-run -p -0; do
	run "$CGKILL" $option "$CG/other" "name:$id*s*"
	status_is 1
	err_lines 3
	out_is ''
done

point "more than ten: ten are named, in order, and how many more there are"
"$HELPERS/nest" wide "$CG/s.slice/$id-pod.scope" 13
(cd "$CG/s.slice/$id-pod.scope" && for name in *[0-9]; do mkdir "$name/$id.many"; done)
run "$CGKILL" "name:$id.many"
status_is 1
err_lines 12
err_has "13 cgroups match" "and 3 more"
sed -n '2,11p' "$ERR" >"$TMP/shown"
sort -c "$TMP/shown" || fail "not in order"
still_alive "$pids"

point "a name cannot hide what is beside it there, either"
for number in 1 2; do
	cgroup "$id-odd$number$(printf '\033[1A\342\200\256')"
done
run "$CGKILL" "name:$id-odd*"
err_lines 3
err_has "odd1\\033[1A\\342\\200\\256" "odd2"

point "a threaded cgroup is refused as by its path, and nothing else is signalled"
cgroup t "t/$id.threaded"
if echo threaded >"$CG/t/$id.threaded/cgroup.type" 2>/dev/null; then
	run "$CGKILL" "name:$id.threaded" "$CG/other"
	status_is 1
	err_has "threaded cgroup"
	still_alive "$pids"
else
	skip "no threaded cgroups"
fi

point "what is mounted in the tree, and symbolic links to it, are not looked at"
cgroup over real "real/$id.real"
# shellcheck disable=SC2016
run unshare --mount sh -c 'mount --bind "$0" "$1" && shift && exec "$@"' "$CG/real" "$CG/over" \
	"$CGKILL" --verbose "name:$id.real"
status_is 0
out_has "only the cgroup $NAME/real/$id.real"
# shellcheck disable=SC2016
run unshare --mount sh -c 'mount -t tmpfs none "$0/over" && ln -s "$0/real" "$0/over/$1.link" &&
	mkdir "$0/over/$1.dir" && shift && exec "$@"' "$CG" "$id" "$CGKILL" "name:$id.[dl]i*"
refused "no cgroup has a name that matches"

point "what one may not look into is left out"
if has_tool setpriv; then
	public_programs
	cgroup closed "closed/$id.twin" "$id.twin"
	chmod 700 "$CG/closed"
	run setpriv --reuid 65534 --regid 65534 --clear-groups "$CGKILL" -p --verbose "name:$id.twin"
	status_is 0
	run "$CGKILL" -p "name:$id.twin"
	status_is 1
	err_has "2 cgroups match"
else
	skip "setpriv is not installed"
fi

point "a cgroup that is gone when it is opened does not count"
if has_tool strace; then
	cgroup "$id.going"
	begin_run run_traced -e trace=openat -P "$id.going" -e inject=openat:delay_enter=1s \
		"$CGKILL" "name:$id.going"
	wait_until in_trace "$id.going" || fail "not opened by its name"
	rmdir "$CG/$id.going"
	still_held
	end_run
	refused "no cgroup has a name that matches"
	point "but one that only seems to be gone does"
	cgroup "$id.going"
	run_traced -e trace=openat -P "$id.going" -e inject=openat:error=ENOENT "$CGKILL" "name:$id.going"
	refused "name:$id.going: cannot open the cgroup"
else
	skip "strace is not installed"
fi

point "cgroups that come and go meanwhile change nothing"
cgroup churn
"$HELPERS/nest" churn "$CG/churn" 30 &
churn=$!
for number in 1 2 3 4 5 6 7 8 9 10; do
	run "$CGKILL" -p "name:$id.service"
	status_is 0
	err_empty
done
kill "$churn"
wait "$churn"

point "where several names are given, each is looked for"
run "$CGKILL" "name:$id.service" "name:$id-top" "name:*$id-pod*"
status_is 0
dead "${pids% *}"

point "no libmount, no search: nothing is signalled"
pids=$(spawn -t 300 -c "$CG/other" sleeper)
# shellcheck disable=SC2016
run unshare --mount sh -c 'umount -l "$0" && exec "$@"' "$MNT" "$CGKILL" "name:$id.service"
refused "cannot search all cgroups: no cgroup2 mount"
alive "$pids"

has_cgroup_namespaces || {
	finish
}
point "in a cgroup namespace, only what is in it"
cgroup ns ns/child ns/inner "ns/inner/$id.service"
inner=$(spawn -c "$CG/ns/inner/$id.service" sleeper)
# shellcheck disable=SC2016
in_namespace '"$CGKILL" --verbose '"name:$id.service"
status_is 0
out_has "only the cgroup /inner/$id.service"
dead "$inner"
# shellcheck disable=SC2016
in_namespace '"$CGKILL" '"name:other"
status_is 1
err_has "no cgroup has a name that matches"
alive "$pids"

# In a namespace, where no other test has cgroups. $number cgroups, each with one below it.
calls_for() {
	rm -f "$TRACE"
	# shellcheck disable=SC2016
	in_namespace 'strace -qq -c -o "'"$TRACE"'" -E ASAN_OPTIONS=detect_leaks=0 \
		"$CGKILL" -p '"'name:$id.last'"
	status_is 0
	awk '$NF == "total" { print $4 }' "$TRACE"
}

point "it costs as much for each cgroup, however many there are"
if has_tool strace; then
	cgroup ns/many "ns/many/$id.last"
	(cd "$CG/ns/many" && seq 100 | sed 's|.*|&/below|' | xargs mkdir -p)
	few=$(calls_for)
	(cd "$CG/ns/many" && seq 101 400 | sed 's|.*|&/below|' | xargs mkdir -p)
	many=$(calls_for)
	# Besides the 600 that are new: to look at each, and for every other one to list what is in it.
	[ $((many - few)) -le $((600 * 4)) ] || fail "$few calls for 200 cgroups, $many for 800"
	[ "$few" -gt 200 ] || fail "$few calls"
	point "many patterns share one walk"
	# shellcheck disable=SC2016
	in_namespace 'strace -qq -c -o "'"$TRACE"'" -E ASAN_OPTIONS=detect_leaks=0 \
		"$CGKILL" -p '"$(yes "name:$id.last" | head -n 50 | tr '\n' ' ')"
	status_is 0
	fifty=$(awk '$NF == "total" { print $4 }' "$TRACE")
	[ "$fifty" -le $((2 * many)) ] || fail "$many calls for one, $fifty for 50"
	point "leaves are not opened"
	(cd "$CG/ns/many" && seq 1000 1999 | xargs mkdir -p)
	more=$(calls_for)
	[ $((more - many)) -le 1100 ] || fail "$((more - many)) calls for 1000 leaves"
else
	skip "strace is not installed"
fi
finish
