# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Debian's packages of the previous release, to be included after chroot.sh. They are built once,
# from the history of the clone.

previous_version=0.9.0
previous_commit=6463300846caf32520745d296b0814fedb829bfb
previous=${chroots:?}/previous-$previous_version

has_previous() {
	[ -e "$previous/made" ]
}

# In its own git directory, by whose last commit the archive is dated. Its unit tests have passed
# when it was released.
build_previous() {
	source=$TMP/previous
	git clone -q --shared --no-checkout "${top_srcdir:?}" "$source" && cd "$source" &&
		git checkout -q "$previous_commit" || return
	unset MAKEFLAGS MFLAGS MAKELEVEL
	./autogen.sh && ./configure -q && make -s dist && tar -xf "cgkill-$previous_version.tar.xz" &&
		cp -R packaging/debian "cgkill-$previous_version/debian" &&
		cd "cgkill-$previous_version" &&
		DEB_BUILD_OPTIONS="nocheck noautodbgsym" dpkg-buildpackage -b -us -uc &&
		rm -rf "$previous" && mkdir "$previous" && cp ../*.deb "$previous" && : >"$previous/made"
}

# make_previous: sets $no_previous, why there are none, or nothing.
# shellcheck disable=SC2034 # for debian.sh
make_previous() {
	no_previous=
	! has_previous || return 0
	if [ ! -e "$top_srcdir/.git" ]; then
		no_previous="this is no clone, but a release"
	elif ! git -C "$top_srcdir" cat-file -e "$previous_commit^{commit}" 2>/dev/null; then
		no_previous="$previous_version is not in the history of this clone"
	elif ! (build_previous) >"$chroots/previous.log" 2>&1; then
		no_previous="it cannot be built: $(tail -n 1 "$chroots/previous.log")"
	fi
}
