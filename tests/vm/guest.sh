#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# guest.sh <accelerator> <seconds> <kernel> <root.cpio> <words> <option>...: runs one virtual
# machine until it turns itself off; 0 if it did that in time.  The words go to the kernel's
# command line, the options to qemu.  MACHINE: see machine.sh.
set -u
. "${0%/*}/machine.sh"
accelerator=$1 seconds=$2 kernel=$3 root=$4 words=$5
shift 5

# To make an emulator fast: no random addresses, since it would have to translate every program
# again whenever it is run, and no mitigations.  And since it may be slow: no watchdogs.
words="console=$console RESULTS=$results loglevel=5 panic=-1 oops=panic norandmaps \
mitigations=off nowatchdog rcupdate.rcu_cpu_stall_suppress=1 rcutree.kthread_prio=1 $words"

# Keeps standard input, which a shell in there needs.
exec 3<&0
# shellcheck disable=SC2086 # words
$emulator -accel "$accelerator" -smp 2 -m $memory -display none -nodefaults -no-user-config \
	-no-reboot -kernel "$kernel" -initrd "$root" -append "$words" "$@" <&3 &
guest=$!
trap 'kill -9 $guest 2>/dev/null' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

ends=$(($(date +%s) + seconds))
while kill -0 $guest 2>/dev/null; do
	if [ "$(date +%s)" -ge $ends ]; then
		echo "it is killed after $seconds s"
		exit 1
	fi
	sleep 0.2
done
wait $guest
