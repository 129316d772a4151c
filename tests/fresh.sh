#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# fresh.sh [<release>...]: what README promises a newcomer holds on fresh minimal installations of
# these releases of Debian, or else of all that we support, with a clone of this repository: the
# demo, the check, the lines to install, the packages, and with these all examples of README and of
# the manual, as they stand there.  FRESH="demo check": only these stages.  For make, the releases are
# in RELEASES, also from the environment.
#
# Each installation is a copy of a chroot (see packages/chroot.sh) that sees this machine's
# cgroups, has its own mount namespace and session, and is in a cgroup that is killed at the end.
set -u
: "${top_srcdir:?}"
: "${FRESH:=demo check install examples packages}"
[ $# -gt 0 ] || set -- bookworm trixie sid

# Its mounts disappear with it.
[ -n "${MOUNTS_ARE_OURS-}" ] ||
	MOUNTS_ARE_OURS=yes exec unshare --mount --propagation private "$0" "$@"

. "${0%/*}/functional/lib.sh"
. "${0%/*}/functional/examples/lib.sh"
need_cgroup
need_tool debootstrap git pivot_root
[ -e "$top_srcdir/.git" ] || skip_all "this is no clone, but a release"
. "${0%/*}/packages/chroot.sh"

# --- machines ----------------------------------------------------------------------------------

# What git tracks, or would track, without deleted files.
# shellcheck disable=SC2016 # for the inner shell
copy_clone() {
	mkdir -p "$1" && (
		cd "$top_srcdir" && git ls-files -z --cached --others --exclude-standard |
			xargs -0 sh -c 'for file; do
				[ ! -e "$file" ] || printf "%s\0" "$file"
			done' sh | tar --null --files-from=- -c
	) | tar -x -C "$1"
}

# use <release>: $root is a fresh copy, in which apt asks nothing.
use() {
	root=$TMP/root
	cp -a "$chroots/$1" "$root" && mount --bind "$root" "$root" &&
		mount -t proc proc "$root/proc" && mount --rbind /sys "$root/sys" &&
		make_dev "$root/dev" && mount -t tmpfs run "$root/run" &&
		share_archives "$1" "$root" &&
		echo 'APT::Get::Assume-Yes "true";' >"$root/etc/apt/apt.conf.d/yes" &&
		copy_clone "$root/root/cgkill"
}

drop() {
	[ -d "$TMP/root" ] || return 0
	umount --recursive --lazy "$TMP/root"
	rm -rf --one-file-system "$TMP/root"
}
at_exit drop

# A chroot would not be allowed to unshare user namespaces.
# shellcheck disable=SC2016 # for the inner shell
enter='
	echo 0 >"$1/cgroup.procs" && cd "$0" && pivot_root . mnt && cd / && umount -l /mnt || exit
	shift
	exec env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \
		DEBIAN_FRONTEND=noninteractive \
		sh -c "cd /root/cgkill && $1" </dev/null'

# --- stages ------------------------------------------------------------------------------------

# inside <commands>: must succeed in the clone; tick.sh says how far it is.
# shellcheck disable=SC2094 # tick.sh only looks at the log
inside() {
	log=$chroots/$release-$stage.log
	"$top_srcdir/tests/tick.sh" "$log" \
		setsid -w unshare --mount --propagation private \
		sh -c "$enter" "$root" "$CG/$release" "$1" 9>&1 >"$log" 2>&1 || {
		fail "failed: $1: status $?, see $log"
		fail "$(tail -n 30 "$log" | cat -v)"
	}
	rm -f "$OUT" "$ERR" && cp "$log" "$OUT" && : >"$ERR"
}

# pasted <first line of a block of README> [<line> [<last line>]]: these lines, or the whole block.
pasted() {
	find_example README "$1" || return
	lines=$(sed -n "${2-1},${3-\$}p" "$file")
	[ -n "$lines" ] || fail "README has no such line"
	inside "set -e; $lines"
}

demo() {
	point "$release: the demo"
	pasted './bootstrap demo' 1 1
}

check() {
	point "$release: the check"
	pasted './bootstrap demo' 2
	tail -n 1 "$OUT" | grep -qE '^[1-9][0-9]* passed, 0 failed, [0-9]+ skipped' ||
		fail "the last line is: $(tail -n 1 "$OUT")"
	# Where the demo has built it, that was without what the unit tests need.
	out_lacks 'unit-tests: '
	echo "# $release: $(tail -n 1 "$OUT")"
}

# kills <program and options>: in there, a cgroup by its name.
kills() {
	cgroup "$release/victims"
	pids=$(spawn -c "$CG/$release/victims" sleeper 3)
	inside "$1 --wait=5000 --remove $NAME/$release/victims"
	dead "$pids"
}

install() {
	point "$release: it is installed from source"
	inside './bootstrap deps build'
	pasted './autogen.sh'

	point "$release: and kills a cgroup"
	kills cgkill
	kills 'env kill --cgroup'

	point "$release: and is gone after make uninstall"
	pasted 'make -j4 check' 2 # its first line is what the check calls
	left=$(find "$root/usr/local" "$root/etc" -type f -name '*kill*' ! -name 'pkill*')
	[ -z "$left" ] || fail "there is still $left"
}

# Unless an earlier stage has.
install_packages() {
	[ ! -e "$root/usr/bin/cgkill" ] || return 0
	point "$release: make deb ends with a line to paste, which installs what it misses"
	[ -e "$root/root/cgkill/Makefile" ] ||
		inside './bootstrap deps build && ./autogen.sh && ./configure -q'
	inside '! make deb'
	line=$(sed -n 's/^  apt-get install /&/p' "$OUT")
	inside "${line:-false}"

	point "$release: the package is installed"
	pasted 'make deb' 1 1
	kills cgkill

	point "$release: and that by which kill is ours"
	pasted 'make deb' 2
	kills 'env kill --cgroup'
}

# In the shells of that release, under its systemd.
examples() {
	install_packages
	point "$release: what the tests of the examples need"
	inside 'apt install --no-install-recommends fish jq procps python3 systemd zsh && make -s check TESTS='
	for text in readme manual; do
		point "$release: the examples of the $text"
		inside "export KILL=/usr/bin/kill CGKILL=/usr/bin/cgkill HELPERS=\$PWD/tests/helpers INSTALLED=yes
			tests/tap.sh $text.log tests/functional/examples/$text.sh"
		grep -q '^[1-9][0-9]* passed' "$OUT" || fail "none has been tried"
		sed "s/^/# $release: /" "$OUT"
	done
}

packages() {
	install_packages
	point "$release: and nothing is left of them"
	inside 'apt purge cgkill kill-is-cgkill'
	left=$(find "$root/usr/bin" "$root/usr/lib" "$root/usr/share" "$root/etc" -name '*cgkill*')
	[ -z "$left" ] || fail "there is still $left"
}

split_readme
make_bases "$@"
for release; do
	stage=chroot
	point "$release: a minimal installation"
	if ! is_made "$release"; then
		skip "it cannot be made: $(tail -n 1 "$chroots/$release.log")"
		continue
	fi
	use "$release" || fail "it cannot be copied"
	cgroup "$release"
	for stage in $FRESH; do
		echo "# $release: $stage"
		$stage
	done
	echo 1 >"$CG/$release/cgroup.kill"
	empty "$CG/$release"
	drop
done
finish
