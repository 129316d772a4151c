#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# fuser, lsof, pidof, pgrep -f and others do not find a process whose main thread has exited.
#
# Software	Debian 13: psmisc 23.7, lsof 4.99.4, sysvinit-utils 3.14, procps 4.0.4, dpkg
#		1.22.22, busybox 1.37.0, on a program built with tcc 0.9.27
# Guess		Its state is Z, but it is found by the file that it holds open and the file system
#		that it keeps busy, since its other threads have both.
# In fact	fuser and lsof read /proc/PID/fd and /proc/PID/exe, which show only what the main
#		thread has, nothing; lsof sees it with -K.  pidof leaves zombies out, unless -z.
#		pgrep -f and killall PATH miss it, since it has no command line any more; pgrep,
#		killall and busybox's pidof find its name.  umount(8) goes on to fail.
# Matters for	"fuser -k", "pkill -f" and init scripts: nothing is killed, and they report that
#		there is nothing to kill.
. "$(dirname "$0")/lib.sh"
root debian trixie psmisc=23.7-2 lsof=4.99.4+dfsg-2 sysvinit-utils=3.14-4 procps=2:4.0.4-9 \
	dpkg=1.22.22 busybox-static=1:1.37.0-6+b9 mount=2.41.5-0+deb13u1 \
	tcc=0.9.27+git20200814.62c30a4a-2 libc6-dev=2.41-12+deb13u5

# shellcheck disable=SC2016 # for the shell in there
seen=$(run debian '
cd /tmp
mkdir busy
mount -t tmpfs tmpfs busy
echo text >busy/file
cat >headless.c <<EOF
#include <pthread.h>
#include <unistd.h>
static void *go_on(void *nothing)
{
	for (;;)
		pause();
	return nothing;
}
int main(void)
{
	pthread_t thread;

	pthread_create(&thread, NULL, go_on, NULL);
	pthread_exit(NULL);
}
EOF
tcc -o /tmp/headless headless.c -lpthread
/tmp/headless 3<busy/file &
process=$!
until grep -q "^State:.Z" /proc/$process/status; do usleep 10000; done
echo $process >file.pid

try() {
	case " $("$@" 2>&1 | tr "\n" " ") " in
	*[!0-9]"$process"[!0-9]*) echo "$*: found" ;;
	*) echo "$*: not found" ;;
	esac
}
try fuser busy/file
try fuser -m busy
try lsof -t busy/file
try lsof -t busy
try lsof -K -t busy/file
try /usr/bin/pidof headless
try /usr/bin/pidof -z headless
try busybox pidof headless
try pgrep -x headless
try pgrep -f /tmp/headless
try killall -v -0 headless
try killall -v -0 /tmp/headless
start-stop-daemon --status --pidfile file.pid --exec /tmp/headless
echo "start-stop-daemon --status --exec: $?"
umount busy 2>/dev/null
echo "umount busy: $?"')

verdict 'fuser busy/file: not found
fuser -m busy: not found
lsof -t busy/file: not found
lsof -t busy: not found
lsof -K -t busy/file: found
/usr/bin/pidof headless: not found
/usr/bin/pidof -z headless: found
busybox pidof headless: found
pgrep -x headless: found
pgrep -f /tmp/headless: not found
killall -v -0 headless: found
killall -v -0 /tmp/headless: not found
start-stop-daemon --status --exec: 1
umount busy: 32' "$seen"
