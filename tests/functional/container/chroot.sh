#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A cgroup as root directory of the caller: there it has no name, and no way leads up from it.
. "${0%/*}/../lib.sh"
need_cgroup
need_tool unshare mount chroot
cgroup top top/child domain domain/threaded

# in_root CGROUP OPTION...: cgkill of "/", in which the caller is, with all that a program needs
# mounted on cgroups below.
in_root() {
	_cgroup=$1
	shift
	# shellcheck disable=SC2016
	run unshare -m sh -c '
		cd "$0" && mkdir -p bin proc lib lib64 || exit 99
		mount --bind "$1" bin && mount -t proc proc proc && mount --bind /lib lib || exit 99
		[ ! -d /lib64 ] || mount --bind /lib64 lib64 || exit 99
		shift
		echo 0 >cgroup.procs
		exec chroot . /bin/cgkill "$@" /' "$_cgroup" "${CGKILL%/*}" "$@"
	(cd "$_cgroup" && rmdir bin proc lib lib64)
}
in_root "$CG/top" --version
[ "$status" = 0 ] || skip_all "the program does not run with a cgroup as its root directory"

for method in $METHODS; do
	point "the caller is found in it, and spared ($method)"
	in_root "$CG/top" --exclude-self --method="$method"
	# What is mounted on its children is no cgroup of it.
	status_is 1
	err_has "cannot list all"
	thawed "$CG/top"
done

point "of a threaded one no domain is named, without end"
echo threaded >"$CG/domain/threaded/cgroup.type"
in_root "$CG/domain/threaded"
status_is 1
err_has threaded
finish
