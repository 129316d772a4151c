#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# In a unit of a real systemd: ExecStop= runs the program within the cgroup that it shall empty.
. "${0%/*}/../lib.sh"
. "${0%/*}/lib.sh"
need_cgroup
need_systemd
DIR=/sys/fs/cgroup/system.slice/%n
SLICE=$SYSTEMD_CG/system.slice

# --- what the units run ------------------------------------------------------------------------

# The main process obeys TERM, one of the others does not.
cat >"$RECORDS/stubborn" <<'END'
sleep 1000 &
(trap '' TERM; exec setsid sleep 2000) &
wait
END

# The main process ends by itself, and leaves two others.
cat >"$RECORDS/leaver" <<'END'
sleep 1000 & setsid sleep 2000 &
while [ ! -e /run/test/leave ]; do sleep 0.2; done
exit 0
END

# A service that makes cgroups of its own.
cat >"$RECORDS/delegate" <<'END'
dir=/sys/fs/cgroup/system.slice/$1
mkdir "$dir/main" "$dir/main/deep"
echo 0 >"$dir/main/cgroup.procs"
(echo 0 >"$dir/main/deep/cgroup.procs" && exec sleep 1000) &
setsid sleep 2000 & wait
END

# --- their lives -------------------------------------------------------------------------------

# ended UNIT CGROUP: it has ended well, by the program, which ran in the CGROUP of the unit.
ended() {
	dead "$pids"
	[ "$(property ActiveState "$1") $(property SubState "$1")" = "inactive dead" ] ||
		fail "the unit is $(property ActiveState "$1") ($(property SubState "$1"))"
	[ "$(property Result "$1")" = success ] || fail "Result=$(property Result "$1")"
	[ ! -e "$SLICE/$1" ] || fail "the cgroup is still there"
	looked_at "$1" "/system.slice/$1$2"
	alive "$outside" "$SYSTEMD_PID"
	thawed "$CG"
}

# try_unit NAME CGROUP LINE...: make the unit of these lines, start and stop it.
try_unit() {
	name=$1 cgroup=$2
	shift 2
	printf '%s\n' "$@" | unit "$name"
	start_unit "$name"
	systemctl_ stop "$name"
	status_is 0
	ended "$name" "$cgroup"
}

LOOK='ExecStop=/bin/sh /run/test/look %n'
STOP="ExecStop=/usr/bin/kill --cgroup --exclude-self --wait=5000 $DIR"
STOP_TERM="ExecStop=/usr/bin/kill --cgroup --exclude-self -s TERM --timeout 1500 KILL --wait=5000 $DIR"
# shellcheck disable=SC2016
STOP_ALL='ExecStop=cgkill pid:${MAINPID}'
POST="ExecStopPost=/usr/bin/kill --cgroup --exclude-self --wait=5000 $DIR"
LOOK_POST='ExecStopPost=/bin/sh /run/test/look %n'

point "ExecStop= with SuccessExitStatus=SIGKILL"
try_unit kill.service '' "$PLAIN" "$STOP" "$LOOK" SuccessExitStatus=SIGKILL

point "without SuccessExitStatus= systemd calls the unit failed, and the program did its work"
printf '%s\n' "$PLAIN" "$STOP" "$LOOK" | unit failed.service
start_unit failed.service
systemctl_ stop failed.service
dead "$pids"
[ "$(property Result failed.service)" = signal ] || fail "Result=$(property Result failed.service)"
looked_at failed.service /system.slice/failed.service

point "ExecStop= with TERM first, which all obey"
try_unit term.service '' "$PLAIN" "$STOP_TERM" "$LOOK"

point "ExecStop= with TERM first, which the main process obeys"
try_unit stubborn.service '' 'ExecStart=/bin/sh /run/test/stubborn' "$STOP_TERM" "$LOOK"

point "ExecStop= with Delegate=yes and cgroups of the service"
try_unit delegate.service /.control 'ExecStart=/bin/sh /run/test/delegate %n' \
	"$STOP" "$LOOK" SuccessExitStatus=SIGKILL Delegate=yes

point "the same with TERM first"
try_unit delegate-term.service /.control 'ExecStart=/bin/sh /run/test/delegate %n' \
	"$STOP_TERM" "$LOOK" Delegate=yes

