#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Perl's kill takes "inf" and "nan" for process IDs: everybody, and the caller's process group.
#
# Software	perl 5.36.0, 5.40.1, 5.42.3
# Guess		It dies with "Can't kill a non-numeric process ID", as it does for "12abc" and "".
# In fact	Both words look like numbers.  Infinity becomes the largest integer, of which the
#		lower 32 bits are -1, so kill(2) signals everybody it may; not a number becomes 0,
#		and so does -inf.  With warnings enabled it says nothing either.
# Matters for	programs that compute with what they read before they kill: a division by a count of
#		zero dies in Perl, but 9**9**9, or a field of JSON or CSV with that word, does not.
. "$(dirname "$0")/lib.sh"
root bookworm bookworm perl-base=5.36.0-7+deb12u3
root trixie trixie perl-base=5.40.1-6+deb13u1
root sid sid perl-base=5.42.3-1

# shellcheck disable=SC2016 # for the shell in there
script='
for word in 12abc "" inf nan -inf "9**9**9"; do
	case $word in *[*]*) number=$word ;; *) number="q($word)" ;; esac
	hit "perl -we \"kill(TERM => $number)\""
	echo "kill(TERM => $number): $whom"
	[ "$whom" != nobody ] || cat /tmp/output
done'
seen=$(for release in bookworm trixie sid; do
	echo "$release"
	run $release "$script"
done)

each='kill(TERM => q(12abc)): nobody
Can'\''t kill a non-numeric process ID at -e line 1.
kill(TERM => q()): nobody
Can'\''t kill a non-numeric process ID at -e line 1.
kill(TERM => q(inf)): everybody
kill(TERM => q(nan)): its own process group
kill(TERM => q(-inf)): its own process group
kill(TERM => 9**9**9): everybody'
verdict "bookworm
$each
trixie
$each
sid
$each" "$seen"
