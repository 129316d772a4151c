# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The image of the containers, with busybox, our program, and what that is linked with.  To be
# included after functional/lib.sh, on the machine that root.sh makes.
: "${TMP:?}" "${CGKILL:?}" "${top_srcdir:?}"

make_image() {
	mkdir -p "$TMP/image/bin" "$TMP/image/tmp" &&
		cp "$(command -v busybox)" "$TMP/image/bin/busybox" &&
		cp "$CGKILL" "$TMP/image/bin/cgkill" || return
	for _applet in echo mkdir sh sleep; do
		ln -s busybox "$TMP/image/bin/$_applet"
	done
	cp -r "$top_srcdir/libraries/." "$TMP/image" || return
	tar -C "$TMP/image" -cf - . | podman import - scene
}
