#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# deb.sh <tarball> <directory>: builds Debian packages from the tarball in the directory, as
# <directory>/*.deb, and checks them with lintian.
. "${0%/*}/lib.sh"

cp "$tarball" "$directory/cgkill_${name#*-}.orig.tar.xz"
cd "$directory"
tar -xf "cgkill_${name#*-}.orig.tar.xz"
cp -R "$name/packaging/debian" "$name/debian"
logged env -C "$name" dpkg-buildpackage -us -uc
check_with lintian --allow-root --fail-on error,warning ./*.changes
echo "made in $directory:" ./*.deb
