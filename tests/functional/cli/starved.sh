#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Memory that runs out, at each allocation of a run: what --json, --when, patterns, hints and --dry-run
# do and say then.  It never crashes, and what was not done, or not told, is said.
. "${0%/*}/../lib.sh"
need_cgroup
need_tool jq
[ -e "$HELPERS/starve" ] || skip_all "no $HELPERS/starve"
cgroup a c
outside=$(spawn -t 300 -c "$CG" sleeper)
id=$(printf '%s' "${CG##*-}" | tr -dc '[:alnum:]')
mkdir "$CG/a/$id.service"

# run_starved N COMMAND...: the Nth allocation and all after it fail; whether that was so.
run_starved() {
	rm -f "$TMP/mark"
	_n=$1
	shift
	run env LD_PRELOAD="$HELPERS/starve" STARVE="$_n" STARVE_MARK="$TMP/mark" \
		ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}verify_asan_link_order=0" "$@"
	[ -e "$TMP/mark" ]
}
run_starved 1 "$CGKILL" --json "$CG/a" "$CG/c" || skip_all "nothing can be loaded before the libraries"

# starve CHECK COMMAND...: CHECK looks at each run but the last, which is as with enough memory. Of
# very many allocations, as libmount makes, only some fail, and then each of the last ones.
starve() {
	check=$1 n=1 last=0 step=8
	rm -f "$TMP/said"
	shift
	while [ $n -lt 3000 ]; do
		victims="$(spawn -c "$CG/a/$id.service" sleeper) $(spawn -c "$CG/c" sleeper)"
		if run_starved $n "$@"; then
			case $status in
			0 | 1 | 64) ;;
			*) fail "status $status when allocation $n fails" ;;
			esac
			$check
			cat "$ERR" >>"$TMP/said"
			last=$n n=$((n + 1 + step * (n / 64)))
		elif [ $n = $((last + 1)) ]; then
			break
		else
			n=$((last + 1)) step=0
		fi
		# shellcheck disable=SC2086 # words
		kill -9 $victims 2>/dev/null
	done
	[ $last -gt 0 ] || fail "no allocation has failed"
	[ $n -lt 3000 ] || fail "there are very many allocations"
	alive "$outside"
}

said() {
	for words in "$@"; do
		grep -qF -e "$words" "$TMP/said" || fail "it was never said: $words"
	done
}

# Nobody is signalled, and why is said.
is_refused() {
	status_is 1
	alive "$victims"
	[ -s "$ERR" ] || fail "nothing is said when allocation $n fails"
}

is_done_or_refused() {
	if [ "$status" = 1 ]; then is_refused; else dead "$victims"; fi
}

# json FILTER: it holds of what was written, which is one object in any case.
json() {
	[ "$(jq -s "length == 1 and (.[0] | ($1))" "$OUT" 2>&1)" = true ] ||
		fail "when allocation $n fails, it is not so that $1"
}

# --- what is done ------------------------------------------------------------------------------

point "--json: one object, and if it cannot tell all, it says so"
tells_result() {
	is_done_or_refused
	json ".status == $status and
		(any(.errors[]?; .kind == \"lost\") or .cgroups[1].errors[0].kind == \"not-a-cgroup\")"
	json 'any(.errors[]?; .kind == "lost") or
		(.cgroups[0].signals | length == 1) == (.cgroups[0].outcome == "done")'
}
starve tells_result "$CGKILL" --json --wait "$CG/a" "$CG/a/cgroup.procs" "$CG/c"
status_is 64
said "Cannot allocate memory" "so not a cgroup"

point "--json of one cgroup: it is killed in any case"
tells_one() {
	status_is 0
	dead "${victims% *}"
	json '.cgroups[0].outcome == "done" and
		((.cgroups[0].signals | length == 1) or .errors[0].kind == "lost")'
}
starve tells_one "$CGKILL" --json --wait "$CG/a"
status_is 0

point "--json, out of time: who is left, or that they cannot be listed"
immune=$(spawn -c "$CG/a/$id.service" immune)
tells_survivors() {
	status_is 124
	json '.status == 124 and .cgroups[0].outcome == "late" and
		((.cgroups[0].survivors | length == 1) or
		 any(.errors[]?; .kind == "lost") or (.cgroups[0].errors | length > 0))'
}
n=1
while run_starved $n "$CGKILL" --json -s TERM --wait=20 "$CG/a/$id.service" && [ $n -lt 100 ]; do
	tells_survivors
	n=$((n + 1))
done
[ $n -gt 1 ] || fail "no allocation has failed"
tells_survivors
alive "$immune"
run "$CGKILL" --wait "$CG/a"

point "--when: what it needs is there before it is armed, or nothing is done"
arms() {
	is_done_or_refused
	[ "$status" != 1 ] || err_has "Cannot allocate memory"
	[ "$status" = 1 ] || err_empty
}
starve arms "$CGKILL" --when 20ms -s USR1 --timeout 1 TERM --timeout 20 KILL --wait "$CG/a" "$CG/c"
status_is 0
said "Cannot allocate memory"

point "--when with --json"
arms_and_tells() {
	is_done_or_refused
	json ".status == $status and
		(any(.errors[]?; .kind == \"lost\") or (.cgroups | all(.outcome == \"done\")))"
}
starve arms_and_tells "$CGKILL" --json --when 20ms -s USR1 --timeout 1 TERM --timeout 20 KILL --wait "$CG/a" "$CG/c"
status_is 0

# --- what is looked for ------------------------------------------------------------------------

if "$KILL" --version | grep -q libmount; then
	point "a hint is left out, and nobody is signalled"
	leads_nowhere() {
		is_refused
		err_lines 1
		err_has "$id: no such"
		err_lacks "not installed"
	}
	starve leads_nowhere "$CGKILL" "$id"
	err_has "did you mean $NAME/a/$id.service?"

	point "nor by a pattern that cannot be looked for"
	searches() {
		if [ "$status" = 1 ]; then is_refused; else dead "${victims% *}"; fi
		[ "$status" != 1 ] || err_has "cannot search all cgroups: "
		err_lacks "not installed"
	}
	starve searches "$CGKILL" --wait "name:$id.serv*"
	status_is 0
	said "Cannot allocate memory"
fi

# --- what would be done ------------------------------------------------------------------------

point "--dry-run, with and without --json: all of it, or that it cannot be shown"
shows() {
	alive "$victims"
	if [ "$status" != 0 ]; then
		err_has "Cannot allocate memory"
	else
		for pid in $victims; do
			out_has "$pid"
		done
	fi
}
for option in "" --json; do
	# shellcheck disable=SC2086 # it may be none
	starve shows "$CGKILL" --dry-run $option "$CG/a" "$CG/c"
	status_is 0
	said "Cannot allocate memory"
done
finish
