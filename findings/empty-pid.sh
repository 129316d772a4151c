#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# An empty PID is process group 0: the caller's own.
#
# Software	nodejs 20.19.2, toybox 0.8.9, klibc 2.0.14, ksh93u+m 1.0.10; for comparison procps
#		4.0.4, busybox 1.37.0, mksh 59c, zsh 5.9
# Guess		An error, as in most of them: nothing was named.  Of Node.js a TypeError, which it
#		throws for null, NaN and "12abc".
# In fact	Node.js compares pid with (pid | 0) by !=, which is false for "", a newline, an
#		empty Buffer and an empty array: all are 0, and process.kill() ends its own process
#		group. So do the kill of toybox and of klibc for the empty word, the latter for any
#		word without a digit, and ksh93's for a blank one.
# Matters for	kill "$(cat file.pid)" and process.kill(fs.readFileSync("file.pid")) while the file
#		is still empty: the job that wanted to end a service ends itself, and all beside it.
. "$(dirname "$0")/lib.sh"
root debian trixie nodejs=20.19.2+dfsg-1+deb13u3 toybox=0.8.9+dfsg-1.1 klibc-utils=2.0.14-1 \
	ksh93u+m=1.0.10-2 procps=2:4.0.4-9 mksh=59c-41+b2 zsh=5.9-8+b25

# shellcheck disable=SC2016 # for the shell in there
seen=$(run debian '
for value in null NaN "\"12abc\"" "\"\"" "\"\\n\"" "Buffer.alloc(0)" "[]"; do
	export value
	hit "node -e \"process.kill(\$value)\""
	printf "process.kill(%s): %s\n" "$value" "$whom"
done
for word in "" " " -; do
	for program in "toybox kill" /usr/lib/klibc/bin/kill ksh93 \
		/usr/bin/kill "busybox kill" mksh zsh; do
		case $program in
		*kill) command="$program \"\$word\"" ;;
		*) command="$program -c \"kill \\\"\\\$word\\\"\"" ;;
		esac
		export word
		hit "$command"
		echo "$program \"$word\": $whom"
	done
done')

verdict 'process.kill(null): nobody
process.kill(NaN): nobody
process.kill("12abc"): nobody
process.kill(""): its own process group
process.kill("\n"): its own process group
process.kill(Buffer.alloc(0)): its own process group
process.kill([]): its own process group
toybox kill "": its own process group
/usr/lib/klibc/bin/kill "": its own process group
ksh93 "": nobody
/usr/bin/kill "": nobody
busybox kill "": nobody
mksh "": nobody
zsh "": nobody
toybox kill " ": nobody
/usr/lib/klibc/bin/kill " ": its own process group
ksh93 " ": its own process group
/usr/bin/kill " ": nobody
busybox kill " ": nobody
mksh " ": nobody
zsh " ": nobody
toybox kill "-": nobody
/usr/lib/klibc/bin/kill "-": its own process group
ksh93 "-": nobody
/usr/bin/kill "-": nobody
busybox kill "-": nobody
mksh "-": nobody
zsh "-": nobody' "$seen"
