#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# rpm.sh <tarball> <directory>: builds an RPM package from the tarball in the directory, as
# <directory>/*.rpm, and checks it with rpmlint.
. "${0%/*}/lib.sh"

mkdir "$directory/SOURCES"
cp "$tarball" "$directory/SOURCES"
cd "$directory"
tar -xf "SOURCES/$name.tar.xz" "$name/packaging/rpm"
spec=$name/packaging/rpm/cgkill.spec

# Debian's rpm has its database there.
HOME=$PWD
export HOME

# Debian has what the build needs, but not as RPM packages.
known=
rpm -q make >/dev/null 2>&1 || known=--nodeps
# shellcheck disable=SC2086 # no word or one
logged rpmbuild -ba $known --define "_topdir $PWD" --define "_rpmdir $PWD" --define "_srcrpmdir $PWD" \
	--define '_build_name_fmt %%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm' \
	"$spec"
check_with rpmlint --strict --rpmlintrc "$name/packaging/rpm/cgkill.rpmlintrc" "$spec" ./*.rpm
echo "made in $directory:" ./*.rpm
