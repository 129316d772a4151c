#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# debian.sh <directory> <release>...: Debian's packages in the directory are installed, used,
# upgraded, also from the previous release, and removed in a chroot of each release; and what they
# were made from is built and installed there, with nothing but what README says is needed.
set -u
: "${top_srcdir:?}"
# Its mounts disappear with it.
[ -n "${MOUNTS_ARE_OURS-}" ] ||
	MOUNTS_ARE_OURS=yes exec unshare --mount --propagation private "$0" "$@"

. "${0%/*}/../functional/lib.sh"
. "${0%/*}/chroot.sh"
. "${0%/*}/previous.sh"
need_cgroup
need_tool debootstrap dpkg-deb
debs=$(cd "$1" && pwd) || exit
shift
cgroup2=$(mount_of cgroup2)
[ -n "$(find "$debs" -maxdepth 1 -name 'kill-is-cgkill_*.deb')" ] || skip_all "no packages in $debs"
version=$(dpkg-deb -f "$debs"/kill-is-cgkill_*.deb Version)

# --- chroots -----------------------------------------------------------------------------------

# Everything that a release needs, and all shells that we support.
compiler='gcc make libc6-dev libmount-dev'
shells='bash-completion busybox dash fish ksh93u+m mksh zsh'

# apt_install <directory> <option or package>...
apt_install() {
	_in=$1
	shift
	in_root "$_in" apt-get -qq --no-install-recommends install "$@"
}

# prepare <release>: $TMP/<release> is a copy of its chroot that has procps, and the package of that
# beside it, to install that again; and those of the compiler and the shells are downloaded.
# shellcheck disable=SC2086 # words
prepare() {
	cp -a "$chroots/$1" "$TMP/$1" && share_archives "$1" "$TMP/$1" &&
		in_root "$TMP/$1" apt-get -qq update &&
		apt_install "$TMP/$1" procps &&
		in_root "$TMP/$1" sh -c \
			'cd /var/cache && apt-get -qq -o APT::Sandbox::User=root download procps' &&
		apt_install "$TMP/$1" --download-only $compiler $shells &&
		umount "$TMP/$1/var/cache/apt/archives" && : >"$TMP/$1.ready"
}

inside() {
	in_root "$root" "$@"
}

