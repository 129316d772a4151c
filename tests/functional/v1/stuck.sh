#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A process that hangs in a file system is never frozen: the freezer of cgroup v1 stays FREEZING.
# The others die all the same, nothing is left frozen, and the program does not hang.
. "${0%/*}/../lib.sh"
. "${0%/*}/lib.sh"
need_v1 freezer
cgroup t t/a t/b

# hang [SERVER-CGROUP]: $stuck hangs in t/a, and its $server is there or outside.
hang() {
	"$HELPERS/stuck" "$CG/t/a" "$@" >"$TMP/stuck" 2>"$TMP/no-fuse"
	case $? in
	0) ;;
	3) skip_all "no FUSE: $(cat "$TMP/no-fuse")" ;;
	*) fail "stuck failed: $(cat "$TMP/no-fuse")" ;;
	esac
	stuck=$(head -n 1 "$TMP/stuck")
	server=$(sed -n 's/^helper //p' "$TMP/stuck")
	at_exit "kill -9 $server"
}

point "the freezer cannot freeze it"
hang
echo FROZEN >"$CG/t/freezer.state"
sleep 0.1
has_line "$CG/t/freezer.state" FREEZING || fail "the test is wrong: $(cat "$CG/t/freezer.state")"
thaw "$CG/t"
kill -9 "$server" "$stuck"
dead "$stuck"

for method in auto freeze signal; do
	point "with its server in the cgroup all die ($method)"
	hang "$CG/t/b"
	pids=$(spawn -e -c "$CG/t" sleeper 3)
	run "$CGKILL" --method $method --wait "$CG/t"
	killed "$CG/t" "$pids $stuck $server"

	point "with its server outside all others die ($method)"
	hang
	pids=$(spawn -e -c "$CG/t" sleeper 3)
	run "$CGKILL" --method $method --wait=1000 "$CG/t"
	status_is 124
	err_has "not empty in time; 1 process left" "$stuck stuck"
	dead "$pids"
	alive "$server"
	thawed "$CG/t"
	kill -9 "$server"
	dead "$stuck"
	empty "$CG/t"

	point "without --wait the signal has been sent to all ($method)"
	hang
	pids=$(spawn -e -c "$CG/t" sleeper 3)
	run "$CGKILL" --method $method "$CG/t"
	status_is 0
	err_empty
	dead "$pids"
	thawed "$CG/t"
	kill -9 "$server"
	dead "$stuck"
	empty "$CG/t"
done

point "bombs beside it die, too"
uid=$(private_uid)
for method in freeze signal; do
	hang
	chown -R "$uid" "$CG/t/b"
	spawn -c "$CG/t/b" -u "$uid" -l 50 rabbit 12 >/dev/null
	run "$CGKILL" --method $method "$CG/t"
	status_is 0
	empty "$CG/t/b"
	thawed "$CG/t"
	kill -9 "$server"
	dead "$stuck"
	empty "$CG/t"
done
finish
