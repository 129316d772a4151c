#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# An emulated process sends and receives real-time signals four numbers off.
#
# Software	qemu-user 10.0.13 with procps and dash for arm64
# Guess		A signal keeps its number: x86-64 and arm64 number all of them alike.
# In fact	qemu keeps signals for itself and for the C library: of 34 to 60 the native process
#		gets the one four higher, 61 to 64 cannot be sent, and what a native process sends
#		arrives four lower; 37 ends it, though it has a handler for 37.
# Matters for	containers of another architecture: systemd and others have SIGRTMIN+3 as their
#		stop signal, which the engine sends by its native number, and which arrives as
#		something else.  Between two emulated processes, or two native ones, all is well.
. "$(dirname "$0")/lib.sh"
root debian trixie qemu-user=1:10.0.13+ds-0+deb13u1
foreign debian trixie arm64 procps=2:4.0.4-9 dash=0.5.12-12

# shellcheck disable=SC2016 # for the shell in there
seen=$(run debian '
emulator="qemu-aarch64 -L /arm64"
cat >/tmp/receiver <<\EOF
number=34
trap "echo receives 10; exit" 10
while [ $number -le 64 ]; do
	trap "echo receives $number; exit" $number
	number=$((number + 1))
done
echo $$ >/tmp/pid
while :; do sleep 0.1; done
EOF

# try WORDS RECEIVER NUMBER SENDER...
try() {
	words=$1 receiver=$2 number=$3
	shift 3
	rm -f /tmp/pid
	${receiver}dash /tmp/receiver >/tmp/output 2>&1 &
	until [ -s /tmp/pid ]; do usleep 10000; done
	read -r pid </tmp/pid
	if "$@" -$number $pid 2>/dev/null; then
		wait $! 2>/dev/null
		status=$?
		[ -s /tmp/output ] || echo "ends with status $status" >/tmp/output
	else
		kill -s KILL $pid
		echo "cannot send it" >/tmp/output
	fi
	echo "$words $number: $(cat /tmp/output)"
}
for number in 10 34 40 60 61 64; do
	try "emulated to native" "" $number $emulator /arm64/usr/bin/kill
done
for number in 10 37 38 40 64; do
	try "native to emulated" "$emulator /arm64/usr/bin/" $number kill
done')

verdict 'emulated to native 10: receives 10
emulated to native 34: receives 38
emulated to native 40: receives 44
emulated to native 60: receives 64
emulated to native 61: cannot send it
emulated to native 64: cannot send it
native to emulated 10: receives 10
native to emulated 37: ends with status 165
native to emulated 38: receives 34
native to emulated 40: receives 36
native to emulated 64: receives 60' "$seen"
