#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Makes configure and what it needs. Only needed in a clone; a release contains them.
set -eu

cd "$(dirname "$0")"

missing=
need() {
	command -v "$1" >/dev/null 2>&1 || missing="$missing
  $1, from the package $2"
}
need autoconf autoconf
need automake automake
need aclocal automake
need autopoint 'autopoint (or gettext, gettext-devel)'
need msgfmt gettext
need pkg-config 'pkg-config (or pkgconf)'

if [ -n "$missing" ]; then
	echo "autogen.sh: these programs are missing:$missing" >&2
	echo "'./bootstrap deps' installs them." >&2
	exit 1
fi

autopoint --force
aclocal -I m4
autoconf --force
autoheader --force
automake --add-missing --copy --force-missing

echo "autogen.sh: done; now type './configure' and 'make'."
