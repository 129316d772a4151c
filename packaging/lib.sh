# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# For the scripts here that build packages, <script> <tarball> <directory>: sets $tarball,
# $directory, and $name, the name of the directory in the tarball; makes <directory>, empty.
set -eu
umask 022
tarball=$1
directory=$2
# shellcheck disable=SC2034 # for the scripts
name=$(basename "$tarball" .tar.xz)
rm -rf "$directory"
mkdir -p "$directory"

tick=$(realpath "${0%/*}/../tests/tick.sh")

# logged <command>...: its output goes to build.log; if it fails, the end of that is shown.
logged() {
	# shellcheck disable=SC2094 # it only looks at the end of the log
	"$tick" build.log "$@" 9>&1 >build.log 2>&1 || {
		tail -n 40 build.log
		exit 1
	}
}

# check_with <checker> <argument>...: runs it if it is installed.
check_with() {
	if command -v "$1" >/dev/null 2>&1; then
		"$@"
	else
		echo "$1 is not installed"
	fi
}
