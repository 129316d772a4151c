#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# rpm.sh <directory>: the RPM package in the directory is installed in an empty root, which lacks
# everything that it needs, so that its program is called from outside; and is removed again.
set -u
package=$(find "$1" -maxdepth 1 -name 'cgkill-[0-9]*.rpm' ! -name '*.src.rpm')

. "${0%/*}/../functional/lib.sh"
. "${0%/*}/../functional/examples/lib.sh"
need_tool rpm
need_cgroup
root=$TMP/root
mkdir "$root"

rpm_there() {
	run rpm --root "$root" --dbpath /var/lib/rpm "$@"
	status_is 0
}

point "the lines of README install it, and nothing else"
split_readme
find_example README 'make rpm'
sed -n 's|.*/build-rpm/||p' "$file" >"$TMP/names"
[ "$(wc -l <"$TMP/names")" = 2 ] || fail "they are not two"
while read -r name; do
	out=$(cd "$1" && eval "echo $name")
	[ "$out" = "${package##*/}" ] || fail "$name is $out"
done <"$TMP/names"

point "it needs the library that it loads"
rpm_there -q --requires -p "$package"
out_has "libmount.so.1"

point "it can be installed"
rpm_there --nodeps -i "$package"
rpm_there -V --nodeps cgkill

point "its program kills a cgroup, given by its name"
cgroup a
pids=$(spawn -c "$CG/a" sleeper 3)
run "$root/usr/bin/cgkill" --wait=5000 "$NAME/a"
status_is 0
dead "$pids"

point "it can be removed"
rpm_there -e cgkill
left=$(find "$root" -name '*cgkill*')
[ -z "$left" ] || fail "it leaves $left"
finish