# use <release>: $root is a fresh copy of $base.
use() {
	base=$TMP/$1 root=$TMP/root
	cp -a "$base" "$root" && mkdir -p "$root/sys/fs/cgroup" "$root/debs" &&
		mount -t proc proc "$root/proc" && mount --bind "$cgroup2" "$root/sys/fs/cgroup" &&
		mount --bind "$debs" "$root/debs" && share_archives "$1" "$root" &&
		cp "$TMP"/variants/*.deb "$base"/var/cache/procps_*.deb "$root/var/cache" &&
		mkdir "$root/var/cache/previous" &&
		{ ! has_previous || cp "$previous"/*.deb "$root/var/cache/previous"; }
}

drop() {
	[ -d "$TMP/root" ] || return 0
	umount "$TMP/root/proc" "$TMP/root/sys/fs/cgroup" "$TMP/root/debs" \
		"$TMP/root/var/cache/apt/archives" &&
		rm -rf --one-file-system "$TMP/root"
}
at_exit drop

# --- variants of the packages ------------------------------------------------------------------

# variant <name> <package> <command>...: a newer version, on which the command works.
variant() {
	_package=$2
	_file=$TMP/variants/$1.deb
	shift 2
	rm -rf "$TMP/variant"
	dpkg-deb -R "$debs/${_package}"_*.deb "$TMP/variant" || return
	sed -i "s/\(^Version: \|(= \)$version/&+newer/" "$TMP/variant/DEBIAN/control"
	(cd "$TMP/variant" && "$@") && dpkg-deb -Znone -b "$TMP/variant" "$_file" >/dev/null
}

break_preinst() {
	sed -i '/^#DEBHELPER#/d' DEBIAN/preinst && echo 'echo broken; exit 1' >>DEBIAN/preinst
}

# With a file of procps, which dpkg does not let it replace.
make_conflict() {
	: >usr/bin/free
}

make_variants() {
	mkdir "$TMP/variants"
	variant newer-cgkill cgkill :
	variant newer-kill kill-is-cgkill :
	variant broken-kill kill-is-cgkill break_preinst
	variant conflict-kill kill-is-cgkill make_conflict
}

# --- checks ------------------------------------------------------------------------------------

# All files except dpkg's and apt's own records; and the diversions.
snapshot() {
	(
		cd "$root" || exit
		find . -xdev \( -path ./var/lib/dpkg -o -path ./var/lib/apt -o -path ./var/log \
			-o -path ./var/cache -o -path ./tmp \) -prune -o \
			-printf '%p %y %m %U:%G %l\n' -type f -exec md5sum {} + | sort
		cat var/lib/dpkg/diversions
	) >"$1"
}

same_as_before() {
	snapshot "$TMP/after"
	diff "$TMP/before" "$TMP/after" >"$OUT" || fail "something is not as it was before"
}

pages() {
	(cd "$base" && find usr/share/man -name kill.1.gz)
}

# installed <command>...: must succeed.
must() {
	inside "$@" >"$OUT" 2>&1 || fail "failed: $*"
}

must_fail() {
	! inside "$@" >"$OUT" 2>&1 || fail "succeeded: $*"
}

# Under both of its names; that of procps is kept with its pages, some of which we replace.
kill_is_ours() {
	for program in /bin/kill /usr/bin/kill; do
		inside "$program" --version | grep -q cgkill || fail "$program is not ours"
	done
	cmp -s "$base/usr/bin/kill" "$root"/usr/bin/kill.distrib* ||
		fail "the kill of procps was not kept"
	for page in $(pages); do
		cmp -s "$base/$page" "$root/${page%.1.gz}.distrib.1.gz" || fail "$page was not kept"
		! cmp -s "$base/$page" "$root/$page" || fail "$page is still that of procps"
	done
	zgrep -q cgkill "$root/usr/share/man/man1/kill.1.gz" || fail "the manual page is not ours"
}

kill_is_theirs() {
	for file in bin/kill usr/bin/kill $(pages); do
		cmp -s "$base/$file" "$root/$file" || fail "$file is not that of procps"
	done
	[ -z "$(find "$root/usr" -name 'kill.distrib*')" ] || fail "something else was left"
	! grep cgkill "$root/var/lib/dpkg/diversions" || fail "something is still diverted"
}

version_is() {
	# shellcheck disable=SC2016 # for dpkg-query
	out=$(inside dpkg-query -W -f '${db:Status-Status} ${Version}' kill-is-cgkill 2>&1)
	[ "$out" = "installed $1" ] || fail "the state is $out"
}

# Whatever shared library the program names, linked or loaded later.
libraries_are_declared() {
	# shellcheck disable=SC2016 # for dpkg-query
	depends=$(inside dpkg-query -W -f '${Depends}' "$1")
	libraries=$(grep -ao 'lib[a-z]*\.so\.[0-9]*' "$root/usr/bin/${1%-is-*}" | sort -u)
	for library in $libraries; do
		owner=$(inside dpkg-query -S "*/$library" | sed -n '1s/:.*//p')
		case ", $depends," in
		*", ${owner:-none},"* | *", ${owner:-none} ("*) ;;
		*) fail "$1 depends on $depends, but $library is in ${owner:-none}" ;;
		esac
	done
}

# Checks continuously whether there is a kill.
watch_kill() {
	while [ ! -e "$TMP/enough" ]; do
		[ -e "$root/usr/bin/kill" ] || : >"$TMP/missed"
	done
}

# upgraded <command>...: must succeed, and kill is never missing meanwhile.
upgraded() {
	watch_kill &
	must "$@"
	: >"$TMP/enough"
	wait $!
	rm "$TMP/enough"
	[ ! -e "$TMP/missed" ] || fail "it was missing"
}

# --- tests -------------------------------------------------------------------------------------

ours='/debs/cgkill_*.deb /debs/kill-is-cgkill_*.deb'

