# shellcheck shell=sh disable=SC2034
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What differs between the architectures of virtual machines, to be included. MACHINE is Debian's
# name of one. Sets
#
#	emulator    the program and options that make it a machine
#	memory      how much it has, MB
#	flavour     of Debian's kernel
#	console     the kernel's device for its first serial line
#	results     the same for what the tests say, a line of its own
: "${MACHINE:=amd64}"
memory=1536 results=hvc0
case $MACHINE in
amd64)
	emulator=qemu-system-x86_64 memory=3072
	flavour=cloud-amd64 console=ttyS0 results=ttyS1
	;;
arm64)
	emulator='qemu-system-aarch64 -M virt -cpu cortex-a72'
	flavour=cloud-arm64 console=ttyAMA0
	;;
armhf)
	# This kernel knows no addresses of more than 32 bits.
	emulator='qemu-system-arm -M virt,highmem=off -cpu cortex-a15'
	flavour=armmp console=ttyAMA0
	;;
riscv64)
	emulator='qemu-system-riscv64 -M virt'
	flavour=riscv64 console=ttyS0
	;;
s390x)
	emulator='qemu-system-s390x -M s390-ccw-virtio -cpu max'
	flavour=s390x console=ttysclp0
	;;
*)
	echo "machine.sh: there is no virtual machine for $MACHINE" >&2
	exit 1
	;;
esac

# Options of the emulator for a line whose output goes to a file.
console_to() {
	echo "-serial file:$1"
}

results_to() {
	case $results in
	hvc*) echo "-device virtio-serial -chardev file,id=results,path=$1 -device virtconsole,chardev=results" ;;
	*) echo "-serial file:$1" ;;
	esac
}
