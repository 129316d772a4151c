#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# busybox's awk prints every number above 2147483647 as -2147483648 with %d.
#
# Software	busybox 1.30.1, 1.35.0, 1.37.0, 1.38.0; for comparison mawk 1.3.4-20250131, gawk
#		5.2.1
# Guess		All are exact up to 2^53, since awk's numbers are floating point.
# In fact	print is exact, but %d converts to 32 bits, and what does not fit becomes the
#		smallest of them, the same for all: also with %i, %u (2147483648) and %x (80000000).
# Matters for	scripts that tell processes apart by PID and start time: after 248 days of uptime
#		the start times of /proc/PID/stat, in hundredths of a second, are above 2^31, and
#		all of them look alike.  Inode numbers of pidfds, ids of cgroups and amounts of
#		memory do, too.
. "$(dirname "$0")/lib.sh"
root bullseye bullseye busybox-static=1:1.30.1-6+b3
root bookworm bookworm busybox-static=1:1.35.0-4+deb12u1+b1
root trixie trixie busybox-static=1:1.37.0-6+b9 mawk=1.3.4.20250131-1 gawk=1:5.2.1-2+b1
root sid sid busybox-static=1:1.38.0-3+b1

# shellcheck disable=SC2016 # for the shell in there
script='
for awk in "busybox awk" mawk gawk; do
	command -v $awk >/dev/null || continue
	echo "$awk: $(echo 2147483647 2147483653 4294967409 | $awk "{
		print \$1, \$2, \$3 + 0
		printf \"%d %d %d\", \$1, \$2, \$3 }" | tr "\n" "|")"
done'
seen=$(for release in bullseye bookworm trixie sid; do
	echo "$release"
	run $release "$script"
done)

clamped='busybox awk: 2147483647 2147483653 4294967409|2147483647 -2147483648 -2147483648'
verdict "bullseye
$clamped
bookworm
$clamped
trixie
$clamped
mawk: 2147483647 2147483653 4294967409|2147483647 2147483653 4294967409
gawk: 2147483647 2147483653 4294967409|2147483647 2147483653 4294967409
sid
$clamped" "$seen"