test_release() {
	snapshot "$TMP/before"

	point "$release: apt installs cgkill, and kill stays that of procps"
	must sh -c 'apt-get -qq install /debs/cgkill_*.deb'
	kill_is_theirs

	point "$release: the libraries that it loads are of packages on which it depends"
	libraries_are_declared cgkill

	point "$release: with kill-is-cgkill, kill is ours"
	must sh -c 'apt-get -qq install /debs/kill-is-cgkill_*.deb'
	kill_is_ours
	libraries_are_declared kill-is-cgkill

	point "$release: both kill a cgroup"
	cp "$top_srcdir/packaging/debian/tests/smoke" "$root/tmp" || fail "there is no test to run"
	must sh /tmp/smoke

	point "$release: an upgrade of procps leaves it ours"
	must sh -c 'dpkg -i /var/cache/procps_*.deb'
	kill_is_ours

	point "$release: so does the removal of procps, and when it comes back"
	must dpkg --purge --force-depends procps
	inside kill --version | grep -q cgkill || fail "kill is not ours"
	must sh -c 'dpkg -i /var/cache/procps_*.deb'
	kill_is_ours

	point "$release: an upgrade that fails leaves it as it was"
	for variant in broken conflict; do
		must_fail dpkg -i --auto-deconfigure /var/cache/newer-cgkill.deb "/var/cache/$variant-kill.deb"
		kill_is_ours
		must sh -c "dpkg -i $ours"
		version_is "$version"
		kill_is_ours
	done

	point "$release: an upgrade, in which kill is never missing"
	upgraded dpkg -i /var/cache/newer-cgkill.deb /var/cache/newer-kill.deb
	version_is "$version+newer"
	kill_is_ours

	point "$release: a removal restores the kill of procps"
	must dpkg --remove kill-is-cgkill
	kill_is_theirs

	point "$release: so does an installation that fails"
	for variant in broken conflict; do
		must_fail dpkg -i "/var/cache/$variant-kill.deb"
		kill_is_theirs
	done

	point "$release: and one while there is no procps"
	must dpkg --purge --force-depends procps
	must dpkg -i /var/cache/newer-kill.deb
	must sh -c 'dpkg -i /var/cache/procps_*.deb'
	kill_is_ours
	must dpkg --purge kill-is-cgkill
	kill_is_theirs

	point "$release: nothing is left when both are purged"
	must sh -c "dpkg -i --force-downgrade $ours"
	must apt-get -qq purge cgkill kill-is-cgkill
	same_as_before
}

# After test_release, which leaves everything as it was before.
test_previous() {
	point "$release: $previous_version is installed, and kills a cgroup"
	if ! has_previous; then
		skip "$no_previous"
		return
	fi
	must sh -c "apt-get -qq install $ours"
	snapshot "$TMP/fresh"
	must apt-get -qq purge cgkill kill-is-cgkill
	must sh -c 'apt-get -qq install /var/cache/previous/*.deb'
	version_is "$previous_version-0upstream1"
	kill_is_ours
	must sh /tmp/smoke

	point "$release: an upgrade of $previous_version, in which kill is never missing"
	upgraded sh -c "apt-get -qq install $ours"
	version_is "$version"
	kill_is_ours
	must sh /tmp/smoke

	point "$release: then there is the same as without it"
	snapshot "$TMP/after"
	diff "$TMP/fresh" "$TMP/after" >"$OUT" || fail "something is different"

	point "$release: nothing is left of an upgraded one"
	must apt-get -qq purge cgkill kill-is-cgkill
	same_as_before

	point "$release: $previous_version without kill-is-cgkill is upgraded, too"
	must sh -c 'apt-get -qq install /var/cache/previous/cgkill_*.deb'
	must sh -c 'apt-get -qq install /debs/cgkill_*.deb'
	kill_is_theirs
	must apt-get -qq purge cgkill
	same_as_before
}

# By the name of the cgroup, for which it loads libmount.
kills_by_name() {
	cgroup source
	pids=$(spawn -c "$CG/source" sleeper 3)
	must "$@" --wait=5000 --remove "$NAME/source"
	dead "$pids"
}

