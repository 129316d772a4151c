#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# root.sh <directory> <test>...: makes <directory>/root.cpio, the root file system of the virtual
# machines: programs of this machine with their libraries or, for another architecture, of Debian's
# packages, busybox for whatever else a script calls, and our programs and the tests in /cgkill.  A
# kernel unpacks it into memory.
#
# From the environment: KILL, CGKILL, HELPERS (as for the tests), top_srcdir; RACER, the program with
# the races, if any; MACHINE, as in machine.sh; SOURCES, the list for apt with the packages of another
# architecture.
set -u
. "${0%/*}/machine.sh"
: "${KILL:?}" "${CGKILL:?}" "${HELPERS:?}" "${top_srcdir:?}"
directory=$1
root=$1/root
shift

# Programs that busybox lacks, or of which it has less.
needed='sh awk busybox cat date dd env find grep mount ps sed setpriv setsid sleep sort stat timeout
	umount unshare xargs'
# Tests that need these are skipped without them.
wanted='bash findmnt inotifywait jq nsenter prlimit script strace stty systemctl systemd-run /lib/systemd/systemd'
# The packages that have these.
packages='bash bsdutils busybox coreutils dash findutils grep inotify-tools jq mawk mount procps sed
	strace util-linux'
# Loaded at run time.
libraries='libgcc_s.so.1 libmount.so.1'

# copy <file>...: to the same place, with the libraries that the files are linked against.
copy() {
	for file; do
		[ ! -e "$root/$file" ] || continue
		mkdir -p "$root/${file%/*}" && cp -L "$file" "$root/$file" || exit
	done
}

libraries_of() {
	ldd "$@" 2>/dev/null | sed -n 's/^[^/]*\(\/[^ :]*\) (.*/\1/p' | sort -u
}

programs() {
	for program in $needed; do
		command -v "$program" || { echo "there is no $program" >&2; exit 1; }
	done
	for program in $wanted; do
		command -v "$program"
	done
}

# The directories of a Debian system, on which every path works with and without /usr.
skeleton() {
	mkdir -p "$root/usr/bin" "$root/usr/sbin" "$root/usr/lib" "$root/usr/lib64" \
		"$root/dev" "$root/etc" "$root/proc" "$root/run" "$root/sys" "$root/tmp" "$root/root" \
		"$root/var/tmp" "$root/var/log" || exit
	for name in bin sbin lib lib64; do
		ln -s usr/$name "$root/$name"
	done
}

users() {
	echo 'root:x:0:0::/root:/bin/sh' >"$root/etc/passwd"
	echo 'nobody:x:65534:65534::/:/bin/false' >>"$root/etc/passwd"
	printf 'root:x:0:\nnogroup:x:65534:\n' >"$root/etc/group"
}

# Programs of this machine.
native_system() {
	skeleton
	list=$(programs) || exit
	# shellcheck disable=SC2046,SC2086 # words
	copy $list $(libraries_of $list "$KILL" "$HELPERS"/*) $(
		/sbin/ldconfig -p | awk -v names="$libraries" '
			BEGIN { split(names, name); for (i in name) wanted[name[i]] }
			/x86-64/ && $1 in wanted { print $NF }')
}

# Programs of another architecture, none of which can run here; so no package is configured.
# shellcheck disable=SC2086 # words
foreign_system() {
	mmdebstrap --quiet --variant=extract --mode=root --architectures="$MACHINE" \
		--skip=check/qemu,check/empty --aptopt='Acquire::Check-Valid-Until "false"' \
		--include="$(echo $packages | tr ' ' ,)" '' "$root" "$SOURCES" >&2 || exit
	rm -rf "$root/usr/share/doc" "$root/usr/share/locale"
	ln -s mawk "$root/usr/bin/awk"
}

ours() {
	mkdir -p "$root/cgkill/src"
	cp "$KILL" "$CGKILL" "$root/cgkill/src" || exit
	# A test compares what shells know with the table of options.
	(cd "$top_srcdir" && tar -cf - src/*/*.c) | tar -xf - -C "$root/cgkill" || exit
	cp -r "$top_srcdir/examples" "$top_srcdir/man" "$top_srcdir/tests" "$root/cgkill" || exit
	cp -r "$HELPERS" "$root/cgkill/tests" || exit
	[ -z "${RACER-}" ] || cp "$RACER" "$root/cgkill/tests/race" || exit
	cp "$top_srcdir/tests/vm/init.sh" "$root/init" || exit
	echo "$*" >"$root/cgkill/TESTS"
}

fill_up_with_busybox() {
	for applet in $(busybox --list); do
		[ -e "$root/bin/$applet" ] || [ -e "$root/sbin/$applet" ] ||
			ln -s busybox "$root/bin/$applet"
	done
}

rm -rf "$root"
case $MACHINE in
amd64) native_system ;;
*) foreign_system ;;
esac
users
ours "$@"
fill_up_with_busybox
(cd "$root" && find . | cpio --quiet -o -H newc) >"$directory/root.cpio" && rm -rf "$root"
