#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# machines.sh: what other processors do to the program, as TAP. Everything is compiled for each with
# Debian's cross compilers; where Debian has the Check library for it, the unit tests run under
# qemu's emulation of a program; and on some of them functional tests run on a real kernel, in a
# virtual machine (see vm/vm.sh).
#
# All of it is done in a chroot of Debian (see packages/chroot.sh), which stays in build-machines:
# a machine needs no more than debootstrap.
#
# From the Makefile, in the build directory: MAKE, top_srcdir, HELPERS. Also: MACHINES (only these),
# PARTS (only these of "compile unit kernel").
set -u
: "${MAKE:=make}" "${top_srcdir:?}" "${MACHINES=}" "${PARTS:=compile unit kernel}"

# Its mounts disappear with it.
[ -n "${MOUNTS_ARE_OURS-}" ] ||
	MOUNTS_ARE_OURS=yes exec unshare --mount --propagation private "$0" "$@"

. "${0%/*}/../packages/chroot.sh"
release=trixie
root=$PWD/build-machines/$release
LC_ALL=C
export LC_ALL

# Debian's name, GNU's, qemu's if the release has packages for it, among them the Check library, and
# whether there is a virtual machine of it: always, for 32 bits and big-endian, or if it is named.
machines() {
	cat <<'END'
armhf     arm-linux-gnueabihf       arm       vm
s390x     s390x-linux-gnu           s390x     vm
arm64     aarch64-linux-gnu         aarch64   named
riscv64   riscv64-linux-gnu         riscv64   named
i386      i686-linux-gnu            i386      -
ppc64el   powerpc64le-linux-gnu     ppc64le   -
mips64el  mips64el-linux-gnuabi64   -         -
loong64   loongarch64-linux-gnu     -         -
sparc64   sparc64-linux-gnu         -         -
alpha     alpha-linux-gnu           -         -
hppa      hppa-linux-gnu            -         -
sh4       sh4-linux-gnu             -         -
END
}

# What the processor or its kernel may do otherwise: each method, all kinds of cgroups, what takes
# time, and values that are passed on.
functional_tests='
	cgroup/fork-bomb cgroup/headless cgroup/threaded container/pid-namespace
	delivery/believed delivery/methods delivery/signals operands/names operands/root
	process/state waiting/remove waiting/timeout waiting/wait'

chosen() {
	machines | while read -r name rest; do
		case " ${MACHINES:-$name} " in *" $name "*) echo "$name $rest" ;; esac
	done
}

with_packages() {
	awk '$3 != "-"'
}

# --- TAP ---------------------------------------------------------------------------------------

# point <words> <command>...: it must succeed, and says why if it does not.
point() {
	words=$1
	shift
	if output=$("$@" 2>&1); then
		echo "ok - $words"
	else
		echo "not ok - $words"
		echo "$output" | sed 's/^/#   /'
	fi
}

# Numbers the points, and shows each at once.
number() {
	points=0
	while IFS= read -r line; do
		case $line in
		'ok '* | 'not ok '*)
			points=$((points + 1))
			line="${line%%- *}$points - ${line#*- }"
			;;
		esac
		echo "$line"
	done
	echo "1..$points"
}

skip_all() {
	echo "1..0 # SKIP $1"
	exit
}

# --- the chroot --------------------------------------------------------------------------------

packages() {
	echo make libmount-dev cpio busybox mmdebstrap qemu-user
	echo qemu-system-arm qemu-system-misc qemu-system-riscv qemu-system-s390x
	machines | while read -r name gnu _; do
		libc=libc6
		[ "$name" != alpha ] || libc=libc6.1
		echo "gcc-$gnu" "$libc-dev-$name-cross"
	done
}

