#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# versions.sh write|check: configure.ac has the version, and the first line of NEWS says since when,
# if it is released.  "write" puts these into the recipes and the manual pages; "check" says where
# they are different, and fails.  Changelogs need somebody's words: both only check these.
set -eu
cd "$(dirname "$0")/.."
verb=$1
status=0

version=$(sed -n 's/^AC_INIT(\[cgkill\], \[\(.*\)\])$/\1/p' configure.ac)
pattern=$(echo "$version" | sed 's/\./\\./g')
released=$(sed -n '1s/^cgkill .* (\([0-9-]*\))$/\1/p' NEWS)

complain() {
	echo "$1: is not for version $version${released:+ of $released}"
	status=1
}

# put <file> <sed script>
put() {
	new=$(sed "$2" "$1" && echo .) # since the shell drops the newlines at the end
	if [ "$verb" = write ]; then
		printf %s "${new%.}" >"$1"
	else
		printf %s "${new%.}" | cmp -s - "$1" || complain "$1"
	fi
}

# first <file> <where> <pattern>: the first line of the file that matches the one matches the other.
first() {
	grep -m 1 "$2" "$1" | grep -q "$3" || complain "$1"
}

put packaging/arch/PKGBUILD "s/^pkgver=.*/pkgver=$version/"
put packaging/alpine/APKBUILD "s/^pkgver=.*/pkgver=$version/"
put packaging/rpm/cgkill.spec "s/^\(Version: *\).*/\1$version/"
for page in man/*.1; do
	put "$page" "/^\.TH/ s/\"cgkill [^\"]*\"/\"cgkill $version\"/
		/^\.TH/ s/[0-9]*-[0-9]*-[0-9]*/${released:-&}/"
done

first NEWS '^cgkill ' "^cgkill $pattern (.*)\$"
first packaging/debian/changelog '^cgkill ' "^cgkill ($pattern-"
first packaging/rpm/cgkill.spec '^\* ' " - $pattern-"
exit $status
