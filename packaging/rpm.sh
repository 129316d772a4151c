#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# rpm.sh <tarball> <directory>: builds an RPM package from the tarball in the directory, as
# <directory>/*.rpm, and checks it with rpmlint. The packages are the same bit for bit, whoever
# builds them, anywhere, any time.
. "${0%/*}/lib.sh"

# The package of sources records its mode.
install -D -m 644 -t "$directory/SOURCES" "$tarball"
cd "$directory"
tar -xf "SOURCES/$name.tar.xz" "$name/packaging/rpm"
spec=$name/packaging/rpm/cgkill.spec

# Debian's rpm has its database there.
HOME=$PWD
export HOME

# Debian has what the build needs, but not as RPM packages.
known=
rpm -q make >/dev/null 2>&1 || known=--nodeps

# Every file in the tarball has the time of the release; clamp_mtime... is what build_mtime_policy
# was called before rpm 4.20.
SOURCE_DATE_EPOCH=$(stat -c %Y "$spec")
export SOURCE_DATE_EPOCH

# Where packages with debug symbols are made, rpmbuild itself takes the directory out of the
# program.
if [ -z "$(rpm --eval '%{?_enable_debug_packages}')" ]; then
	CFLAGS="$(rpm --eval '%{optflags}') -ffile-prefix-map=$PWD=."
	export CFLAGS
fi

# build <directory> <option>...
build() {
	top=$1
	shift
	# shellcheck disable=SC2086 # no word or one
	logged rpmbuild "$@" $known --define "_topdir $top" --define "_rpmdir $top" \
		--define "_srcrpmdir $top" \
		--define '_build_name_fmt %%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm' \
		--define 'use_source_date_epoch_as_buildtime 1' \
		--define 'clamp_mtime_to_source_date_epoch 1' \
		--define 'build_mtime_policy clamp_to_source_date_epoch' \
		--define '_buildhost localhost' \
		"$spec"
}

# A package of sources records the name of the directory, and one built together with it, its hash.
build /proc/self/cwd -bs
build "$PWD" -bb
check_with rpmlint --strict --rpmlintrc "$name/packaging/rpm/cgkill.rpmlintrc" "$spec" ./*.rpm
echo "made in $directory:" ./*.rpm
