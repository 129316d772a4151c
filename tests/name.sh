# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# For whatever runs tests: what one is called where it is listed, in logs and in results.

# name_of <test>: its folder and its name, since two folders may have a test of the same name:
# "systemd/unit" is tests/functional/systemd/unit.sh.
name_of() {
	_folder=${1%/*} _file=${1##*/}
	echo "${_folder##*/}/${_file%.sh}"
}