for method in freeze signal; do
	point "ExecStop= with --method $method"
	try_unit "$method.service" '' "$PLAIN" "$STOP --method $method" "$LOOK" \
		SuccessExitStatus=SIGKILL

	point "the same with Delegate=yes"
	try_unit "delegate-$method.service" /.control 'ExecStart=/bin/sh /run/test/delegate %n' \
		"$STOP --method $method" "$LOOK" SuccessExitStatus=SIGKILL Delegate=yes
done

point "ExecStop= of a unit with User="
try_unit user.service '' "$PLAIN" "$STOP" 'ExecStop=+/bin/sh /run/test/look %n' \
	SuccessExitStatus=SIGKILL User=65534

point "ExecStopPost= for what the main process leaves when it is stopped"
try_unit post.service '' "$PLAIN" "$POST" "$LOOK_POST" KillMode=process

point "the same with Delegate=yes"
try_unit delegate-post.service /.control 'ExecStart=/bin/sh /run/test/delegate %n' \
	"$POST" "$LOOK_POST" KillMode=process Delegate=yes

point "ExecStopPost= when the main process ends by itself"
printf '%s\n' 'ExecStart=/bin/sh /run/test/leaver' "$POST" "$LOOK_POST" KillMode=process |
	unit leaver.service
start_unit leaver.service
: >"$RECORDS/leave"
is_inactive() {
	[ "$(property ActiveState "$1")" != active ] && [ ! -e "$SLICE/$1" ]
}
wait_until is_inactive leaver.service || fail "does not end"
ended leaver.service ''

# It kills itself with the rest, and maybe what a newer systemd clones into the cgroup to look there
# (see cgkill(1)): here systemd itself would leave all but the main process.
point "ExecStop= without --exclude-self, by the PID of the main process"
if "$KILL" --version | grep -q libmount; then
	printf '%s\n' "$PLAIN" "$STOP_ALL" KillMode=process SuccessExitStatus=SIGKILL |
		unit all.service
	start_unit all.service
	systemctl_ stop all.service
	status_is 0
	dead "$pids"
	state_is all.service inactive success
	alive "$outside" "$SYSTEMD_PID"
else
	skip "built without libmount"
fi

# A process of the unit that the program cannot end in time: systemd is told, and ends it itself.
point "ExecStop= that runs out of time is a failure of the unit"
printf '%s\n' 'ExecStart=/bin/sh /run/test/stubborn' \
	"ExecStop=/usr/bin/kill --cgroup --exclude-self -s TERM --wait=300 $DIR" "$LOOK" \
	TimeoutStopSec=2 | unit late.service
start_unit late.service
systemctl_ stop late.service
dead "$pids"
[ "$(property Result late.service)" = exit-code ] || fail "Result=$(property Result late.service)"
[ "$(property ExecMainStatus late.service)" = 15 ] || fail "the main process did not get TERM"
[ ! -e "$RECORDS/late.service.look" ] || fail "systemd went on as after a success"

# The units in the manual, as they are but for what records.
awk -v out="$TMP/unit" '
	/^\.EX/ { text = ""; next }
	/^\.EE/ && text ~ /\[Service\]/ && text ~ /\nExecStop/ {
		number++
		printf "%s", text >(out number)
	}
	{ text = text $0 "\n" }' "$top_srcdir"/man/*.1
[ -e "$TMP/unit1" ] || { point "the units of the manual"; fail "there are none"; }
number=0
while [ -e "$TMP/unit$((number + 1))" ]; do
	number=$((number + 1))
	file=$TMP/unit$number name=manual-$number.service cgroup=
	point "a unit of the manual, number $number"
	without_roff <"$file" >"$file.plain" && mv "$file.plain" "$file"
	! grep -q 'Delegate=yes' "$file" || cgroup=/.control
	if grep -q ExecStopPost= "$file"; then
		echo "$LOOK_POST" >>"$file"
	else
		echo "$LOOK" >>"$file"
	fi
	grep -v '^\[Service\]' "$file" | unit "$name"
	start_unit "$name" 2
	systemctl_ stop "$name"
	status_is 0
	ended "$name" "$cgroup"
done
finish