# The Check library of another architecture: its package cannot be installed beside ours.
get_check() {
	mkdir -p "$root/root/check/$1" &&
		in_root "$root" env -C "/root/check/$1" \
			apt-get -qq -o APT::Sandbox::User=root download "check:$1" "libsubunit-dev:$1" &&
		for package in "$root/root/check/$1"/*.deb; do
			in_root "$root" dpkg -x "${package#"$root"}" "/root/check/$1" || return
		done
}

# shellcheck disable=SC2046 # words
install() {
	in_root "$root" apt-get -qq update &&
		in_root "$root" apt-get -qq -y --no-install-recommends install $(packages) &&
		machines | with_packages | while read -r name _; do
			in_root "$root" dpkg --add-architecture "$name" || exit
		done &&
		in_root "$root" apt-get -qq update &&
		machines | with_packages | while read -r name _; do
			get_check "$name" || exit
		done
}

enter() {
	mount --bind "$root" "$root" && mount -t proc proc "$root/proc" && make_dev "$root/dev" &&
		share_archives "$release" "$root"
}

# Anew whenever there is a new base or when something else is to be installed.
prepare() {
	make_base "$release" || return
	stamp="$(packages | cksum) $(stat -c %Y "$chroots/$release.made")"
	if [ "$(cat "$root.made" 2>/dev/null)" = "$stamp" ]; then
		enter
		return
	fi
	rm -rf --one-file-system "$root" "$root.made"
	mkdir -p "${root%/*}" && cp -a "$chroots/$release" "$root" && enter && install &&
		echo "$stamp" >"$root.made"
}

# What a release would contain. One job at a time: gettext's part of distdir makes files twice. Its
# template is newer than the translations, which would be made again.
copy_source() {
	MAKEFLAGS='' "$MAKE" -s distdir distdir=build-source &&
		rm -rf "$root/root/source" && cp -a build-source "$root/root/source" &&
		touch "$root"/root/source/po/*.gmo "$root/root/source/po/stamp-po"
}

# --- what is tried -----------------------------------------------------------------------------

# compile <machine> <GNU's name>
compile() {
	mkdir -p "$root/root/build/$1" &&
		in_root "$root" env -C "/root/build/$1" /root/source/tests/machines/build.sh \
			/root/source "$2" "/root/check/$1"
}

compile_all() {
	chosen | while read -r name gnu _; do
		echo "# $name is compiled"
		point "$name: everything compiles without a warning" compile "$name" "$gnu"
	done
}

# unit_tests <machine> <GNU's name> <qemu's name>
unit_tests() {
	in_root "$root" env -C "/root/build/$1" /root/source/tests/machines/unit.sh \
		"qemu-$3" -L "/usr/$2"
}

unit_test_all() {
	chosen | with_packages | while read -r name gnu qemu _; do
		echo "# $name: unit tests"
		point "$name: the unit tests pass" unit_tests "$name" "$gnu" "$qemu"
		echo "# $name: $(echo "$output" | tail -n 1)"
	done
}

# kernel_tests <machine>: the points of vm.sh, without their numbers.
# shellcheck disable=SC2046,SC2086 # words
kernel_tests() {
	built=/root/build/$1
	in_root "$root" env MACHINE="$1" KERNELS=sid VM_LIMIT="${VM_LIMIT:-1100}" LIMIT=120 JOBS=2 \
		KILL="$built/src/kill" CGKILL="$built/src/cgkill" HELPERS="$built/tests/helpers" \
		top_srcdir=/root/source /root/source/tests/vm/vm.sh "/root/vm/$1" \
		$(printf 'tests/functional/%s.sh ' $functional_tests) ||
		echo "not ok 0 - $1: vm.sh ends with status $?"
}

# All of them at the same time: their tests mostly wait.
kernel_test_all() {
	for name in $(chosen | awk -v named="$MACHINES" '$4 == "vm" || named && $4 == "named" { print $1 }'); do
		kernel_tests "$name" </dev/null |
			sed -u "s/^1\.\.0 /ok - $name /; /^1\.\./d; s/^\(not \)*ok [0-9]* - /\1ok - /" &
	done
	wait
}

has_part() {
	case " $PARTS " in *" $1 "*) ;; *) return 1 ;; esac
}

[ "$(id -u)" = 0 ] || skip_all "not root"
for tool in debootstrap unshare; do
	command -v $tool >/dev/null 2>&1 || skip_all "there is no $tool"
done
mkdir -p build-machines
{
	echo "# a chroot of $release"
	if ! prepare >build-machines/prepare.log 2>&1; then
		echo "not ok - there are compilers and emulators"
		tail -n 20 build-machines/prepare.log | sed 's/^/#   /'
	elif ! copy_source >build-machines/source.log 2>&1; then
		echo "not ok - there is a source tree of a release"
		tail -n 20 build-machines/source.log | sed 's/^/#   /'
	else
		! has_part compile || compile_all
		! has_part unit || unit_test_all
		! has_part kernel || kernel_test_all
	fi
} | number