# Unpacked from outside: there is no xz in there.
test_source() {
	point "$release: a compiler, make and libmount are enough for the archive of a release"
	# shellcheck disable=SC2086 # words
	apt_install "$root" $compiler >"$OUT" 2>&1 || fail "they cannot be installed"
	mkdir "$root/source"
	tar -xf "$debs"/cgkill_*.orig.tar.xz -C "$root/source" --strip-components=1 ||
		fail "it cannot be unpacked"
	must sh -c 'cd /source && ./configure -q --sysconfdir=/etc && make -s && make -s install'
	for words in 'Installed: /usr/local/bin/cgkill /usr/local/bin/kill;' '. /etc/profile.d/cgkill.sh'; do
		tail -n 6 "$OUT" | grep -qF -e "$words" || fail "it does not end with: $words"
	done

	point "$release: the rest is in it: messages and pages in other languages"
	for file in locale/uk/LC_MESSAGES/cgkill.mo man/de/man1/cgkill.1 man/zh_CN/man1/kill.1; do
		[ -s "$root/usr/local/share/$file" ] || fail "there is no $file"
	done

	point "$release: it kills a cgroup"
	kills_by_name /usr/local/bin/cgkill
	kills_by_name /usr/local/bin/kill --cgroup

	point "$release: make deb says all that it misses, before it does anything"
	must_fail make -s -C /source deb
	for package in build-essential xz-utils dpkg-dev check debhelper gettext; do
		grep -q "^  apt-get install .*\<$package\>.* && make deb\$" "$OUT" || fail "not $package"
	done
	[ -z "$(find "$root/source" -name '*.tar.xz')" ] || fail "it has made an archive"

	point "$release: it is gone after make uninstall"
	must make -s -C /source uninstall
	left=$(find "$root/usr/local" "$root/etc" -name '*kill*')
	[ -z "$left" ] || fail "there is still $left"
}

# says <text> <command>...
says() {
	_text=$1
	shift
	must "$@"
	grep -qF -e "$_text" "$OUT" || fail "$*: not $_text"
}

# The program kill is the one from procps.
test_shells() {
	point "$release: every shell has the function that comes with cgkill"
	# shellcheck disable=SC2086 # words
	apt_install "$root" $shells >"$OUT" 2>&1 || fail "there are no shells"
	must sh -c 'dpkg -i /debs/cgkill_*.deb'
	for shell in bash dash ksh mksh 'busybox sh'; do
		# shellcheck disable=SC2086,SC2016 # words; for the shell
		kills_by_name $shell -lic 'kill --cgroup "$@"' "$shell"
	done
	# shellcheck disable=SC2016 # for the shell
	kills_by_name zsh -ic '. /etc/profile.d/cgkill.sh && kill --cgroup "$@"' zsh
	# shellcheck disable=SC2016 # for the shell
	kills_by_name fish -ic 'kill --cgroup $argv' --

	point "$release: bash, zsh and fish find the completion of cgkill and kill"
	says "_cgkill cgkill" bash -lic '. /usr/share/bash-completion/bash_completion
		_comp_load cgkill || _completion_loader cgkill; complete -p cgkill'
	says "_cgkill_load kill" bash -lic 'complete -p kill'
	# shellcheck disable=SC2016 # for the shell
	says "_cgkill _cgkill" zsh -ic 'autoload -U compinit && compinit -D
		echo "$_comps[cgkill] $_comps[kill]"'
	says "--exclude-self" fish -c 'complete -C "cgkill --ex"'
	says "--cgroup" fish -c 'complete -C "kill --cg"'

	point "$release: once it is removed, what is left in /etc does nothing"
	must dpkg --remove cgkill
	[ -e "$root/etc/profile.d/cgkill.sh" ] || fail "nothing is left"
	says "shell builtin" bash -lic 'type kill'
	must dpkg --purge cgkill
	[ ! -e "$root/etc/profile.d/cgkill.sh" ] || fail "it is left after a purge"
}

# In bookworm, procps has /bin/kill; in trixie, /usr/bin/kill. The new one lacks libraries here.
test_new_procps() {
	point "bookworm: the procps of trixie leaves kill ours, and gets it back"
	must sh -c "dpkg -i $ours"
	cp "$TMP"/trixie/var/cache/procps_*.deb "$root/var/cache/new-procps.deb"
	must dpkg -i --force-depends --force-confold /var/cache/new-procps.deb
	base=$TMP/trixie
	kill_is_ours
	must dpkg --purge kill-is-cgkill cgkill
	kill_is_theirs
}

make_bases "$@"
make_variants
make_previous
# shellcheck disable=SC2016 # for at_exit
at_exit 'umount "$TMP"/*/var/cache/apt/archives' # that the packages of others stay
for release; do
	! is_made "$release" || prepare "$release" >"$chroots/$release.log" 2>&1 &
done
wait

for release; do
	if [ ! -e "$TMP/$release.ready" ]; then
		point "$release: a chroot"
		skip "it cannot be made: $(tail -n 1 "$chroots/$release.log")"
		continue
	fi
	use "$release" || exit
	test_release
	test_previous
	test_source
	test_shells
	[ "$release" != bookworm ] || [ ! -e "$TMP/trixie.ready" ] || test_new_procps
	drop
done
finish
