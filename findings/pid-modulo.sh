#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A PID that is too large by 2^32 is another process's PID.
#
# Software	Debian 13: procps 4.0.4, toybox 0.8.9, zsh 5.9, ksh93u+m 1.0.10, posh 0.14.1, tcsh
#		6.24.13, sash 3.8, klibc 2.0.14, perl 5.40.1, lua-posix 36.3; for comparison dash
#		0.5.12, mksh 59c, busybox 1.37.0
# Guess		Each refuses it, as out of range or as a process that does not exist.
# In fact	Ten of 13 store it in 32 bits without a look, signal the process that is left, and
#		report success.
# Matters for	whoever reads PIDs from files, JSON or arithmetic: one wrong digit more, or two
#		numbers run together, hit a stranger.  4294967295 is -1: everybody.
. "$(dirname "$0")/lib.sh"
root debian trixie procps=2:4.0.4-9 toybox=0.8.9+dfsg-1.1 zsh=5.9-8+b25 ksh93u+m=1.0.10-2 \
	posh=0.14.1 tcsh=6.24.13-2 sash=3.8-7+b13 klibc-utils=2.0.14-1 perl-base=5.40.1-6+deb13u1 \
	lua5.4=5.4.7-1+b2 lua-posix=36.3-1 mksh=59c-41+b2

# shellcheck disable=SC2016 # for the shell in there
seen=$(run debian '
try() {
	sleeper env
	pid=$((victim + 4294967296)) sh -c "$2" >/dev/null 2>&1
	end_sleeper
	case $? in
	143) echo "$1: signalled" ;;
	*) echo "$1: refused" ;;
	esac
}
try procps "/usr/bin/kill \$pid"
try toybox "toybox kill \$pid"
try zsh "zsh -fc \"kill \$pid\""
try ksh93 "ksh93 -c \"kill \$pid\""
try posh "posh -c \"kill \$pid\""
try tcsh "tcsh -fc \"kill \$pid\""
try sash "echo \"-kill \$pid\" | sash"
try klibc "/usr/lib/klibc/bin/kill \$pid"
try perl "perl -e \"kill(TERM => \$pid)\""
try lua-posix "lua5.4 -e \"require(\\\"posix.signal\\\").kill(\$pid, 15)\""
try dash "dash -c \"kill \$pid\""
try mksh "mksh -c \"kill \$pid\""
try busybox "busybox kill \$pid"
')

verdict 'procps: signalled
toybox: signalled
zsh: signalled
ksh93: signalled
posh: signalled
tcsh: signalled
sash: signalled
klibc: signalled
perl: signalled
lua-posix: signalled
dash: refused
mksh: refused
busybox: refused' "$seen"
