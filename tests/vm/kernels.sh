#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# kernels.sh <directory> <kernel>...: gets Debian's kernels for virtual machines, so that there is
# <directory>/<kernel>/vmlinuz, and prints a line for each: "<kernel> <version>", or
# "<kernel> - <why there is none>".  Other messages go to stderr.
#
# apt does it, with the mirror that this machine's apt uses, but with separate lists in the
# directory: it verifies the signature of the archive and the checksums.  The lists are updated once
# a day; without network, the previous kernel is used.  MACHINE: see machine.sh.
set -u
. "${0%/*}/machine.sh"
directory=$(mkdir -p "$1" && cd "$1" && pwd) || exit
shift
keyring=/usr/share/keyrings/debian-archive-keyring.gpg

suite_of() {
	case $1 in
	5.10) echo bullseye ;;
	6.1) echo bookworm ;;
	6.12) echo trixie ;;
	sid | experimental) echo "$1" ;;
	esac
}

# The URI of the archive that has "main" of Debian itself, not of security updates.
mirror_of_apt() {
	# shellcheck disable=SC2016 # for apt
	apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' \
		'Origin: Debian' 'Label: Debian' 'Component: main' 2>/dev/null | head -n 1
}

# apt with separate state, which knows one suite and no installed packages.
apt() {
	program=$1
	shift
	"apt-$program" -qq -o Dir::State="$state" -o Dir::State::status="$state/status" \
		-o Dir::Cache="$state/cache" -o Dir::Etc::sourcelist="$state/sources.list" \
		-o Dir::Etc::sourceparts=- \
		-o APT::Architecture="$MACHINE" -o APT::Architectures="$MACHINE" \
		-o APT::Sandbox::User=root -o APT::Update::Error-Mode=any -o Acquire::Languages=none \
		-o Acquire::Retries=2 -o Acquire::http::Timeout=20 "$@" 2>&1
}

update() {
	mkdir -p "$state/lists/partial" "$state/cache/archives/partial" || return
	: >"$state/status"
	echo "deb [arch=$MACHINE signed-by=$keyring] $mirror $suite main" >"$state/sources.list"
	apt get update
}

# The package with the kernel itself: since 7.0 the "image" only depends on it.
package() {
	apt cache depends --recurse --important "linux-image-$flavour" |
		sed -n 's/^\(linux-\(binary\|image\)-[0-9].*\)/\1/p' | sort | head -n 1
}

version() {
	apt cache show "linux-image-$flavour" | sed -n 's/^Version: //p' | head -n 1
}

# Says what went wrong, if anything.
renew() {
	state=$place/apt
	update || return
	version=$(version)
	[ -n "$version" ] || { echo "$suite does not have it"; return 1; }
	if [ "$(cat "$place/version" 2>/dev/null)" != "$version" ]; then
		rm -f "$place"/*.deb
		(cd "$place" && apt get download "$(package)") || return
		dpkg-deb --fsys-tarfile "$place"/*.deb | tar -xO --wildcards '*/vmlinuz*' \
			>"$place/vmlinuz.new" && [ -s "$place/vmlinuz.new" ] || return
		rm -f "$place"/*.deb
		mv "$place/vmlinuz.new" "$place/vmlinuz" || return
	fi
	echo "$version" >"$place/version"
}

up_to_date() {
	[ -n "$(find "$place/version" -mmin -1440 2>/dev/null)" ]
}

missing() {
	for tool in apt-get apt-cache dpkg-deb; do
		command -v $tool >/dev/null 2>&1 || { echo "there is no $tool"; return; }
	done
	[ -e $keyring ] || { echo "there is no $keyring"; return; }
	[ -n "$mirror" ] || echo "apt has no lists of Debian's archive"
}

# What prevents it, if anything.
get() {
	suite=$(suite_of "$kernel")
	[ -n "$suite" ] || { echo "it is not one that I know"; return; }
	words=$(missing)
	if [ -z "$words" ] && words=$(renew 2>&1); then
		return
	fi
	echo "${words:-it cannot be unpacked}" | tr '\n' ' ' | head -c 300
}

mirror=$(mirror_of_apt)
for kernel; do
	place=$directory/$kernel
	trouble=
	up_to_date || trouble=$(get)
	if [ ! -s "$place/version" ]; then
		echo "$kernel - $trouble"
		continue
	fi
	[ -z "$trouble" ] || echo "$kernel: not looked for a newer one: $trouble" >&2
	echo "$kernel $(cat "$place/version")"
done
