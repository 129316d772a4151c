#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# check.sh <release>...: the scenes with real containers, of Debian's podman, crun and runc of each
# release, in namespaces of this machine.
#
# From the environment, besides what tests need:
#	CONTAINER_KERNELS  Debian's kernels, such as "6.1 6.12": what depends on the kernel also in a
#	                   virtual machine with each, the last release and crun
#	SCENES_LIMIT       the seconds that all scenes may take, four times that in a virtual machine
set -u
: "${top_srcdir:?}"
. "${0%/*}/../functional/lib.sh"
need_cgroup
need_cgroup_file cgroup.kill
need_tool mmdebstrap busybox unshare setsid mount pivot_root
. "${0%/*}/../packages/chroot.sh"
. "${0%/*}/root.sh"
: "${CONTAINER_KERNELS:=}"

# summarize <name>: the points of a TAP with the name before each; a bad one if there is no end.
summarize() {
	awk -v name="$1" '
		/^1\.\.0 # SKIP/ { sub(/^1\.\.0 # SKIP/, "ok - " name " # SKIP"); print; ended = 1; next }
		/^1\.\./ { ended = 1; next }
		/^(not )?ok [0-9]* - / { sub(/ok [0-9]* - /, "ok - " name ": ") }
		{ print }
		END { if (!ended) print "not ok - " name ": runs all scenes to their end" }'
}

# --- namespaces --------------------------------------------------------------------------------

runs_ours() {
	in_root "$1" /cgkill/src/cgkill --version >/dev/null 2>&1
}

# on_this_machine <release>
on_this_machine() {
	name="Debian $1"
	root=$(root_of "$1") || {
		echo "ok - $name # SKIP no packages: $(tail -n 1 "$root.log")"
		return
	}
	install_ours "$root"
	runs_ours "$root" || {
		echo "ok - $name # SKIP what was built here does not run there"
		return
	}
	in_namespaces "$root" "$1"
	[ -s "$TMP/$1/tap" ] || sed 's/^/# /' "$TMP/$1/log" >"$TMP/$1/tap"
	summarize "$name" <"$TMP/$1/tap"
}

# --- virtual machines --------------------------------------------------------------------------

# in_virtual_machine <kernel> <version>
in_virtual_machine() {
	if [ "$2" = - ]; then
		echo "ok - Linux $1 # SKIP there is no such kernel"
		return
	fi
	in_guest "$1" "LIMIT=300 TRIES=3000 RUNTIMES=crun SCENES=killed_cgroup,killed_from_inside"
	summarize "Linux ${2%-*}" <"$place/tap"
}

in_virtual_machines() {
	for tool in qemu-system-x86_64 cpio; do
		has_tool $tool || { echo "ok - virtual machines # SKIP there is no $tool"; return; }
	done
	pack_guest "$root"
	# shellcheck disable=SC2086 # words
	"$top_srcdir/tests/vm/kernels.sh" "$virtual_machines" $CONTAINER_KERNELS |
		while read -r kernel version _; do
			in_virtual_machine "$kernel" "$version"
		done
	rm -f "$guest_root"
}

{
	for release; do
		on_this_machine "$release"
	done
	[ -z "$CONTAINER_KERNELS" ] || in_virtual_machines
} | awk '/^(not )?ok - / { sub(/ok - /, "ok " ++points " - ") } { print } END { print "1.." points + 0 }'
