#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# deb.sh <tarball> <directory>: makes Debian's packages from the tarball in the directory, as
# <directory>/*.deb, and has lintian look at them.
set -eu
umask 022
tarball=$1
directory=$2
name=$(basename "$tarball" .tar.xz)

rm -rf "$directory"
mkdir -p "$directory"
cp "$tarball" "$directory/cgkill_${name#*-}.orig.tar.xz"
cd "$directory"
tar -xf "cgkill_${name#*-}.orig.tar.xz"
cp -R "$name/packaging/debian" "$name/debian"
(cd "$name" && dpkg-buildpackage -us -uc) >build.log 2>&1 || {
	tail -n 40 build.log
	exit 1
}
if command -v lintian >/dev/null 2>&1; then
	lintian --allow-root --fail-on error,warning ./*.changes
else
	echo "lintian is not installed"
fi
echo "made in $directory:" ./*.deb
